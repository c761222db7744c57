"""What stands in deploy/ goes with the house: settings that are read, files that are there, locks that agree."""

from __future__ import annotations

import re

import yaml

from hutong.config.environment import UNUSUAL
from tests import tree

READ = re.compile(r"HUTONG_[A-Z_]+")
ON_HOST = {"HUTONG_KEYS_ON_HOST", "HUTONG_SITE"}
"""Read by compose itself."""


def settings_read() -> set[str]:
    """Those that are named, and those of a family of which only the beginning is written (``HUTONG_UNUSUAL_…``)."""
    named = set(READ.findall(tree.get_text("hutong/config/environment.py"))) - {"HUTONG_UNUSUAL_"}
    return named | {f"HUTONG_UNUSUAL_{name.upper()}" for name in UNUSUAL}


def test_every_setting_that_is_shown_is_read() -> None:
    for paper in ("deploy/production.env.example", "deploy/README.md", "docs/how-to/run-it.md", "deploy/Containerfile"):
        assert set(READ.findall(tree.get_text(paper))) - settings_read() - ON_HOST == set(), paper


def test_every_setting_that_is_read_is_shown() -> None:
    assert settings_read() - set(READ.findall(tree.get_text("deploy/production.env.example"))) == set()


def test_the_services_name_files_volumes_and_networks_that_are_there() -> None:
    compose = yaml.safe_load(tree.get_text("deploy/compose.yaml"))
    named = {*compose["volumes"]}
    for name, service in compose["services"].items():
        assert set(service.get("networks", [])) <= set(compose["networks"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        assert set(service.get("depends_on", [])) <= set(compose["services"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("${") or source in named or (tree.ROOT / "deploy" / source).is_file(), volume
    built = compose["services"]["prepare"]["build"]
    assert (tree.ROOT / "deploy" / built["context"] / built["dockerfile"]).is_file()
    assert compose["networks"]["inside"] == {"internal": True}
    assert set(compose["services"]["database"]["networks"]) == {"inside"}
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["https"]


def test_a_renewed_key_file_reaches_who_runs_already() -> None:
    """A mount of the file alone would go on showing the old one: the folder is mounted, the image looks into it."""
    volumes = yaml.safe_load(tree.get_text("deploy/compose.yaml"))["services"]["application"]["volumes"]
    (folder,) = [one.split(":")[-2] for one in volumes if one.startswith("${HUTONG_KEYS_ON_HOST")]
    assert f"HUTONG_KEYS={folder}/keys.json " in tree.get_text("deploy/Containerfile")


def test_what_the_image_copies_is_let_through() -> None:
    ignored = tree.get_text("deploy/Containerfile.dockerignore").splitlines()
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert "*" in ignored
    for path in let_in:
        assert (tree.ROOT / path).exists(), path
    assert {"hutong", "policies", "pyproject.toml", "deploy/requirements.lock"} <= let_in


def test_the_image_installs_versions_of_the_lock() -> None:
    pinned = re.compile(r"^([a-z0-9._-]+==\S+) ", re.MULTILINE)
    image = set(pinned.findall(tree.get_text("deploy/requirements.lock")))
    assert image
    assert image - set(pinned.findall(tree.get_text("requirements.lock"))) == set()
