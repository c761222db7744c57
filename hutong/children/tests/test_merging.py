"""Two files of one child become one, and two again."""

from datetime import date, timedelta
from typing import Any

import pytest

from hutong.children import merging
from hutong.children.actions import (
    add_evidence,
    add_kin,
    change_child,
    confirm_label,
    merge_children,
    record_fact,
    record_receipt,
    register_child,
    undo_merge,
)
from hutong.children.errors import FileFixed, MergeImpossible, MergeUndone, StepNeeds
from hutong.children.merging import TREATMENTS, Treatment, list_tables_of_children
from hutong.children.models import Child, Evidence, Kinship, Labelled, Merge, RecordedFact, State, Step
from hutong.children.queries import get_child, list_children, search_children
from hutong.children.tests.making import COUNTY, NOW, TODAY, VILLAGE, acting, make_number, make_worker
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
NUMBER = make_number(date(2015, 3, 4))


def register(name: str, **fields: Any) -> Child:
    return register_child(area=VILLAGE, name=name, by=None, at=NOW, **fields)


def merge(kept: Child, gone: Child) -> Merge:
    return merge_children(kept=kept, gone=gone, reason="同一个孩子", by=None, at=NOW)


@pytest.fixture
def pair() -> Any:
    with acting_as(EVERYTHING):
        kept, gone = register("王小明"), register("王晓明", identity_number=NUMBER, phone="00000000000")
        add_kin(child=kept, relation="father", name="王大", by=None, at=NOW)
        add_kin(child=gone, relation="father", name="王达", by=None, at=NOW)
        add_kin(child=gone, relation="mother", name="李四", by=None, at=NOW)
        record_fact(child=gone, name="disabled", value=True, by=None, at=NOW)
        record_receipt(child=gone, benefit="dibao", fen=60000, by=None, at=NOW)
        add_evidence(child=gone, title="残疾证", reference="例 1 号", by=None, at=NOW)
        yield kept, gone


def test_every_table_of_children_says_what_a_merge_does_with_it() -> None:
    """A new table? Add it to TREATMENTS in hutong/children/merging.py."""
    tables = {model._meta.label for model, _ in list_tables_of_children()}
    assert tables - set(TREATMENTS) == set(), "add these to TREATMENTS in hutong/children/merging.py"
    assert {"children.RecordedFact", "children.Kinship", "determinations.Departure"} <= tables


def test_tables_that_go_over_name_the_child_by_child() -> None:
    columns = dict(list_tables_of_children()[::-1])
    for model, column in columns.items():
        if TREATMENTS[model._meta.label] is Treatment.GOES_OVER:
            assert column == "child", model


def test_a_table_that_nobody_prepared_keeps_files_from_being_merged(
    pair: tuple[Child, Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(merging.TREATMENTS, "children.Receipt")
    with pytest.raises(MergeImpossible, match="new table"):
        merge(*pair)


def test_the_file_that_stays_has_everything_and_the_other_points_to_it(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    merge(kept, gone)
    kept, gone = Child.objects.get(pk=kept.pk), Child.objects.get(pk=gone.pk)
    assert (kept.identity_number, kept.phone, kept.born) == (NUMBER, "00000000000", date(2015, 3, 4))
    assert (gone.state, gone.merged_into, gone.identity_number) == (State.CLOSED, kept, "")
    assert RecordedFact.objects.filter(child=kept, name="disabled").exists()
    assert Evidence.objects.get().child == kept
    assert set(Kinship.objects.filter(child=kept).values_list("person__name", flat=True)) == {"王大", "李四"}
    assert Kinship.objects.get(child=gone).person.name == "王达"


def test_the_file_that_stays_is_found_by_both_names_and_the_other_in_no_list(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    merge(kept, gone)
    for text in ("小明", "晓明", NUMBER):
        assert [child.pk for child in search_children(text).children] == [kept.pk]
    assert [child.pk for child in list_children(on=TODAY).children] == [kept.pk]
    assert get_child(gone.uid).merged_into == kept


def test_a_merge_undone_leaves_both_files_as_they_were(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    before = [picture(child) for child in pair]
    done = merge(kept, gone)
    undo_merge(merge=done, reason="不是同一个孩子", by=None, at=LATER)
    assert [picture(child) for child in pair] == before
    with pytest.raises(MergeUndone):
        undo_merge(merge=done, reason="再来", by=None, at=LATER)
    assert merge(Child.objects.get(pk=kept.pk), Child.objects.get(pk=gone.pk)).pk != done.pk


def picture(child: Child) -> dict[str, Any]:
    """Everything of a file but the course it took."""
    left_out = {"revision"}
    rows = {
        model._meta.label: sorted(model._default_manager.filter(**{column: child.pk}).values_list("pk", flat=True))
        for model, column in list_tables_of_children()
        if model._meta.label not in ("children.Step", "children.Change", "children.Amendment", "children.Merge")
        and model._meta.label != "children.NameKey"
    }
    stored = Child.objects.get(pk=child.pk)
    columns = {
        field.attname: getattr(stored, field.attname)
        for field in Child._meta.concrete_fields
        if field.name not in left_out
    }
    keys = sorted(stored.name_keys.values_list("kind", "key"))
    return {"rows": rows, "columns": columns, "keys": keys}


def test_what_was_recorded_after_a_merge_stays_where_it_was_recorded(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    done = merge(kept, gone)
    later = record_fact(child=kept, name="father.dead", value=True, by=None, at=LATER)
    change_child(child=kept, by=None, at=LATER, phone="11111111111")
    undo_merge(merge=done, reason="不是同一个孩子", by=None, at=LATER)
    later.refresh_from_db()
    assert later.child_id == kept.pk
    assert Child.objects.get(pk=kept.pk).phone == "11111111111"
    assert Child.objects.get(pk=gone.pk).phone == "00000000000"


def test_a_label_that_both_have_stays_once(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    worker = make_worker()
    for child in pair:
        confirm_label(child=child, label="orphan", by=worker, at=NOW, since=TODAY)
    confirm_label(child=gone, label="disabled", by=worker, at=NOW, since=TODAY)
    merge(kept, gone)
    assert set(Labelled.objects.filter(child=kept).values_list("label", flat=True)) == {"orphan", "disabled"}


def test_two_numbers_are_two_children_until_one_is_corrected(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    change_child(child=kept, by=None, at=NOW, identity_number=make_number(date(2015, 3, 4), serial=1))
    with pytest.raises(MergeImpossible, match="identity number"):
        merge(kept, gone)


def test_a_file_is_not_merged_with_itself_nor_without_a_reason_nor_twice(pair: tuple[Child, Child]) -> None:
    kept, gone = pair
    with pytest.raises(MergeImpossible):
        merge(kept, kept)
    with pytest.raises(StepNeeds):
        merge_children(kept=kept, gone=gone, reason=" ", by=None, at=NOW)
    merge(kept, gone)
    with pytest.raises(FileFixed):
        merge(register("王小明"), gone)
    with pytest.raises(FileFixed):
        record_fact(child=gone, name="disabled", value=True, by=None, at=NOW)


def test_the_village_does_not_merge_the_township_does(pair: tuple[Child, Child]) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE), pytest.raises(NotAllowed):
        merge(*pair)
    with acting(Role.CIVIL_AFFAIRS, COUNTY):
        assert merge(*pair).pk
        assert Step.objects.filter(child=pair[1], after=State.CLOSED).exists()
