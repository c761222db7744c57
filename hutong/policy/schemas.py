"""JSON Schemas of what a policy document is written in, generated from the models, for editors and other tools.

Draft 07, because TOML editors read that; names of the vocabularies are listed so that an editor can complete them.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from hutong.policy.blocks import BLOCKS, FORMAT, Block, ExampleEntry, ExpectedFinding, FrontMatter, ValueEntry
from hutong.vocabulary.facts import Fact
from hutong.vocabulary.vocabulary import Vocabulary

Schema = dict[str, Any]
KEY_MEANINGS = Path(__file__).with_name("key_meanings.toml")
DRAFT = "http://json-schema.org/draft-07/schema#"
DEFINITIONS = "#/definitions/{model}"
VERDICTS = ExpectedFinding.model_json_schema()["properties"]["verdict"]["enum"]


def make_schemas(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Every schema by its file name."""
    return {
        "rules.json": _rules(vocabulary),
        "front-matter.json": _front_matter(vocabulary),
        "values.json": _list_file("value", ValueEntry, "values.toml: numbers by date, each with its clause"),
        "examples.json": _examples(vocabulary),
    }


def write_schemas(vocabulary: Vocabulary, folder: Path) -> list[Path]:
    """Write the schemas into a folder; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in make_schemas(vocabulary).items():
        file = folder / name
        file.write_text(_text(schema), encoding="utf-8")
        written.append(file)
    return written


def list_stale_schemas(vocabulary: Vocabulary, folder: Path) -> list[Path]:
    """The files that are missing or not what would be written now."""
    return [
        folder / name
        for name, schema in make_schemas(vocabulary).items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != _text(schema)
    ]


def _text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _rules(vocabulary: Vocabulary) -> Schema:
    definitions: Schema = {}
    for model in BLOCKS.values():
        _define(model, definitions)
    for name in ("Grant", "Exclude", "Procedure"):
        definitions[name]["properties"]["benefit"].update(_benefit_names(vocabulary))
    definitions["Choose"]["properties"]["benefits"]["items"] = {"type": "string", **_benefit_names(vocabulary)}
    events = {slug: f"{event.zh} · {event.en}" for slug, event in vocabulary.events.items()}
    definitions["Duty"]["properties"]["after"].update(_one_of({"": "", **events}))
    blocks = {kind: _list_of(model) for kind, model in BLOCKS.items()}
    return _top("A rule fence of policy.md", blocks, definitions)


def _front_matter(vocabulary: Vocabulary) -> Schema:
    definitions: Schema = {}
    _define(FrontMatter, definitions)
    front: Schema = definitions.pop("FrontMatter")
    bodies = {slug: f"{body.zh} · {body.en}" for slug, body in vocabulary.bodies.items()}
    front["properties"]["issuer"].update(_one_of(bodies))
    return {"$schema": DRAFT, "title": "The front matter of policy.md", **front}


def _list_file(name: str, model: type[BaseModel], title: str) -> Schema:
    definitions: Schema = {}
    _define(model, definitions)
    keys = {"format": {"const": FORMAT}, name: _list_of(model)}
    return {**_top(title, keys, definitions), "required": ["format"]}


def _list_of(model: type[BaseModel]) -> Schema:
    description = " ".join((model.__doc__ or "").split())
    return {"type": "array", "items": {"$ref": DEFINITIONS.format(model=model.__name__)}, "description": description}


def _examples(vocabulary: Vocabulary) -> Schema:
    schema = _list_file("example", ExampleEntry, "examples.toml: situations and what is concluded; they run as tests")
    definitions = schema["definitions"]
    _define(ExpectedFinding, definitions)
    finding = {"anyOf": [{"enum": VERDICTS}, {"$ref": DEFINITIONS.format(model="ExpectedFinding")}]}
    expected: Schema = {slug: {**finding, "description": one.zh} for slug, one in vocabulary.benefits.items()}
    expected["duties"] = {"type": "array", "items": {"type": "string"}, "description": "必须出现的职责条款"}
    expected["categories"] = {"type": "object", "description": '儿童类别：true、false 或 "unknown"'}
    properties = definitions["ExampleEntry"]["properties"]
    properties["expect"].update({"properties": expected, "additionalProperties": False})
    properties["given"].update(_fact_names(vocabulary.facts.values()))
    return schema


def _fact_names(facts: Iterable[Fact]) -> Schema:
    """Facts by their nested names, with label and type. Nothing is refused: other spellings are accepted when read."""
    tree: Schema = {"type": "object", "properties": {}}
    for fact in facts:
        at = tree
        *parents, last = fact.name.split(".")
        for parent in parents:
            at = at.setdefault("properties", {}).setdefault(parent, {"properties": {}})
        words = f"（{'、'.join(fact.values)}）" if fact.values else ""
        at.setdefault("properties", {}).setdefault(last, {})["description"] = f"{fact.zh} · {fact.type}{words}"
    return {"properties": tree["properties"]}


def _benefit_names(vocabulary: Vocabulary) -> Schema:
    return _one_of({slug: f"{one.zh} · {one.en}" for slug, one in vocabulary.benefits.items()})


def _one_of(names: Mapping[str, str]) -> Schema:
    """Names to complete; ``x-taplo`` is where TOML editors look for what to show beside each."""
    return {"enum": list(names), "x-taplo": {"docs": {"enumValues": list(names.values())}}}


def _top(title: str, keys: Schema, definitions: Schema) -> Schema:
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "properties": keys,
        "definitions": definitions,
    }


def _define(model: type[BaseModel], definitions: Schema) -> None:
    """Add a model's schema, and those it refers to, with the meaning of every key."""
    schema = model.model_json_schema(by_alias=True, ref_template=DEFINITIONS)
    for name, part in {**schema.pop("$defs", {}), model.__name__: schema}.items():
        definitions[name] = _described(part, list_meanings(name, of_block=issubclass(model, Block)))


def list_meanings(model: str, *, of_block: bool) -> dict[str, str]:
    """What the keys of a model mean; a block has those of every block besides."""
    tables = _key_meanings()
    return {**(tables["Block"] if of_block else {}), **tables.get(model, {})}


@cache
def _key_meanings() -> dict[str, dict[str, str]]:
    return tomllib.loads(KEY_MEANINGS.read_text(encoding="utf-8"))


def _described(schema: Schema, meanings: Mapping[str, str]) -> Schema:
    for key, written in schema.get("properties", {}).items():
        written.pop("title", None)
        if key in meanings:
            written["description"] = meanings[key]
    schema.pop("title", None)
    return schema
