"""What can go wrong with a backup, and what to do then."""

from pathlib import Path

from hutong.lib.translating import marked, translator


class BackupError(Exception):
    """A backup could not be made or brought back."""

    sentence = ""

    def __init__(self, **given: object) -> None:
        self.given = given
        super().__init__(self.sentence.format(**given))

    def render(self, lang: str) -> str:
        """What happened and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.given)


class ProgramMissing(BackupError):
    sentence = marked("{name} is not installed; it comes with the package postgresql-client, of the server's version.")

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)


class DumpFailed(BackupError):
    sentence = marked("{program} stopped: {said}")

    def __init__(self, *, program: str, said: str) -> None:
        super().__init__(program=program, said=said.strip())


class BackupDamaged(BackupError):
    sentence = marked("{file} is not a whole backup, or was changed ({why}); nothing was written. Take another one.")

    def __init__(self, *, file: Path, why: str) -> None:
        super().__init__(file=file, why=why)


class OtherDatabase(BackupError):
    sentence = marked("The backup is of {backup}, the database here is {here}; bring it back where there is {backup}.")

    def __init__(self, *, backup: str, here: str) -> None:
        super().__init__(backup=backup, here=here)


class NotEmpty(BackupError):
    sentence = marked("{what} is not empty; a backup comes back into an empty place only; nothing was written.")

    def __init__(self, *, what: str) -> None:
        super().__init__(what=what)


class RowsLost(BackupError):
    sentence = marked("Not every row came back: {why}. Do not use this database; empty the place and try again.")

    def __init__(self, *, why: str) -> None:
        super().__init__(why=why)


class FileThere(BackupError):
    sentence = marked("{file} is there already; name another file, nothing was written over.")

    def __init__(self, *, file: Path) -> None:
        super().__init__(file=file)
