"""What changed since an earlier run, as people read it: by benefit, kind, cause and clause."""

import csv

import pyarrow as pa

from hutong.lib.csv_cells import disarmed
from hutong.lib.translating import marked, translator
from hutong.policy.library import Library
from hutong.screening.runs.finishing import HIGHEST
from hutong.screening.runs.orders import Order
from hutong.screening.runs.whole_files import written_whole

CHANGED_FILE = "changes.csv"
HEADINGS = (marked("Benefit"), marked("What changed"), marked("Why"), marked("Clause"), marked("Children"))
KIND_NAMES = {
    "gained": marked("owed now, was not"),
    "lost": marked("no longer owed"),
    "more": marked("more is owed"),
    "less": marked("less is owed"),
    "restated": marked("owed on other grounds, or with an amount that cannot be compared"),
    "moved": marked("owed at another place"),
    "covered": marked("covered by something better now"),
    "became_unknown": marked("cannot be told now"),
    "became_known": marked("told now: not owed"),
    "new_child": marked("a new child"),
    "gone_child": marked("a child who is gone"),
    "refused": marked("facts that cannot be used now"),
}
CAUSE_NAMES = {
    "facts": marked("facts of the child"),
    "document": marked("a document or value"),
    "day": marked("the day"),
}


def list_changed(changed: pa.Table, library: Library, lang: str, *, sensitive: bool) -> list[tuple[str, ...]]:
    """The counts in words, in the order of the benefits, the most children first."""
    say, benefits = translator(lang), library.vocabulary.benefits
    order, kinds = {slug: number for number, slug in enumerate(benefits)}, list(KIND_NAMES)
    lines = sorted(
        (line for line in changed.to_pylist() if sensitive or benefits[line["benefit"]].sensitivity != HIGHEST),
        key=lambda line: (
            order[line["benefit"]], kinds.index(line["kind"]), -line["children"], line["clause"] or "", line["cause"],
        ),
    )  # fmt: skip
    return [
        (
            benefits[line["benefit"]].label(lang),
            say(KIND_NAMES[line["kind"]]),
            say(CAUSE_NAMES[line["cause"]]),
            line["clause"] or "",
            str(line["children"]),
        )
        for line in lines
    ]


def write_changed(order: Order, changed: pa.Table, library: Library, *, sensitive: bool) -> int:
    """The counts as a file; benefits of the highest sensitivity only when asked for."""
    say, lines = translator(order.lang), list_changed(changed, library, order.lang, sensitive=sensitive)
    with (
        written_whole(order.folder / CHANGED_FILE) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([say(heading) for heading in HEADINGS])
        writer.writerows([disarmed(cell) for cell in line] for line in lines)
    return len(lines)
