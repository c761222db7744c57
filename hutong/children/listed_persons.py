"""Facts that are lists of persons, as files hold them: ``祖父 田大山|able=true;祖母|able=false;舅舅``.

Of each person it says who it is, and yes or no to what the vocabulary gathers from the list; what is not said of a
person is not known.
"""

from collections.abc import Mapping, Sequence

from hutong.vocabulary.facts import Fact

BETWEEN_PERSONS, BETWEEN_PARTS, SAYS = ";", "|", "="
LONGEST_WHO = 30
WHO = "who"
WORDS = {"true": True, "false": False}
Persons = list[dict[str, str | bool]]


def list_fields(fact: Fact) -> dict[str, str]:
    """What is asked of every person: the field, and the fact that is gathered from it."""
    return {how.field: name for name, how in fact.entry.aggregate.items()}


def write_persons(persons: Sequence[Mapping[str, object]]) -> str:
    """The persons as files hold them; who is not named is left out."""
    return BETWEEN_PERSONS.join(
        BETWEEN_PARTS.join([str(one[WHO]), *_said(one)]) for one in persons if str(one.get(WHO) or "").strip()
    )


def _said(person: Mapping[str, object]) -> list[str]:
    given = {name: value for name, value in person.items() if name != WHO and value is not None}
    return [f"{name}{SAYS}{str(value).lower()}" for name, value in given.items()]


def read_persons(text: str) -> Persons:
    """The persons of a text, each with who it is and what is known.

    >>> read_persons("祖父|able=true;舅舅")
    [{'who': '祖父', 'able': True}, {'who': '舅舅'}]
    """
    found: Persons = []
    for part in filter(None, (part.strip() for part in text.split(BETWEEN_PERSONS))):
        who, *said = part.split(BETWEEN_PARTS)
        person: dict[str, str | bool] = {WHO: who.strip()}
        for one in said:
            name, _, word = one.partition(SAYS)
            person[name.strip()] = WORDS.get(word.strip(), word.strip())
        found.append(person)
    return found


def are_well_said(persons: Sequence[Mapping[str, object]], fact: Fact) -> bool:
    """Whether each has a name that can be kept, and says yes or no to what is asked of this list and no more."""
    fields = list_fields(fact)
    return bool(persons) and all(
        0 < len(str(one.get(WHO, ""))) <= LONGEST_WHO
        and not set(str(one[WHO])) & {BETWEEN_PERSONS, BETWEEN_PARTS, SAYS}
        and all(name in fields and isinstance(value, bool) for name, value in one.items() if name != WHO)
        for one in persons
    )
