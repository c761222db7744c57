"""``python -m benchmarks.files.bringing_in ACT``: the steps of a large import, each as its own program."""

import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from hutong.demo.counties import CHENZHOU, QIJIANG, make_children  # noqa: E402
from hutong.demo.ledgers import write_ledgers  # noqa: E402
from hutong.demo.town.making import TownPlan, make_towns  # noqa: E402
from hutong.determinations.actions import settle_everyone, settle_waiting  # noqa: E402
from hutong.determinations.processes import count_processes  # noqa: E402
from hutong.exchange.actions import begin_import, begin_trial, confirm, decide_all  # noqa: E402
from hutong.exchange.models import Import, ImportRow  # noqa: E402
from hutong.exchange.runner import work_on_imports  # noqa: E402
from hutong.staff.models import Worker  # noqa: E402
from hutong.staff.scope import EVERYTHING, acting_as, scope_of  # noqa: E402

AREA, OFFICER, SEED = "431022000000", "yizhang-county", 12
HOME = Path(settings.HOME)


def county() -> None:
    """Divisions, bodies, workers; the two children that the demo does not do without."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    make_towns(TownPlan(2, 1, now, "not used"))
    with acting_as(EVERYTHING):
        settle_waiting(on=timezone.localdate(), at=now)


def ledger(rows: str) -> None:
    """The county's ledger as its office keeps it."""
    on = timezone.localdate()
    children = {CHENZHOU.key: make_children(CHENZHOU, count=int(rows), on=on, seed=SEED), QIJIANG.key: []}
    write_ledgers(HOME / "ledgers", children, seed=SEED)


def look() -> None:
    """Bring it in."""
    (file,) = (HOME / "ledgers").glob("宜章县*.xlsx")
    with acting_as(scope_of(officer(), on=timezone.localdate())):
        begin_import(
            area=AREA, as_of=timezone.localdate(), name=file.name, content=file.read_bytes(), by=officer(),
            at=timezone.now(),
        )  # fmt: skip


def plan() -> None:
    """Take the meanings as they were proposed."""
    with acting_as(scope_of(officer(), on=timezone.localdate())):
        begin_trial(batch=Import.objects.get(), by=officer(), at=timezone.now())


def apply() -> None:
    """Let it be written, as new children where it is doubtful."""
    with acting_as(scope_of(officer(), on=timezone.localdate())):
        decide_all(batch=Import.objects.get(), decision=ImportRow.Decision.NEW_CHILD, by=officer(), at=timezone.now())
        confirm(batch=Import.objects.get(), by=officer(), at=timezone.now(), is_registered=True)


def settle_tomorrow() -> None:
    """Everybody, as on the day after the one that was settled last."""
    days = len(list(HOME.glob("settled-*"))) + 1
    on = timezone.localdate() + timedelta(days=days)
    with acting_as(EVERYTHING):
        done = settle_everyone(on=on, at=timezone.now(), processes=count_processes())
    (HOME / f"settled-{on}").touch()
    sys.stdout.write(f"{done}\n")


def officer() -> Worker:
    return Worker.objects.get(username=OFFICER)


ACTS = {
    "county": county, "ledger": ledger, "look": look, "plan": plan, "apply": apply, "work": work_on_imports,
    "settle-tomorrow": settle_tomorrow,
}  # fmt: skip

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
