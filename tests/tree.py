"""The files of the project, without asking git: a bare machine may not have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_MADE_AGAIN = {
    "build",
    "demo-home",
    "demo-output",
    "dist",
    "data",
    "hutong-home",
    "out",
    "__pycache__",
    "site-packages",
}
_HIDDEN_BUT_OURS = {".ci", ".gitignore", ".gitattributes", ".editorconfig"}
_BINARY = {".xlsx", ".parquet", ".png", ".mo", ".pyc", ".arrow"}


def _is_ours(name: str) -> bool:
    hidden = name.startswith(".") and name not in _HIDDEN_BUT_OURS
    return not hidden and name not in _MADE_AGAIN and not name.endswith(".egg-info")


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if not _is_ours(entry.name):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry


def list_files() -> list[Path]:
    return list(_walk(ROOT))


def list_text_files() -> list[Path]:
    return [path for path in list_files() if path.suffix not in _BINARY]


def list_python_files() -> list[Path]:
    return [path for path in list_files() if path.suffix == ".py"]


def list_rooms() -> list[str]:
    return [path.name for path in sorted((ROOT / "hutong").iterdir()) if (path / "__init__.py").is_file()]


def get_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
