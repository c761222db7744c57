"""Letters, notices and reports as PDF in Chinese typography; what is printed is data, never source."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.http import HttpResponse

TEMPLATE = Path(__file__).with_name("letter.typ")
Part = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """What stands on the paper, from the title to whose office it comes from."""

    title: str
    parts: Sequence[Part]
    sender: str
    day: str
    lang: str = "zh"
    number: str = ""
    to: str = ""
    footer: str = field(default="")

    def as_pdf(self) -> bytes:
        """The pages."""
        day, is_chinese = date.fromisoformat(self.day), self.lang == "zh"
        said = f"{day.year}年{day.month}月{day.day}日" if is_chinese else self.day
        data = {**asdict(self), "from": self.sender, "day": said, "colon": "：" if is_chinese else ": "}
        made = _compiler().compile(
            format="pdf", sys_inputs={"letter": json.dumps(data, ensure_ascii=False, default=str)}
        )
        assert isinstance(made, bytes)
        return made


def text(words: str) -> Part:
    """A paragraph."""
    return {"kind": "text", "text": words}


def heading(words: str) -> Part:
    """A heading."""
    return {"kind": "heading", "text": words}


def facts(rows: Sequence[Sequence[str]]) -> Part:
    """Names with what they are."""
    return {"kind": "facts", "rows": [list(row) for row in rows]}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    """Rows below their headings; a dash where there are none."""
    shown = [list(row) for row in rows] or [["—", *("" for _ in head[1:])]]
    return {"kind": "table", "head": list(head), "rows": shown}


def lines(*labels: str) -> Part:
    """Lines to be signed on."""
    return {"kind": "lines", "labels": list(labels)}


def hand_letter(letter: Letter, *, name: str) -> HttpResponse:
    """The PDF to take along or print."""
    response = HttpResponse(letter.as_pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@cache
def _compiler() -> typst.Compiler:
    """Kept: its first page takes half a second, the next ones a hundredth."""
    return typst.Compiler(str(TEMPLATE))
