"""docs/performance.md: a page of several benchmarks, each of which renews its own part."""

from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
SCREENING, FILES, TASKS = "screening", "files", "tasks"
SECTIONS = (FILES, TASKS, SCREENING)
"""In their order, after what ``make bench`` writes."""


def write_page(text: str) -> None:
    """Renew all but the sections, which stay at the end."""
    _write(text, {name: _read_section(name) for name in SECTIONS})


def write_section(text: str, name: str = SCREENING) -> None:
    """Renew one section."""
    head = PAGE.read_text(encoding="utf-8")
    sections = {one: _read_section(one) for one in SECTIONS}
    for one in SECTIONS:
        head = head.partition(_begin(one))[0]
    _write(head, {**sections, name: text})


def _write(head: str, sections: dict[str, str]) -> None:
    parts = [head.strip()]
    parts += [f"{_begin(name)}\n\n{sections[name].strip()}\n\n{_end(name)}" for name in SECTIONS if sections[name]]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _read_section(name: str) -> str:
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return page.partition(_begin(name))[2].partition(_end(name))[0]


def _begin(name: str) -> str:
    return f"<!-- {name}: written by make bench-{name} -->"


def _end(name: str) -> str:
    return f"<!-- {name}: end -->"
