"""``hutong findings``: the findings of a screening, read by people: of a child, of a place, of a benefit."""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from hutong.commands.determine_formats import as_cell
from hutong.commands.stopping import stop
from hutong.ledgers.result_words import get_label, say_value
from hutong.lib.money import fen_from_yuan
from hutong.lib.translating import LANGUAGES, translator
from hutong.policy.amounts import Amount, Quantity
from hutong.policy.errors import PolicyError
from hutong.policy.library import load_library
from hutong.policy.told_words import ToldWords
from hutong.policy.values import MONEY_UNITS
from hutong.screening.errors import ScreeningError
from hutong.screening.runs.reading import Line, Wanted, list_findings

COLUMNS = ("child", "label", "place", "verdict", "amounts", "clause", "missing", "covered_by", "excluded_by")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--child", help="Only of the child with this id.")
@click.option("--benefit", help="Only this benefit ('hutong benefits' lists them).")
@click.option("--place", help="Only at this place, or anywhere in it: 431022, 431000, 430000.")
@click.option("--format", "form", type=click.Choice(("text", "csv", "jsonl")), default="text", show_default=True)
@click.option("--policies", type=click.Path(path_type=Path), help="The documents that the run was made with.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@click.option("--sensitive", is_flag=True, help="Name what is highly sensitive in text and CSV, too.")
def findings(
    folder: Path,
    child: str | None,
    benefit: str | None,
    place: str | None,
    form: str,
    policies: Path | None,
    lang: str,
    sensitive: bool,
) -> None:
    """Show the findings that 'hutong screen' wrote to FOLDER, with names instead of codes."""
    try:
        words = ToldWords(load_library(policies), lang, sensitive=sensitive)
        WRITERS[form](list_findings(folder, Wanted(child, benefit, place)), words)
    except (ScreeningError, PolicyError) as error:
        stop(error, lang)


def _write_text(lines: Iterator[Line], words: ToldWords) -> None:
    say = words.say
    for child, of_child in groupby(_tellable(lines, words), key=lambda line: line["child"]):
        click.echo(say("Child {child}").format(child=child))
        for line in of_child:
            told = _told(line, words)
            parts = [told["verdict"], told["label"], told["place"], told["amounts"], told["clause"]]
            if told["missing"]:
                parts.append(say("still to be known: {facts}").format(facts=told["missing"]))
            if told["rests_on"]:
                parts.append(say("rests on absence from: {lists}").format(lists=told["rests_on"]))
            click.echo("  " + " · ".join(filter(None, parts)))


def _write_csv(lines: Iterator[Line], words: ToldWords) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([get_label(name, words.lang) for name in COLUMNS])
    for line in _tellable(lines, words):
        told = _told(line, words)
        writer.writerow([as_cell(told[name]) for name in COLUMNS])


def _write_jsonl(lines: Iterator[Line], words: ToldWords) -> None:
    """For programs: everything, by its names in the vocabulary."""
    for line in lines:
        click.echo(json.dumps(line, ensure_ascii=False, default=_plain))


WRITERS: Mapping[str, Callable[[Iterator[Line], ToldWords], None]] = {
    "text": _write_text,
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _tellable(lines: Iterator[Line], words: ToldWords) -> Iterator[Line]:
    return (line for line in lines if not words.discretion.hides_benefit(line["benefit"]))


def _told(line: Line, words: ToldWords) -> dict[str, str]:
    comma = translator(words.lang)(", ")
    told = {
        "child": line["child"],
        "label": words.benefit(line["benefit"]),
        "place": words.place(line["place"]),
        "verdict": str(say_value("verdict", line["verdict"], words.lang)),
        "amounts": comma.join(words.amount(_amount(one)) for one in line["amounts"] or ()),
        "missing": comma.join(words.missing(line["missing"])),
        "covered_by": comma.join(words.benefits(line["covered_by"] or ())),
    }
    clauses = {"clause": "grounds", "excluded_by": "excluded_by", "rests_on": "rests_on"}
    return told | {name: comma.join(line[column] or ()) for name, column in clauses.items()}


def _amount(one: Mapping[str, Any]) -> Amount:
    number = one["value"]
    if number is not None and one["unit"] in MONEY_UNITS:
        number = Decimal(fen_from_yuan(number))
    return Amount(one["term"], Quantity(number, one["state"], one["unit"]), one["may_rise"])
