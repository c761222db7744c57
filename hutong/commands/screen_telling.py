"""What a screening came to, in a few lines: children, refused ones, every benefit's owed, unknown and gaps."""

from collections import Counter
from collections.abc import Iterator

from hutong.lib.text_layout import align_rows
from hutong.lib.translating import translator
from hutong.screening.runs.changed_file import HEADINGS, list_changed
from hutong.screening.runs.finishing import HEADERS, HIGHEST
from hutong.screening.runs.orders import Order
from hutong.screening.runs.running import RunDone

MOST_LISTS = 3
MOST_CHANGES = 24
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
    yield from _tell_lists(done, order)
    yield from _tell_changed(done, order, sensitive=sensitive)
    yield say("Written to {folder}: summary.csv for people, the Parquet files for programs.").format(
        folder=order.folder
    )


def _tell_changed(done: RunDone, order: Order, *, sensitive: bool) -> Iterator[str]:
    """What is different since the earlier run, by benefit and clause."""
    if done.changed is None:
        return
    say = translator(order.lang)
    lines = list_changed(done.changed, done.library, order.lang, sensitive=sensitive)
    if not lines:
        yield say("Nothing is different for anybody since the run in {folder}.").format(folder=order.since)
        return
    yield say("What is different since the run in {folder}:").format(folder=order.since)
    shown = sorted(lines, key=lambda line: -int(line[-1]))[:MOST_CHANGES]
    yield align_rows([tuple(say(heading) for heading in HEADINGS), *(line for line in lines if line in shown)])
    if len(lines) > len(shown):
        yield say("… and {count} more lines in changes.csv.").format(count=len(lines) - len(shown))


def _tell_lists(done: RunDone, order: Order) -> Iterator[str]:
    """Whose lists would settle most children: the shortest way out of "cannot be told"."""
    say, bodies = translator(order.lang), done.library.vocabulary.bodies
    children: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for line in done.lists.to_pylist():
        children[line["holder"]] += line["children"]
        places[line["holder"]] += 1
    for holder, count in children.most_common(MOST_LISTS):
        sentence = say("The list of {body} for {places} places would settle findings of {children} children.")
        body = bodies[holder].label(order.lang, on=order.on) if holder in bodies else holder
        yield sentence.format(body=body, places=places[holder], children=f"{count:,}")


def _rows(done: RunDone, lang: str, sensitive: bool) -> Iterator[tuple[str, ...]]:
    sums: dict[str, Counter[str]] = {}
    for line in done.summary.to_pylist():
        sums.setdefault(line["benefit"], Counter()).update({name: line[name] or 0 for name in SHOWN})
    for slug, benefit in done.library.vocabulary.benefits.items():
        counted = sums.get(slug)
        if counted and any(counted.values()) and (sensitive or benefit.sensitivity != HIGHEST):
            yield (benefit.label(lang), *(f"{counted[name]:,}" for name in SHOWN))
