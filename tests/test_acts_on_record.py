"""Every act that a worker can do leaves an entry in the record: followed through the source, from act to entry."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HUTONG = Path(__file__).parent.parent / "hutong"
ROOMS = ("children", "determinations", "exchange", "staff", "privacy", "tasks", "services", "protection", "indicators")
WRITES_ENTRIES = frozenset({"note_act", "note_acts", "note_look", "note_sign_in"})


@cache
def functions() -> dict[str, tuple[Path, ast.FunctionDef]]:
    """The functions of these rooms by file and name: ``_note`` may stand in several files."""
    return {
        f"{file}:{node.name}": (file, node)
        for room in ROOMS
        for file in sorted((HUTONG / room).rglob("*.py"))
        if "tests" not in file.parts and "migrations" not in file.parts
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def by_name() -> dict[str, list[str]]:
    """Where functions of a name stand."""
    found: dict[str, list[str]] = {}
    for key, (_, node) in functions().items():
        found.setdefault(node.name, []).append(key)
    return found


def find(name: str, file: Path) -> list[str]:
    """The functions that a name may mean in a file: its own, else those of the other files."""
    own = f"{file}:{name}"
    return [own] if own in functions() else by_name().get(name, [])


def calls(node: ast.AST) -> Iterator[str]:
    """The names of what is called in a function, also where it is only handed on."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def reaches_the_record(key: str, seen: set[str]) -> bool:
    """Whether a function writes an entry, itself or by what it calls."""
    if key in seen:
        return False
    seen.add(key)
    file, node = functions()[key]
    called = set(calls(node))
    return bool(called & WRITES_ENTRIES) or any(
        reaches_the_record(one, seen) for name in called for one in find(name, file)
    )


def list_acts() -> list[str]:
    """Public functions that take who does it and when: ``by=`` and ``at=``."""
    found = []
    for _, node in functions().values():
        name = node.name
        given = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
        if {"by", "at"} <= given and not name.startswith("_"):
            found.append(name)
    return sorted(found)


WRITES_FOR_OTHERS = frozenset(
    {
        "write_columns",
        "write_row",
        "mirror_in_columns",
        "end_belief",
        "put_fact",
        "make_step",
        "take_back",
        "enqueue",
        "remember_meanings",
    }
)
"""Pieces of acts: they are called only by acts, which are on record."""
WRITES_NOTHING = frozenset({"look"})
"""Trying out what an act would do."""


@pytest.mark.parametrize("act", [act for act in list_acts() if act not in WRITES_FOR_OTHERS | WRITES_NOTHING])
def test_every_act_writes_an_entry(act: str) -> None:
    for key in by_name()[act]:
        assert reaches_the_record(key, set()), f"{key} leaves no entry: call note_act in it"


@pytest.mark.parametrize("piece", sorted(WRITES_FOR_OTHERS))
def test_the_pieces_of_acts_are_called_by_acts_on_record_alone(piece: str) -> None:
    callers = list_callers(piece)
    assert callers
    unrecorded = [name for name in callers if not is_inside_an_act(name, set())]
    assert unrecorded == []


def is_inside_an_act(key: str, seen: set[str]) -> bool:
    """Whether a function writes an entry, or is a piece of functions that all do."""
    if key in seen or reaches_the_record(key, set()):
        return True
    seen.add(key)
    file, node = functions()[key]
    callers = [one for one in list_callers(node.name) if not node.name.startswith("_") or functions()[one][0] == file]
    return bool(callers) and all(is_inside_an_act(one, seen) for one in callers)


def list_callers(name: str) -> list[str]:
    """The functions in which a name stands; not as a method, for other things have methods of that name."""
    return [
        key
        for key, (_, node) in functions().items()
        if node.name != name and any(isinstance(word, ast.Name) and word.id == name for word in ast.walk(node))
    ]
