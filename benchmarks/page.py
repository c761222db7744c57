"""docs/performance.md: a page of two benchmarks, each of which renews its own part."""

from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- screening: written by make bench-screening -->", "<!-- screening: end -->"


def write_page(text: str) -> None:
    """Renew all but the section about screening, which stays at the end."""
    section = _get_section()
    PAGE.write_text(f"{text.rstrip()}\n\n{section}\n" if section else text, encoding="utf-8")


def write_section(text: str) -> None:
    """Renew the section about screening."""
    before = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    PAGE.write_text(f"{before.rstrip()}\n\n{BEGIN}\n\n{text.strip()}\n\n{END}\n", encoding="utf-8")


def _get_section() -> str:
    if not PAGE.exists() or BEGIN not in (page := PAGE.read_text(encoding="utf-8")):
        return ""
    return BEGIN + page.partition(BEGIN)[2].partition(END)[0] + END
