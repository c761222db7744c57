"""The house keeps its own rules: names, sizes, papers, locks. That they bite is in test_rules_bite.py."""

from __future__ import annotations

import ast
import os
import re
import tomllib

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests import rules, tree

INSTANTS_DATE = re.compile(r"\b(?:at|now)\.date\(\)|\bdate\.today\(\)")


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    assert [tree.relative(path) for path in tree.list_files() if rules.says_nothing(tree.relative(path))] == []


def test_no_source_file_is_longer_than_five_hundred_lines() -> None:
    sources = [path for path in tree.list_python_files() if "migrations" not in path.parts]  # Django writes those
    sizes = {tree.relative(path): len(path.read_text("utf-8").splitlines()) for path in sources}
    assert "tests/test_house.py" in sizes
    assert {name: size for name, size in sizes.items() if size > rules.MOST_LINES} == {}


def test_no_banned_cousin_is_in_a_file_name() -> None:
    found = {tree.relative(path): rules.list_cousins(tree.relative(path)) for path in tree.list_files()}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_banned_cousin_is_in_an_identifier() -> None:
    found = [
        f"{tree.relative(path)}:{line}: {name}; say {rules.BANNED_COUSINS}"
        for path in tree.list_python_files()
        for line, name in rules.list_given_names(path.read_text("utf-8"))
        if rules.list_cousins(name)
    ]
    assert found == []


def test_every_room_is_on_the_map() -> None:
    rooms = tree.list_rooms()
    assert {"lib", "vocabulary", "policy", "ledgers", "demo", "commands"} <= set(rooms)
    text = tree.get_text("docs/map.md")
    assert [room for room in rooms if f"| `{room}/` |" not in text] == []


def test_every_room_says_in_one_line_what_it_is_for() -> None:
    for room in tree.list_rooms():
        docstring = ast.get_docstring(ast.parse(tree.get_text(f"hutong/{room}/__init__.py")))
        assert docstring and len(docstring.splitlines()) == 1, room


def test_every_folder_of_python_is_a_package() -> None:
    """Without __init__.py, import-linter passes over the folder and its imports go unchecked."""
    folders = {path.parent for path in tree.list_python_files()} - {tree.ROOT}  # conftest.py
    assert [tree.relative(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_day_of_an_instant_is_the_day_where_the_work_is_done() -> None:
    """``at.date()`` is the day in Greenwich: until eight in the morning that is yesterday."""
    sources = {tree.relative(path): path.read_text("utf-8") for path in tree.list_python_files()}
    ours = {name: text for name, text in sources.items() if name.startswith("hutong/") and "/tests/" not in name}
    found = [name for name, text in ours.items() if INSTANTS_DATE.search(text)]
    assert found == [], "say day_of(at), timezone.localdate(at) or today()"


def test_no_import_hides_inside_a_function() -> None:
    found = [
        f"{tree.relative(path)}:{inner.lineno}"
        for path in tree.list_python_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_file_names_a_place_to_fetch_from_or_a_path_of_one_machine() -> None:
    found = {}
    for path in tree.list_text_files():
        text = path.read_text("utf-8")
        if faults := rules.list_foreign_addresses(text) + rules.list_machine_paths(text):
            found[tree.relative(path)] = faults
    assert found == {}


def test_the_locks_hold_versions_and_hashes_only() -> None:
    for lock in ("requirements.lock", "requirements-bench.lock"):
        text = tree.get_text(lock)
        assert "pydantic==" in text
        assert rules.list_faults_of_lock(text) == [], lock


def test_the_tool_compared_with_is_only_in_its_own_lock() -> None:
    assert "openfisca" not in tree.get_text("requirements.lock")
    assert "openfisca-core==" in tree.get_text("requirements-bench.lock")


def test_the_changelog_names_the_current_version_and_the_formats() -> None:
    version = tomllib.loads(tree.get_text("pyproject.toml"))["project"]["version"]
    changelog = tree.get_text("CHANGELOG.md")
    assert f"## {version}" in changelog
    assert "policy format 1, determination JSON format 1, mapping format 1" in changelog


def test_every_verb_of_the_makefile_is_in_the_readme() -> None:
    verbs = rules.list_verbs(tree.get_text("Makefile"))
    assert {"setup", "demo", "test", "check", "bench", "lock", "clean", "build"} <= set(verbs)
    readme = tree.get_text("README.md")
    assert [verb for verb in verbs if f"make {verb}" not in readme and verb != "help"] == []


def test_decision_records_are_numbered_once_and_stay_short() -> None:
    records = sorted((tree.ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in records]
    assert numbers and len(numbers) == len(set(numbers)) and all(number.isdigit() for number in numbers)
    assert [path.name for path in records if len(path.read_text("utf-8").splitlines()) > 60] == []


def test_the_licence_is_whole() -> None:
    text = tree.get_text("LICENSE")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) == 202


def test_the_scripts_can_be_run() -> None:
    for script in ("bin/setup", "bin/setup-tests", ".ci/run"):
        assert os.access(tree.ROOT / script, os.X_OK), script


def test_the_compiled_sentences_are_those_of_their_source() -> None:
    catalogues = sorted((tree.ROOT / "hutong" / "locale").rglob("*.po"))
    assert catalogues
    for catalogue in catalogues:
        # Sentences, not bytes: the header may carry the minute of compilation.
        with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("rb") as compiled:
            written = {one.id: one.string for one in read_po(source) if one.id and one.string and not one.fuzzy}
            carried = {one.id: one.string for one in read_mo(compiled) if one.id}
        assert written
        assert carried == written, f"{tree.relative(catalogue)} is newer than its .mo: run 'make messages'"
