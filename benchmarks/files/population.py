"""``python -m benchmarks.files.population CHILDREN HOME``: fills the database that the surroundings name."""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from uuid import uuid4

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.files import copying  # noqa: E402
from benchmarks.files.people import draw_name, number_of  # noqa: E402
from benchmarks.files.users import make_visitors  # noqa: E402
from hutong.children.inserting import insert_rows  # noqa: E402
from hutong.children.models import Child, NameKey  # noqa: E402
from hutong.children.names import list_keys  # noqa: E402
from hutong.demo.town.making import TownPlan, make_towns  # noqa: E402
from hutong.determinations.actions import settle_waiting  # noqa: E402
from hutong.determinations.models import Determination  # noqa: E402
from hutong.places.loading import load_divisions  # noqa: E402
from hutong.places.models import Division, Level  # noqa: E402
from hutong.staff.scope import EVERYTHING, acting_as  # noqa: E402
from hutong.staff.sealed_fields import MarkField, SealedTextField  # noqa: E402

PROVINCE, TEMPLATE, SEED = "43", 2_000, 7
PROCESSES = 2
KEY_COLUMNS = ("child_id", "kind", "key")


def main(children: int, home: Path) -> None:
    """Divisions of a province, families of the demo, their files copied until there are so many, users."""
    begun = perf_counter()

    def tell(what: str) -> None:
        sys.stderr.write(f"{perf_counter() - begun:6.0f} s  {what}\n")

    call_command("migrate", verbosity=0)
    load_divisions((PROVINCE,))
    now = timezone.now()
    make_towns(TownPlan(min(TEMPLATE, children), SEED, now, "not used"))
    with acting_as(EVERYTHING):
        settle_waiting(on=timezone.localdate(), at=now)
    tell("families of the demo, determined")
    counts = copying.prepare()
    rounds = max(1, round(children / counts["child"])) - 1
    again = copying.take_off_indexes()
    last = {name: copying.ask(f"SELECT max(id) FROM {table}") or 0 for name, table in TABLES.items()}
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        done = [pool.submit(write_round, number, counts, last) for number in range(rounds)]
        for number, one in enumerate(done):
            one.result()
            if number % 50 == 0:
                tell(f"round {number} of {rounds}")
    for statement in again:
        copying.run(statement)
    tell("indexes")
    copying.reset_sequences()
    copying.remove_sources()
    copying.run("VACUUM (ANALYZE)")
    tell("vacuumed")
    asked = {"children": "children_child", "facts": "children_recordedfact", "spans": "determinations_findingspan"}
    found = {name: copying.ask(f"SELECT count(*) FROM {table}") for name, table in asked.items()}
    (home / "counts.json").write_text(json.dumps(found))
    (home / "visitors.json").write_text(json.dumps(make_visitors(Random(SEED), on=timezone.localdate())))
    tell("users")


TABLES = {
    "child": "children_child",
    "determination": "determinations_determination",
    "person": "children_person",
    "evidence": "children_evidence",
}


def write_round(number: int, counts: dict[str, int], last: dict[str, int]) -> None:
    """One copy of every file of the template, in one transaction."""
    first = {name: last[name] + 1 + number * counts["child" if name == "determination" else name] for name in TABLES}
    offsets = copying.Offsets(**first)
    random = Random(f"{SEED}/{number}")
    villages = list_villages()
    with acting_as(EVERYTHING), transaction.atomic():
        templates = list(Child.objects.filter(pk__lte=last["child"]).order_by("pk"))
        children = [
            make_copy(one, offsets.child + place, number * len(templates) + place, random, villages)
            for place, one in enumerate(templates)
        ]
        write(Child, children)
        found = [(one.pk, key.kind, key.key) for one in children for key in list_keys([one.name])]
        insert_rows(NameKey, KEY_COLUMNS, found)
        write(Determination, list(copy_determinations(templates, children, offsets.determination, last)))
        copying.copy_round(offsets)


def list_villages() -> list[str]:
    """The villages of the province."""
    found = Division.objects.filter(code__startswith=PROVINCE, level=Level.VILLAGE)
    return list(found.order_by("code").values_list("code", flat=True))


def make_copy(one: Child, key: int, place: int, random: Random, villages: list[str]) -> Child:
    """The same child in another village with another name and number."""
    plain = {field.attname: getattr(one, field.attname) for field in Child._meta.concrete_fields}
    area, born = random.choice(villages), one.born or one.born_earliest or date(2015, 1, 1)
    name = draw_name(random)
    for column in ("hukou_place", "residence_place"):
        if plain[column] == one.area:
            plain[column] = area
    has_number = one.identity_kind == "resident"
    changed = {
        "id": key, "uid": uuid4(), "name": name, "area": area, "school_id": None,
        "identity_number": number_of(place, born=born, sex=one.sex) if has_number else "",
        "phone": f"1390000{place % 10_000:04d}",
    }  # fmt: skip
    return Child(**{**plain, **changed})


def copy_determinations(templates: list[Child], children: list[Child], first: int, last: dict[str, int]):
    """The last determination of each, sealed for its own row."""
    newest = Determination.objects.filter(pk__lte=last["determination"]).order_by("pk")
    by_child = {one.child_id: one for one in newest}
    for place, (one, child) in enumerate(zip(templates, children, strict=True)):
        made = by_child.get(one.pk)
        if made is not None:
            plain = {field.attname: getattr(made, field.attname) for field in Determination._meta.concrete_fields}
            facts = plain["facts"].replace(str(one.uid), str(child.uid))
            yield Determination(**{**plain, "id": first + place, "uid": uuid4(), "child_id": child.pk, "facts": facts})


def write(model, objects) -> None:
    """Objects with the keys that they have, sealed columns sealed for them."""
    fields = model._meta.concrete_fields
    computed = {field.attname for field in fields if isinstance(field, SealedTextField | MarkField)}
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as rows:
        for one in objects:
            rows.write_row(
                [f.pre_save(one, True) if f.attname in computed else getattr(one, f.attname) for f in fields]
            )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
