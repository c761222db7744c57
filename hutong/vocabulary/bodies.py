"""The bodies that act: offices, institutions and posts, with the names they had on a day."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

LEVELS = (
    "national", "province", "prefecture", "county", "township", "village", "institution", "school", "medical", "court",
    "procuratorate", "family", "social", "enterprise", "any",
)  # fmt: skip


class BodyName(BaseModel):
    """What a body is called between two days, both inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    zh: str
    en: str
    start: date | None = Field(default=None, alias="from")
    through: date | None = None


class Body(BaseModel):
    """One ``[bodies.slug]`` table of bodies.toml: an office, institution or post that may be obliged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str = ""
    zh: str
    en: str
    levels: tuple[str, ...]
    names: tuple[BodyName, ...] = ()
    note: str = ""

    def label(self, lang: str, *, on: date) -> str:
        """What the body is called on a day."""
        for name in self.names:
            if (name.start is None or name.start <= on) and (name.through is None or on <= name.through):
                return name.zh if lang == "zh" else name.en
        return self.zh if lang == "zh" else self.en


class Handover(BaseModel):
    """Work that passed from one body to another on a day, for some areas or some benefits (the reforms of 2018)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    giver: str = Field(alias="from")
    taker: str = Field(alias="to")
    on: date
    systems: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    note: str = ""
