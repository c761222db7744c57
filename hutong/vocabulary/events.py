"""The events that set duties going."""

from pydantic import BaseModel, ConfigDict

from hutong.vocabulary.secrecy import Secrecy


class Event(BaseModel):
    """One ``[events.slug]`` table of events.toml: something that happens and sets duties going."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str = ""
    zh: str
    en: str
    calendar: bool = False
    """The calendar tells of it; nobody records it of a child."""
    secrecy: tuple[Secrecy, ...] = ()
    note: str = ""

    def label(self, lang: str) -> str:
        """What it is called."""
        return self.zh if lang == "zh" else self.en
