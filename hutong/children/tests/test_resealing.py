"""Keys change while people work: everything opens before, between and after."""

from collections import Counter
from typing import Any

import pytest
from django.db import models

from hutong.children.actions import add_evidence
from hutong.children.evidence import read_evidence, reseal_papers
from hutong.children.models import Child, Evidence, Person
from hutong.children.tests.making import NOW, make_child
from hutong.lib.key_files import KeyFile, write_keyring
from hutong.lib.sealing import Keyring, KeyUnknown, with_new_key, without_older_keys
from hutong.staff.resealing import count_by_key, list_sealed_columns, reseal_columns
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.staff.sealed_fields import get_keyring, mark_of

pytestmark = pytest.mark.django_db
NUMBER = "990101202001010024"


@pytest.fixture
def child(settings: Any, tmp_path: Any) -> Any:
    settings.HOME = tmp_path
    with acting_as(EVERYTHING):
        child = make_child(identity_number=NUMBER)
        add_evidence(child=child, title="出生证明", by=None, at=NOW, content=b"%PDF-1 x", media_type="application/pdf")
        Person.objects.create(name="示例甲", phone="13900000000", made_at=NOW)
        yield child


def hold(keyring: Keyring, settings: Any) -> None:
    """From now on the application has these keys."""
    write_keyring(keyring, settings.HOME / "keys.json")
    settings.KEYRING = KeyFile(settings.HOME / "keys.json")


def renew(settings: Any) -> None:
    hold(with_new_key(get_keyring().now), settings)


def test_everything_is_sealed_anew_and_the_older_key_can_go(child: Child, settings: Any) -> None:
    values = count_by_key()[1]
    renew(settings)
    assert values >= 2
    assert (reseal_columns(advance=lambda _: None), reseal_papers(advance=lambda _: None)) == (values, 1)
    assert count_by_key() == Counter({2: values})
    hold(without_older_keys(get_keyring().now), settings)
    assert Child.objects.get(identity_mark=mark_of(NUMBER, kind="identity")).identity_number == NUMBER
    assert Person.objects.get(name="示例甲").phone == "13900000000"
    assert read_evidence(Evidence.objects.get()) == b"%PDF-1 x"


def test_a_second_run_finds_nothing_to_do(child: Child, settings: Any) -> None:
    renew(settings)
    for expected in (True, False):
        done = reseal_columns(advance=lambda _: None) + reseal_papers(advance=lambda _: None)
        assert bool(done) is expected


def test_a_key_taken_away_too_early_is_named_by_its_number(child: Child, settings: Any) -> None:
    renew(settings)
    hold(without_older_keys(get_keyring().now), settings)
    with pytest.raises(KeyUnknown, match="key 1"):
        _ = Person.objects.get(name="示例甲").phone


def test_what_somebody_writes_meanwhile_is_not_undone(child: Child, settings: Any, monkeypatch: Any) -> None:
    renew(settings)
    update = models.QuerySet.update

    def overtaken(rows: Any, **values: Any) -> int:
        if "phone" in values and rows.model is Person:
            monkeypatch.setattr(models.QuerySet, "update", update)
            person = Person.objects.get(name="示例甲")
            person.phone = "13911111111"
            person.save()
        return update(rows, **values)

    monkeypatch.setattr(models.QuerySet, "update", overtaken)
    reseal_columns(advance=lambda _: None)
    assert Person.objects.get(name="示例甲").phone == "13911111111"


def test_every_model_with_a_sealed_column_has_the_uid_its_seal_is_bound_to() -> None:
    columns = list_sealed_columns()
    assert {"Child.identity_number", "Person.phone", "Worker.phone"} <= {
        f"{model.__name__}.{field.name}" for model, field in columns
    }
    assert [model for model, _ in columns if not hasattr(model, "uid")] == []
