"""Secrets come from the surroundings: none stands in a file of the project."""

import ast
import re

import pytest

from tests import tree

NAMED = re.compile(r"(?i)^(.*_)?(secret|password|passphrase|api_?key|private_?key|token|credentials?)(_key)?$")
SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"),
    re.compile(r"postgres(?:ql)?://\w+:(?!PASSWORD@|password@|secret@|x@|\{|\$|%)[^@\s/'\"]{4,}@"),
)
LONG = 8


def list_written(text: str) -> list[str]:
    """Names like "password" to which a program gives a word that is long enough to be one."""
    found = []
    for node in ast.walk(ast.parse(text)):
        pairs: list[tuple[str, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(one.id, node.value) for one in node.targets if isinstance(one, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            pairs = [(node.target.id, node.value)]
        elif isinstance(node, ast.Call):
            pairs = [(one.arg, one.value) for one in node.keywords if one.arg]
        elif isinstance(node, ast.Dict):
            keys = [(one.value if isinstance(one, ast.Constant) else "") for one in node.keys]
            pairs = [(str(key), value) for key, value in zip(keys, node.values, strict=True)]
        found += [name for name, value in pairs if NAMED.match(name) and is_secret_word(value)]
    return found


def is_secret_word(value: ast.expr) -> bool:
    """A text without spaces that names no screen, module or sentence."""
    if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        return False
    text = value.value
    return len(text) >= LONG and " " not in text and text.isascii() and not re.fullmatch(r"[a-z_./-]+", text)


def test_no_file_holds_what_looks_like_a_key_or_a_password() -> None:
    found = [
        f"{tree.relative(file)}: {one.pattern}"
        for file in tree.list_text_files()
        if file.name != "test_secrets.py"
        for one in SHAPES
        if one.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_program_gives_itself_a_secret() -> None:
    programs = [file for file in tree.list_python_files() if not {"tests", "benchmarks"} & set(file.parts)]
    assert len(programs) > 300
    found = {tree.relative(file): list_written(file.read_text(encoding="utf-8")) for file in programs}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "text",
    [
        'SECRET_KEY = "s3cr3t-and-long"',
        'connect(password="Hutong2026!")',
        '{"API_KEY": "a1b2c3d4e5"}',
        'token: str = "A1b2C3d4"',
    ],
)
def test_one_that_did_would_be_found(text: str) -> None:
    assert list_written(text)


def test_what_is_to_be_filled_in_is_empty() -> None:
    shown = tree.get_text("deploy/production.env.example")
    assert re.search(r"^HUTONG_SECRET=$", shown, re.MULTILINE)
    assert ":PASSWORD@" in shown
    assert not [file for file in tree.list_files() if file.suffix == ".env" or file.name in ("keys.json", "secret")]


def test_what_is_filled_in_is_kept_out_of_the_image_and_the_history() -> None:
    """An image takes only what is named; keys and settings are not."""
    let_through = tree.get_text("deploy/Containerfile.dockerignore")
    assert "production.env" not in re.findall(r"^!(.+)$", let_through, re.MULTILINE)
