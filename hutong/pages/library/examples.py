"""The worked examples of a document in words: what is known of an invented child, and what the document concludes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hutong.lib.translating import marked, translator
from hutong.pages.library.loaded import get_library
from hutong.policy.documents import PlacedExample
from hutong.policy.standpoints import name_place
from hutong.vocabulary.facts import FactType

VERDICTS = {
    "entitled": marked("owed"),
    "unknown": marked("cannot be told yet"),
    "not_offered": marked("not offered here"),
    "not_entitled": marked("not owed"),
}
TAGS = {"entitled": "yes", "unknown": "open", "not_offered": "no", "not_entitled": "no"}


@dataclass(frozen=True)
class Expected:
    """What an example says of a benefit."""

    slug: str
    name: str
    verdict: str
    tag: str


@dataclass(frozen=True)
class ExampleShown:
    """An example: its name (written in English), the day, the facts, the verdicts."""

    name: str
    on: date
    facts: tuple[tuple[str, str], ...]
    expected: tuple[Expected, ...]


def show_example(example: PlacedExample, lang: str) -> ExampleShown:
    """An example in words."""
    entry = example.entry
    return ExampleShown(entry.name, entry.on, tuple(_facts(entry.given, lang)), tuple(_expected(entry.expect, lang)))


def _facts(given: Mapping[str, object], lang: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    facts = get_library().vocabulary.facts
    for key, value in given.items():
        name = f"{prefix}{key}"
        fact = facts.get(name)
        if isinstance(value, Mapping) and not (fact and fact.type is FactType.DATE) and "value" not in value:
            yield from _facts(value, lang, f"{name}.")
        elif fact is not None:
            plain = value.get("value", value) if isinstance(value, Mapping) else value
            is_place = fact.type is FactType.PLACE
            library = get_library()
            shown = name_place(str(plain)[:6], library=library, lang=lang) if is_place else fact.shown(plain, lang)
            yield fact.label(lang), shown
        elif key == "events":
            yield translator(lang)(marked("what happened")), _events(value, lang)


def _events(value: object, lang: str) -> str:
    events = get_library().vocabulary.events
    slugs = (
        [str(one.get("event", "")) if isinstance(one, Mapping) else str(one) for one in value]
        if isinstance(value, list)
        else []
    )
    return ", ".join((events[one].zh if lang == "zh" else events[one].en) if one in events else one for one in slugs)


def _expected(expect: Mapping[str, object], lang: str) -> Iterator[Expected]:
    benefits, say = get_library().vocabulary.benefits, translator(lang)
    for slug, wanted in expect.items():
        verdict = str(wanted.get("verdict", "")) if isinstance(wanted, Mapping) else str(wanted)
        if slug in benefits and verdict in VERDICTS:
            yield Expected(slug, benefits[slug].label(lang), say(VERDICTS[verdict]), TAGS[verdict])
