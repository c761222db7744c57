"""Talking to the public page as a browser without scripts does: what stands in hidden fields goes back."""

import html
import re
from typing import Any

from django.test import Client

KEPT = re.compile(r'name="kept" value="([^"]+)"')
PLACES_AND_BIRTH = (
    {"value": "431022", "do": "here"},
    {"value": "431022", "do": "here"},
    {"year": "2016", "month": "5"},
)


class Conversation:
    """One browser on the public page; the last page that it got."""

    def __init__(self, lang: str = "zh-hans") -> None:
        self.browser = Client()
        self.browser.cookies["django_language"] = lang
        self.page: Any = self.browser.get("/ask")

    @property
    def text(self) -> str:
        return str(self.page.content.decode())

    @property
    def shown(self) -> str:
        """The words of the page as people read them."""
        return html.unescape(re.sub(r"<[^>]+>|\s+", " ", self.text))

    @property
    def kept(self) -> str:
        found = KEPT.search(self.text)
        assert found is not None
        return found.group(1)

    @property
    def asked(self) -> str:
        """The question on the page; empty when there is none."""
        question = self.page.context["question"]
        return question.fact if question else ""

    def send(self, **pressed: str) -> "Conversation":
        """Send the form back with what was pressed."""
        self.page = self.browser.post("/ask", {"kept": self.kept, **pressed})
        assert self.page.status_code == 200
        return self

    def introduce(self) -> "Conversation":
        """A child of ten in Yizhang county."""
        for pressed in PLACES_AND_BIRTH:
            self.send(**pressed)
        return self

    def answer_all(self, value: str) -> list[str]:
        """Answer every question that takes a yes or no so, the others with "don't know"; the facts asked."""
        facts = []
        while self.asked:
            facts.append(self.asked)
            is_yes_or_no = self.page.context["question"].kind == "bool"
            self.send(**({"value": value} if is_yes_or_no else {"do": "unknown"}))
        return facts


def on_paper(text: str) -> str:
    """The words that are printed: without what is for the screen alone."""
    body = text[text.index("<main") : text.index("</main>")]
    printed, depth, is_hidden = [], 0, 0
    for piece in re.split(r"(<[^>]+>)", body):
        if not piece.startswith("<"):
            printed.append("" if is_hidden else piece)
            continue
        name = re.match(r"</?(\w+)", piece)
        if name is None or name.group(1) in ("input", "br", "img", "link", "meta"):
            continue
        if piece.startswith("</"):
            is_hidden = 0 if is_hidden == depth else is_hidden
            depth -= 1
        else:
            depth += 1
            is_hidden = is_hidden or (depth if "screen-only" in piece else 0)
    return html.unescape(" ".join("".join(printed).split()))
