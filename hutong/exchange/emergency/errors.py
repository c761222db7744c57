"""What keeps somebody from keeping a list."""

from hutong.lib.translating import marked, translator


class KeeperError(Exception):
    """Not possible, and what to do."""

    sentence = ""

    def told(self, lang: str) -> str:
        """Why, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)


class KeeperThere(KeeperError):
    sentence = marked("This person keeps the list of this township already.")


class KeeperElsewhere(KeeperError):
    sentence = marked("A keeper holds a post that opens files in this township. Choose somebody who does.")


class NotATownship(KeeperError):
    sentence = marked("An emergency list is of a township: choose one.")


class WordsShort(KeeperError):
    sentence = marked("Too short: twelve characters at least, best several words that belong together for you alone.")


class WordsDiffer(KeeperError):
    sentence = marked("The two differ. Type the same twice.")
