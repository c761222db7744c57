"""Children with brothers and sisters, their parents and grandparents, and who cares for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from hutong.children.models import Person, Relation, Sex
from hutong.demo.counties import ChildMaker, County, list_kinds
from hutong.demo.draws import Draw
from hutong.demo.kinds import Kind
from hutong.demo.people import GIVEN, SURNAMES, Child, Registry
from hutong.lib.identity_number import make_unused

# Of these the parents' story is the whole story, so that a brother or sister can have the same.
SHARED = frozenset({
    "dead_and_imprisoned", "dead_and_lost", "dead_and_ill", "both_lost", "lost_and_imprisoned", "both_ill_or_disabled",
    "one_parent_dead_other_remarried", "in_dibao", "left_behind", "poor_once_registered", "migrant",
})  # fmt: skip
ONE_IN = 5
AREA_OF_ADULTS = "9909"
YEAR = 365.25
GRANDPARENTS = ((Relation.PATERNAL_GRANDFATHER, Sex.MALE), (Relation.PATERNAL_GRANDMOTHER, Sex.FEMALE))


@dataclass(frozen=True)
class Home:
    """The children of one family who live together."""

    children: tuple[Child, ...]


@dataclass(frozen=True)
class Kin:
    """Somebody of a family, not saved yet."""

    person: Person
    relation: Relation
    is_guardian: bool
    is_carer: bool


def make_homes(county: County, *, count: int, on: date, seed: int) -> list[Home]:
    """So many children in their families."""
    random = Random(f"{seed}/{county.key}/homes")
    registry = Registry(random, area=county.area)
    # More people than the ledgers of the command line have: names of two characters more.
    registry.names = [surname + one + two for surname in SURNAMES for one in GIVEN for two in GIVEN if one != two]
    random.shuffle(registry.names)
    maker = ChildMaker(county, Draw(random, on), registry)
    kinds = list(list_kinds(count))
    random.shuffle(kinds)
    homes: list[Home] = []
    made = 0
    for number, kind in enumerate(kinds):
        if made >= count:
            break
        township = county.townships[number % len(county.townships)]
        eldest = maker.make(kind, township)
        has_more = kind.name in SHARED and random.randrange(ONE_IN) == 0 and made + 1 < count
        children = (eldest, _make_sibling(maker, kind, eldest)) if has_more else (eldest,)
        homes.append(Home(children))
        made += len(children)
    return homes


def _make_sibling(maker: ChildMaker, kind: Kind, eldest: Child) -> Child:
    """Another child with the same parents: what is the family's is the same."""
    other = maker.make(kind, eldest.township)
    surname = eldest.name[:2]
    return replace(
        other, name=surname + other.name[2:], village=eldest.village, hukou=eldest.hukou, residence=eldest.residence,
        father=eldest.father, mother=eldest.mother, guardian=eldest.guardian, guardianship=eldest.guardianship,
        dibao=eldest.dibao, edge=eldest.edge, tekun=eldest.tekun, economy=eldest.economy, migrant=eldest.migrant,
        left_behind=eldest.left_behind, categories=eldest.categories,
    )  # fmt: skip


@dataclass
class FamilyMaker:
    """Makes the grown-ups of a home; every one of them has a number that nobody can bear."""

    random: Random
    on: date
    made: int = 0
    names: Sequence[str] = field(default_factory=lambda: [one + two for one in GIVEN for two in GIVEN])

    def make(self, home: Home) -> list[Kin]:
        """Parents and, where they care, grandparents."""
        eldest = home.children[0]
        oldest = min(child.birth_date for child in home.children)
        return [*self._parents(eldest, oldest), *self._others(eldest, oldest)]

    def _parents(self, child: Child, oldest: date) -> Iterator[Kin]:
        if child.kind == "foundling":
            return
        are_guardians = child.guardian == "父母"
        for relation, sex, story in (
            (Relation.FATHER, Sex.MALE, child.father),
            (Relation.MOTHER, Sex.FEMALE, child.mother),
        ):
            surname = child.name[:2] if relation is Relation.FATHER else self.random.choice(SURNAMES)
            person = self._person(surname, sex, self._born(oldest, 21, 36))
            is_here = not {"死亡", "失踪", "失联", "服刑在押", "外出务工", "改嫁"}.intersection(story.words)
            guards = are_guardians or (child.guardian == "母亲" and relation is Relation.MOTHER)
            guards = guards and "死亡" not in story.words
            yield Kin(person, relation, guards, guards and is_here)

    def _others(self, child: Child, oldest: date) -> Iterator[Kin]:
        if child.guardian != "祖父母":
            return
        for number, (relation, sex) in enumerate(GRANDPARENTS):
            if number and self.random.random() < 0.3:
                continue
            surname = child.name[:2] if sex is Sex.MALE else self.random.choice(SURNAMES)
            yield Kin(self._person(surname, sex, self._born(oldest, 46, 66)), relation, not number, True)

    def _born(self, oldest: date, least: int, most: int) -> date:
        return oldest - timedelta(days=self.random.uniform(least, most) * YEAR)

    def _person(self, surname: str, sex: Sex, born: date) -> Person:
        self.made += 1
        number = make_unused(
            birth_date=born, sex="male" if sex is Sex.MALE else "female", serial=self.made % 50_000, area=AREA_OF_ADULTS
        )
        # No telephone network gives out numbers that begin with 100.
        phone = f"100{self.random.randrange(10**8):08d}" if self.random.random() < 0.7 else ""
        return Person(
            name=surname + self.random.choice(self.names), sex=sex, born=born,
            identity_number=number if self.random.random() < 0.9 else "", phone=phone,
        )  # fmt: skip
