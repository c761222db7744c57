"""Querysets of children are built in one place; whoever passes the scope is named here, with the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from hutong.children.models import Child, ScopedModel
from hutong.children.scoped import ScopedManager

HOUSE = Path(__file__).parent.parent.parent
PAST_THE_SCOPE = {
    "children/scoped.py": "the one place",
    "children/queries.py": "which children are assigned to a worker decides the scope itself",
    "children/recusing.py": "whose kin a worker is decides the scope itself",
    "children/identity.py": "an identity number is in one file of the whole database",
    "children/following.py": "when a place gets another code all its files go along, whoever asked for it",
    "privacy/erasing.py": "an erasure takes every row of a file out of every table, whatever holds it",
    "protection/models/seeing.py": "a report is seen at its place and by whoever typed it; it may be of no child",
    "children/transferring.py": "two places share one act, and one of them does not see the file yet",
    "services/surveys_seen.py": "a household without a file is of no child; who works in its place sees its line",
    "tasks/scoped.py": "a task is seen by the post that answers for it; it may be of no child",
    "tasks/queries.py": "a post sees what is addressed to it, by the index of posts and not by way of the files",
    "tasks/listing.py": "the inbox: what is addressed to a post held, by the index of posts; none kept from it",
    "services/scoped.py": "a body sees what was referred to it, not the file; provinces share; calls are of no child",
}


def reaching_past(source: str) -> Iterator[str]:
    """Calls that build a queryset without the scope."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in ("everyone", "QuerySet", "raw", "_raw_query"):
                yield f"{node.lineno}: {name}("
            if name == "get_queryset" and "Manager.get_queryset" in ast.unparse(called):
                yield f"{node.lineno}: {ast.unparse(called)}("
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager":
            yield f"{node.lineno}: _base_manager"


def test_nobody_builds_a_queryset_past_the_scope_but_those_named() -> None:
    found = {}
    for file in sorted(HOUSE.rglob("*.py")):
        place = file.relative_to(HOUSE).as_posix()
        if "/tests/" in place or "/migrations/" in place:
            continue
        if (calls := list(reaching_past(file.read_text("utf-8")))) and place not in PAST_THE_SCOPE:
            found[place] = calls
    assert found == {}, "ask within the scope, or name the file and the reason in PAST_THE_SCOPE"


def test_each_of_those_named_needs_to_be() -> None:
    for place in PAST_THE_SCOPE:
        assert list(reaching_past((HOUSE / place).read_text("utf-8"))), place


def test_the_check_bites() -> None:
    for source in (
        "models.QuerySet(Child)",
        "everyone(Child).count()",
        "Child._base_manager.all()",
        "x.raw('SELECT 1')",
    ):
        assert list(reaching_past(source)), source


def test_every_table_with_a_child_is_scoped_and_so_is_every_way_to_it() -> None:
    for model in apps.get_models():
        names_child = model is Child or any(
            isinstance(field, models.ForeignKey) and field.related_model is Child for field in model._meta.fields
        )
        if not names_child:
            continue
        assert issubclass(model, ScopedModel), f"{model._meta.label}: derive it from ScopedModel"
        for manager in (model._default_manager, model._base_manager, *model._meta.managers):
            assert isinstance(manager, ScopedManager), f"{model._meta.label}.{manager.name}"
