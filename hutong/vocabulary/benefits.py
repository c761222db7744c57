"""The benefits: what a child can be owed, how it is delivered, by whom, and what proves that it was received."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hutong.vocabulary.secrecy import Secrecy

Delivery = Literal["cash", "fee_relief", "insurance", "service", "priority", "access", "placement"]


class Benefit(BaseModel):
    """One ``[benefits.slug]`` table of benefits.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str = ""
    number: int
    zh: str
    en: str
    system: str
    delivery: Delivery
    by: str
    proof_zh: str = ""
    proof_en: str = ""
    sensitivity: Literal["open", "personal", "sensitive", "highest"] = "personal"
    secrecy: tuple[Secrecy, ...] = ()
    framed: bool = True
    framed_because: str = ""
    estimate: bool = False
    note: str = ""

    def label(self, lang: str) -> str:
        """The benefit's name in the language asked for ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en
