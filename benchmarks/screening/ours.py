"""Our own road."""

from pathlib import Path


def screen(population: Path, children: int, out: Path) -> None:
    """Not yet."""
    raise NotImplementedError
