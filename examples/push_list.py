"""Pushes a department's list of facts to Hutong: python push_list.py list.csv --url https://hutong.example ...

The list is CSV in UTF-8 with a heading: ``identity_number`` or ``national_number``, then a column for each fact by its
name (``school_stage``), and beside it, where known, ``school_stage.since`` and ``school_stage.until``. An empty cell
says nothing. The token is read from the environment (HUTONG_TOKEN), never from the command line.

It may be stopped and started again: parts that were answered are passed over, and a part that was sent but not answered
is sent under the same key, so that nothing is written twice. Rows that are handed back are written as CSV, with the
reason, to be corrected and sent again. Exit: 0 all taken, 1 some handed back, 2 nothing could be sent.
"""

import argparse
import csv
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

NUMBERS = ("identity_number", "national_number")
AT_ONCE = 100
MOST_TRIES = 6
LONGEST_WAIT = 60
WORTH_TRYING_AGAIN = frozenset({429, 500, 502, 503, 504})
Row = dict[str, str]


class Stopped(Exception):
    """It cannot go on; the message says why and what to do."""


def main(given: Sequence[str] | None = None) -> int:
    """Push the list; the exit code."""
    said = read_arguments(given)
    token = os.environ.get("HUTONG_TOKEN", "")
    try:
        if not token:
            raise Stopped("set HUTONG_TOKEN to the token that the security administrator gave you")
        refused = push(said, token)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)  # noqa: T201  (a program of the command line)
        return 2
    return 1 if refused else 0


def read_arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What was said on the command line."""
    reader = argparse.ArgumentParser(description="Push a department's list of facts to Hutong.")
    reader.add_argument("list", type=Path, help="CSV in UTF-8 with a heading")
    reader.add_argument("--url", required=True, help="where Hutong answers, without /api")
    reader.add_argument("--title", required=True, help="what the list is called")
    reader.add_argument("--reference", default="", help="the number of the list or its letter")
    reader.add_argument("--as-of", required=True, help="the day as of which it speaks: 2025-06-01")
    reader.add_argument("--refused", type=Path, help="where rows handed back are written (default: beside the list)")
    reader.add_argument("--lang", choices=("zh", "en"), default="zh")
    return reader.parse_args(given)


def push(said: argparse.Namespace, token: str) -> int:
    """Send part after part; how many rows were handed back, those of an earlier start included."""
    source = {"title": said.title, "reference": said.reference, "as_of": said.as_of}
    done = Done(said.list.with_suffix(".progress.jsonl"))
    counted: dict[str, int] = {}
    refused: list[Row] = []
    for part in in_parts(read_rows(said.list)):
        body = {"source": source, "rows": [as_sent(row) for row in part]}
        key = key_of(body)
        answer = done.answers.get(key) or send(said.url, token, body, key=key, lang=said.lang)
        done.keep(key, answer)
        for one, row in zip(answer["rows"], part, strict=True):
            counted[one["state"]] = counted.get(one["state"], 0) + 1
            if one["state"] == "refused":
                refused.append({**row, "reason": one["reason"], "told": one["told"]})
    write_refused(said.refused or said.list.with_suffix(".refused.csv"), refused)
    print(json.dumps(counted, sort_keys=True))  # noqa: T201  (what the program comes to)
    return len(refused)


def read_rows(file: Path) -> Iterator[Row]:
    """The rows of the list by their heading. Raises Stopped."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            if not any(name in (reader.fieldnames or ()) for name in NUMBERS):
                raise Stopped(f"{file}: the heading has neither {' nor '.join(NUMBERS)}")
            yield from ({name: (cell or "").strip() for name, cell in row.items() if name} for row in reader)
    except (OSError, UnicodeDecodeError) as error:
        raise Stopped(f"{file} cannot be read as CSV in UTF-8: {error}") from error


def in_parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """So many rows as are sent at once."""
    rest = iter(rows)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def as_sent(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of the list as the door takes it. Raises Stopped."""
    number = next((name for name in NUMBERS if row.get(name)), None)
    if number is None:
        raise Stopped("a row has no number; take it out of the list")
    names = [name for name in row if name not in NUMBERS and not name.endswith((".since", ".until")) and row[name]]
    facts: list[dict[str, str]] = []
    for name in names:
        days = {end: row[f"{name}.{end}"] for end in ("since", "until") if row.get(f"{name}.{end}")}
        facts.append({"name": name, "value": row[name], **days})
    if not facts:
        raise Stopped("a row says nothing beside its number; take it out of the list")
    return {"who": {number: row[number]}, "facts": facts}


def key_of(body: Mapping[str, Any]) -> str:
    """The same key for the same part of the same list, also after a new start."""
    return "push-" + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:48]


def send(url: str, token: str, body: Mapping[str, Any], *, key: str, lang: str) -> Any:
    """The answer to a part; what may pass is tried again under the same key. Raises Stopped."""
    request = urllib.request.Request(
        f"{url.rstrip('/')}/api/v1/facts",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Accept-Language": "zh-CN" if lang == "zh" else "en",
        },
        method="POST",
    )
    for tried in range(1, MOST_TRIES + 1):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code not in WORTH_TRYING_AGAIN or tried == MOST_TRIES:
                raise Stopped(told(error)) from error
            wait = int(error.headers.get("Retry-After") or 2**tried)
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            if tried == MOST_TRIES:
                raise Stopped(f"{url} does not answer: {error}; start again later, it goes on where it was") from error
            wait = 2**tried
        time.sleep(min(wait, LONGEST_WAIT))
    raise AssertionError("every way out of the loop returns or raises")


def told(error: urllib.error.HTTPError) -> str:
    """A problem as its sentences."""
    try:
        problem = json.load(error)
    except ValueError:
        return f"{error.code} {error.reason}"
    parts = [f"{one['where']}: {one['detail']}" for one in problem.get("errors", ())]
    return " ".join([f"{problem['status']} {problem['title']}", problem["remedy"], *parts])


class Done:
    """The parts that were answered, by their keys, kept beside the list: no number of anybody stands there."""

    def __init__(self, file: Path) -> None:
        self.file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        self.answers: dict[str, Any] = dict(map(json.loads, lines))

    def keep(self, key: str, answer: Any) -> None:
        """Remember a part before the next is sent."""
        if key not in self.answers:
            self.answers[key] = answer
            with self.file.open("a", encoding="utf-8") as opened:
                opened.write(json.dumps([key, answer], ensure_ascii=False) + "\n")


def write_refused(file: Path, rows: Sequence[Row]) -> None:
    """The rows handed back as a list of the same columns, with why; no file where there are none."""
    if not rows:
        file.unlink(missing_ok=True)
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, names)
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
