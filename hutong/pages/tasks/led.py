"""Where the truth of a task stands: the referral, the request, the application that it is about, as a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from hutong.lib.translating import marked, translator
from hutong.tasks.led import Keys
from hutong.tasks.models import Task


class Road(NamedTuple):
    """The address of what a key names, the part of the page, and what one does there."""

    address: str
    part: str
    words: str


ROADS: Mapping[str, Road] = {
    "referral": Road("referral", "", marked("Answer the referral")),
    "request:answer": Road("request", "answer", marked("Give the answer")),
    "request:follow": Road("request", "matters", marked("See what came")),
    "request:declined": Road("request", "leads", marked("Refer it anew")),
    "call": Road("call_back_of_window", "", marked("Call back")),
    "cross": Road("crossing", "", marked("Go on with the application")),
}


@dataclass(frozen=True)
class Led:
    """A link to where the task is done."""

    address: str
    words: str


def find_road(task: Task, keys: Keys, lang: str) -> Led | None:
    """Where the task is done; None where that is here."""
    first, _, rest = keys.get(task.pk, "").partition(":")
    uid, _, part = rest.partition(":")
    road = ROADS.get(first) or ROADS.get(f"{first}:{part.partition(':')[0]}")
    if road is None:
        return None
    address = reverse(road.address, args=[uid]) + (f"#{road.part}" if road.part else "")
    return Led(address, translator(lang)(road.words))
