"""The JSON Schemas that editors use say what the models say."""

import json
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt

from hutong.policy.blocks import BLOCKS, AmountTerm, Block, ExampleEntry, ExpectedFinding, FrontMatter, Step, ValueEntry
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.policy.schemas import list_meanings, list_stale_schemas, make_schemas, write_schemas


@cache
def bundled() -> Library:
    return load_library()


@cache
def validator(name: str) -> Draft7Validator:
    schema = make_schemas(bundled().vocabulary)[name]
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def refusals(name: str, written: Any) -> list[str]:
    return [f"{'/'.join(map(str, one.path))}: {one.message[:80]}" for one in validator(name).iter_errors(written)]


def as_json(value: Any) -> Any:
    """TOML as an editor hands it to a schema: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


FOLDERS = sorted(file.parent for file in bundled_policies().glob("*/*/policy.md"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_bundled_document_is_what_the_schemas_describe(folder: Path) -> None:
    front, body = (folder / "policy.md").read_text(encoding="utf-8").split("+++\n", 2)[1:]
    assert refusals("front-matter.json", as_json(tomllib.loads(front))) == []
    for token in MarkdownIt("commonmark").parse(body):
        if token.type == "fence":
            assert refusals("rules.json", as_json(tomllib.loads(token.content))) == []
    for name in ("values", "examples"):
        file = folder / f"{name}.toml"
        if file.is_file():
            assert refusals(f"{name}.json", as_json(tomllib.loads(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("rules.json", {"grnat": []}),
        ("rules.json", {"grant": [{"entries": ["a"], "benefit": "no_such_benefit", "when": "age < 18"}]}),
        ("rules.json", {"duty": [{"entries": ["a"], "who": ["police"], "must": "x", "must_zh": "x"}]}),
        ("rules.json", {"none": [{"because": "principle: no entries"}]}),
        ("values.json", {"format": 1, "value": [{"name": "x", "entries": ["1/a"], "unit": "yuann"}]}),
        ("values.json", {"value": []}),
        ("examples.json", {"format": 1, "example": [{"name": "x", "on": "2020-01-01", "expect": {"x": "y"}}]}),
    ],
)
def test_a_slip_is_refused(name: str, written: Any) -> None:
    assert refusals(name, written)


@pytest.mark.parametrize(
    "model", [*BLOCKS.values(), AmountTerm, Step, FrontMatter, ValueEntry, ExpectedFinding, ExampleEntry]
)
def test_every_key_says_what_it_means(model: type[Any]) -> None:
    meanings = list_meanings(model.__name__, of_block=issubclass(model, Block))
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys == set(meanings)


def test_the_committed_schemas_are_what_would_be_written_now() -> None:
    stale = list_stale_schemas(bundled().vocabulary, bundled_policies() / "schema")
    assert [file.name for file in stale] == [], "run: hutong policy schema"


def test_a_changed_or_missing_schema_is_stale(tmp_path: Path) -> None:
    files = write_schemas(bundled().vocabulary, tmp_path)
    assert list_stale_schemas(bundled().vocabulary, tmp_path) == []
    files[0].write_text("{}", encoding="utf-8")
    files[1].unlink()
    assert list_stale_schemas(bundled().vocabulary, tmp_path) == files[:2]


def test_an_editor_is_given_the_names_of_the_vocabularies() -> None:
    schemas = make_schemas(bundled().vocabulary)
    benefit = schemas["rules.json"]["definitions"]["Grant"]["properties"]["benefit"]
    assert "orphan_protection" in benefit["enum"]
    assert len(benefit["enum"]) == len(benefit["x-taplo"]["docs"]["enumValues"])
    given = schemas["examples.json"]["definitions"]["ExampleEntry"]["properties"]["given"]
    assert "出生日期" in json.dumps(given["properties"]["birth_date"], ensure_ascii=False)
    assert "dead" in given["properties"]["father"]["properties"]
