"""What may be wrong with a bulletin or a training, each told with what to do."""

from datetime import date

from hutong.lib.translating import marked, translator


class IndicatorsError(Exception):
    """BulletinError: BulletinTooEarly, BulletinIssued, BulletinTooLong. TrainingError: NobodyChosen and those below."""

    sentence = ""

    def __init__(self, **given: object) -> None:
        self.given = given
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.given)


class BulletinError(IndicatorsError):
    """A bulletin is not issued."""


class BulletinTooEarly(BulletinError):
    """The month is not over."""

    sentence = marked(
        "The month is not over. Issue the bulletin from {until} on; until then the page shows how it stands."
    )

    def __init__(self, *, until: date) -> None:
        super().__init__(until=until.isoformat())


class BulletinIssued(BulletinError):
    """Somebody issued it before."""

    sentence = marked(
        "The bulletin of this month was issued before. It stays as it was; say in the next one what changed."
    )

    def __init__(self) -> None:
        super().__init__()


class BulletinTooLong(BulletinError):
    """What the office adds is too long."""

    sentence = marked("What is added is too long: {most} characters at most. Shorten it.")

    def __init__(self, *, most: int) -> None:
        super().__init__(most=most)


class TrainingError(IndicatorsError):
    """A training is not noted."""


class NobodyChosen(TrainingError):
    """Nobody is ticked."""

    sentence = marked("Tick at least one worker.")


class TrainingTitleMissing(TrainingError):
    """It has no name."""

    sentence = marked("Write what the training was about.")


class TrainingToCome(TrainingError):
    """The day is to come."""

    sentence = marked("The day is to come. Note the training when it has taken place.")
