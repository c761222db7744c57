"""What a family's story is drawn from: days, chances, payments, parents."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from hutong.demo.people import Parent

DAYS_A_MONTH = 30.44
ORPHAN, DE_FACTO, TEKUN, DIBAO = "orphan_protection", "de_facto_living", "tekun_support", "dibao"
LIVING, NURSING = "disability_living_subsidy", "disability_nursing_subsidy"
# Invented: what the demo's counties happen to pay, in yuan a month.
PAID = {ORPHAN: 950, DE_FACTO: 950, TEKUN: 780, DIBAO: 410, LIVING: 90, NURSING: 90}
INSTITUTION_PAID = 1350
DISABILITIES = ("视力", "听力", "言语", "肢体", "肢体", "智力", "智力", "精神")
SENTENCES = (18, 24, 36, 48, 60, 84)


@dataclass(frozen=True)
class Draw:
    """Chances as of a day; the same seed draws the same families."""

    random: Random
    on: date

    def before(self, least: int, most: int) -> date:
        """A day between so many and so many months ago."""
        return self.on - timedelta(days=self.random.uniform(least, most) * DAYS_A_MONTH)

    def after(self, least: int, most: int) -> date:
        """A day between so many and so many months ahead."""
        return self.on + timedelta(days=self.random.uniform(least, most) * DAYS_A_MONTH)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pays(self, *benefits: str, paid: float = 0.85, silent: float = 0.05, amount: int = 0) -> dict[str, int]:
        """What the ledger says is paid: mostly what should be, sometimes nothing, sometimes it does not say."""
        payments = {}
        for benefit in benefits:
            at = self.random.random()
            if at < paid:
                payments[benefit] = amount or PAID[benefit]
            elif at < 1 - silent:
                payments[benefit] = 0
        return payments

    def lost(self, *, least: int = 8) -> Parent:
        """Out of contact for longer than the six months that count."""
        return Parent(("失联",), since=self.before(least, 70))

    def imprisoned(self) -> Parent:
        """In prison today, whatever the sentence."""
        begun, months = self.before(3, 40), self.random.choice(SENTENCES)
        until = max(begun + timedelta(days=months * DAYS_A_MONTH), self.after(1, 30))
        return Parent(("服刑在押",), since=begun, until=until, term_months=months)

    def in_rehabilitation(self) -> Parent:
        return Parent(("强制隔离戒毒",), since=self.before(2, 16), until=self.after(2, 20), term_months=24)

    def ill(self) -> Parent:
        return Parent(("重病",))

    def severely_disabled(self) -> Parent:
        return Parent((self.random.choice(("重残", "一级残疾", "二级残疾")),))

    def any_listed(self) -> Parent:
        """A parent in one of the situations that keep from caring."""
        return self.random.choice((self.imprisoned, self.lost, self.ill, self.severely_disabled))()

    def disability(self, *, severe: bool) -> dict[str, Any]:
        """The child's own disability, as the certificate says it."""
        grade = self.random.choice((1, 2) if severe else (3, 3, 4))
        kinds = (self.random.choice(DISABILITIES),)
        return {"health": "残疾", "disabilities": kinds, "grade": grade, "certified": self.chance(0.8)}
