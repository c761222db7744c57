"""What a screening came to, in a few lines: children, refused ones, every benefit's owed, unknown and gaps."""

from collections import Counter
from collections.abc import Iterator

from hutong.lib.text_layout import align_rows
from hutong.lib.translating import translator
from hutong.screening.runs.finishing import HEADERS, HIGHEST
from hutong.screening.runs.orders import Order
from hutong.screening.runs.running import RunDone

SHOWN = ("entitled", "unknown", "owed_not_received", "received_not_owed")


def tell_done(done: RunDone, order: Order, *, sensitive: bool) -> Iterator[str]:
    """The lines that end a run."""
    say, counts = translator(order.lang), done.told["counts"]
    yield say("{children} children screened for {day}.").format(children=f"{counts['children']:,}", day=order.on)
    if counts["refused"]:
        yield say("{refused} rows were refused; each is listed with its reason in refused.parquet.").format(
            refused=f"{counts['refused']:,}"
        )
    if counts["repeated_ids"]:
        yield say("{count} children have an id that another child had before.").format(count=counts["repeated_ids"])
    yield align_rows([tuple(say(HEADERS[name]) for name in ("benefit", *SHOWN)), *_rows(done, order.lang, sensitive)])
    yield say("Written to {folder}: summary.csv for people, the Parquet files for programs.").format(
        folder=order.folder
    )


def _rows(done: RunDone, lang: str, sensitive: bool) -> Iterator[tuple[str, ...]]:
    sums: dict[str, Counter[str]] = {}
    for line in done.summary.to_pylist():
        sums.setdefault(line["benefit"], Counter()).update({name: line[name] or 0 for name in SHOWN})
    for slug, benefit in done.library.vocabulary.benefits.items():
        counted = sums.get(slug)
        if counted and any(counted.values()) and (sensitive or benefit.sensitivity != HIGHEST):
            yield (benefit.label(lang), *(f"{counted[name]:,}" for name in SHOWN))
