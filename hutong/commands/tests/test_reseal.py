"""Keys are renewed in a running application, everything is sealed anew, and the older key goes."""

from pathlib import Path

from hutong.commands.tests.running import run_hutong, surroundings
from hutong.commands.tests.test_settle import run_in_application
from hutong.lib.key_files import read_keyring

MADE = """
from hutong.commands.application import open_application
open_application()
from django.utils import timezone
from hutong.children.actions import add_evidence, register_child
from hutong.staff.scope import EVERYTHING, acting_as
with acting_as(EVERYTHING):
    child = register_child(area="431022100201", name="示例禾", by=None, at=timezone.now(), phone="13900000000")
    add_evidence(child=child, title="证明", by=None, at=timezone.now(), content=b"%PDF-1", media_type="application/pdf")
"""
READ = """
from hutong.commands.application import open_application
open_application()
from hutong.children.evidence import read_evidence
from hutong.children.models import Child, Evidence
from hutong.staff.scope import EVERYTHING, acting_as
with acting_as(EVERYTHING):
    assert Child.objects.get().phone == "13900000000"
    assert read_evidence(Evidence.objects.get()) == b"%PDF-1"
"""


def test_a_key_is_renewed_and_the_older_one_retired(tmp_path: Path) -> None:
    env = surroundings(tmp_path / "home")
    assert run_hutong(env, "migrate").returncode == 0
    run_in_application(env, MADE)
    file = tmp_path / "home" / "keys.json"
    nothing = run_hutong(env, "reseal", "--retire", "--lang", "en")
    assert "There is only one key" in nothing.stdout
    assert run_hutong(env, "keys", "--renew", "--suite", "sm").returncode == 0
    done = run_hutong(env, "reseal", "--retire", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 values and files are sealed with key 2 now")
    assert set(read_keyring(file).keys) == {2}
    older = next(file.parent.glob("keys-until-*.json"))
    assert set(read_keyring(older).keys) == {1, 2} and older.stat().st_mode & 0o777 == 0o600
    run_in_application(env, READ)
