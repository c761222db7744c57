"""The events that set duties going."""

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """One ``[events.slug]`` table of events.toml: something that happens and sets duties going."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str = ""
    zh: str
    en: str
    note: str = ""
