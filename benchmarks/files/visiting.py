"""Visitors who ask for pages over HTTP and note how long each took; threads, for the waiting is elsewhere."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from pypinyin import Style, lazy_pinyin

LIST, PINYIN, CHARACTERS, NUMBER, FILE = (
    "list",
    "search: pinyin",
    "search: two characters",
    "search: number",
    "file page",
)
PAGES = (LIST, PINYIN, CHARACTERS, NUMBER, FILE)
SHARES = (3, 1, 1, 1, 3)
One = TypeVar("One")
NEXT = re.compile(r'href="(/children\?[^"]*after=[^"]+)"')


class PageWrong(Exception):
    """A page came that is not the one that was asked for."""


class Way(Protocol):
    """How somebody goes through the pages."""

    def ask(self) -> tuple[str, float]:
        """Ask for a page; which, and the seconds until its last byte."""


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, with children to look for."""

    session: str
    files: list[str]
    names: list[str]
    numbers: list[str]
    places: list[str]


@dataclass
class Times:
    """Milliseconds by page, of all visitors."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: Lock = field(default_factory=Lock)
    faults: list[str] = field(default_factory=list)

    def note(self, page: str, seconds: float) -> None:
        with self.lock:
            self.taken[page].append(seconds * 1000)

    @property
    def count(self) -> int:
        return sum(map(len, self.taken.values()))

    def percentile(self, share: float, *pages: str) -> float:
        """Of these pages, or of all."""
        taken = sorted(one for page in pages or self.taken for one in self.taken.get(page, ()))
        return taken[min(len(taken) - 1, int(len(taken) * share))] if taken else 0.0


class Asking:
    """One who asks over a connection of their own."""

    def __init__(self, session: str, port: int) -> None:
        self.session, self.token = session, ""
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address: str) -> tuple[float, str]:
        """Seconds until the last byte of a page, and the page."""
        return self.send("GET", address)

    def send(self, how: str, address: str, body: str | None = None) -> tuple[float, str]:
        """The same for a form too."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}", "Accept-Language": "zh-CN"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(how, address, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        seconds = time.perf_counter() - begun
        if answer.status != 200:
            raise PageWrong(f"{how} {address}: {answer.status} {answer.getheader('Location')} {text[:300]}")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.token = value.split(";")[0].partition("=")[2]
        return seconds, text


class Visit(Asking):
    """One visitor's way through the pages."""

    def __init__(self, visitor: Visitor, port: int, random: Random) -> None:
        super().__init__(visitor.session, port)
        self.visitor, self.random, self.following = visitor, random, ""

    def ask(self) -> tuple[str, float]:
        """Ask for a page, as often for each kind as people do; which, and the seconds until its last byte."""
        (page,) = self.random.choices(PAGES, SHARES)
        act = {LIST: self._list, FILE: self._file}.get(page)
        if act is not None:
            return page, act()
        texts = {PINYIN: self._pinyin, CHARACTERS: self._characters, NUMBER: self._number}
        return page, self._search(texts[page]())

    def _list(self) -> float:
        choice = self.random.random()
        address = "/children"
        if choice < 0.3 and self.following:
            address = self.following
        elif choice < 0.6:
            address += "?" + urlencode({"place": self.random.choice(self.visitor.places)})
        elif choice < 0.8:
            address += "?gap=owed_not_received"
        elif choice < 0.9:
            address += "?age=6-13&state=registered"
        seconds, text = self.get(address)
        found = NEXT.search(text)
        self.following = found[1].replace("&amp;", "&") if found else ""
        return seconds

    def _file(self) -> float:
        uid = self.random.choice(self.visitor.files)
        return self.get(f"/files/{uid}")[0]

    def _pinyin(self) -> str:
        return "".join(lazy_pinyin(self.random.choice(self.visitor.names), style=Style.NORMAL))

    def _characters(self) -> str:
        return self.random.choice(self.visitor.names)[-2:]

    def _number(self) -> str:
        return self.random.choice(self.visitor.numbers or ["990101201501010013"])

    def _search(self, text: str) -> float:
        if not self.token:
            self.get("/children")
        body = urlencode({"text": text, "csrfmiddlewaretoken": self.token})
        return self.send("POST", "/children/search", body)[0]


def read_visitors(file: Path) -> list[Visitor]:
    return [Visitor(**one) for one in json.loads(file.read_text())]


def visit(
    visitors: Sequence[One],
    port: int,
    *,
    seconds: float,
    pause: Callable[[Random], float],
    warm_up: float,
    begin: Callable[[One, int, Random], Way],
) -> Times:
    """All visitors at once, each asking and pausing in turn; what is asked within the warm-up is not counted."""
    times, end = Times(), Event()
    counts_from = time.perf_counter() + warm_up

    def go(number: int, visitor: One) -> None:
        random = Random(number)
        way = begin(visitor, port, random)
        try:
            end.wait(pause(random) * random.random())
            while not end.is_set():
                begun = time.perf_counter()
                page, taken = way.ask()
                if begun >= counts_from:
                    times.note(page, taken)
                end.wait(pause(random))
        except (PageWrong, OSError) as fault:
            times.faults.append(repr(fault))

    threads = [Thread(target=go, args=pair, daemon=True) for pair in enumerate(visitors)]
    for thread in threads:
        thread.start()
    end.wait(warm_up + seconds)
    end.set()
    for thread in threads:
        thread.join(timeout=60)
    if times.faults:
        raise PageWrong(f"{len(times.faults)} visitors got no further; the first: {times.faults[0]}")
    return times
