"""Text laid out for a terminal, where a Chinese character takes two columns."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

# A line may end after a blank, or beside a wide character; never before a closing mark nor after an opening one.
PIECE = re.compile(r"\s+|[（【《“‘‹]*([!-~]+|.)[）】》”’，。；：、？！›·]*", re.DOTALL)
NUMBER = re.compile(r"[+-]?\d{1,3}(,\d{3})*(\.\d{2})?")


def cell_width(text: str) -> int:
    """Columns that the text takes.

    >>> cell_width("护童 2025")
    9
    """
    return sum(2 if east_asian_width(one) in "WF" else 0 if combining(one) else 1 for one in text)


def wrap_cells(text: str, *, width: int, label: str = "", indent: int = 0) -> str:
    """The text in lines of at most ``width`` columns; ``label`` stands in the indent of the first.

    >>> print(wrap_cells("已认定为孤儿 且 周岁 < 18", width=20, label="条件", indent=6))
    条件  已认定为孤儿
          且 周岁 < 18
    """
    first = label + " " * max(indent - cell_width(label), 1 if label else 0)
    lines = list(_lines(text, max(width - max(indent, cell_width(first)), 10)))
    return "\n".join([(first + (lines[0] if lines else "")).rstrip(), *(" " * indent + line for line in lines[1:])])


def _lines(text: str, room: int) -> Iterator[str]:
    line, used = "", 0
    for match in PIECE.finditer(text):
        piece = " " if match.group().isspace() else match.group()
        for part in _fitting(piece, room):
            if used + cell_width(part.rstrip()) > room and line:
                yield line.rstrip()
                line, used = "", 0
            if part == " " and not line:
                continue
            line, used = line + part, used + cell_width(part)
    if line.strip():
        yield line.rstrip()


def _fitting(piece: str, room: int) -> list[str]:
    """A word longer than the whole line is cut."""
    return [piece[start : start + room] for start in range(0, len(piece), room)] if len(piece) > room else [piece]


def align_rows(rows: Sequence[Sequence[str]], *, width: int = 0, gap: int = 2) -> str:
    """Rows as columns, numbers to the right; with ``width`` the last column is wrapped into what is left.

    >>> print(align_rows([("文件", "条数"), ("示例市", "7")]))
    文件    条数
    示例市     7
    """
    if not rows:
        return ""
    widths = [max(cell_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    numeric = [all(_is_number(row[column]) for row in rows[1:]) and len(rows) > 1 for column in range(len(rows[0]))]
    if not width:
        return "\n".join(_row(row, widths, numeric, gap) for row in rows)
    before = sum(widths[:-1]) + gap * (len(widths) - 1)
    return "\n".join(
        wrap_cells(row[-1], width=width, label=_row(row[:-1], widths[:-1], numeric, gap, strip=False), indent=before)
        for row in rows
    )


def _row(row: Sequence[str], widths: list[int], numeric: list[bool], gap: int, *, strip: bool = True) -> str:
    cells = [
        " " * (wide - cell_width(text)) + text if right else text + " " * (wide - cell_width(text))
        for text, wide, right in zip(row, widths, numeric, strict=False)
    ]
    line = (" " * gap).join(cells)
    return line.rstrip() if strip else line


def _is_number(text: str) -> bool:
    return text in ("", "–") or text.isdecimal() or NUMBER.fullmatch(text) is not None
