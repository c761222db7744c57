"""Several at once send the same write under the same key; alone it runs them on an embedded database of its own."""

import json
import os
import sys
import threading
from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

SENDERS = 5


def send_at_once(system: Any, sent: Any) -> dict[str, Any]:
    """What they are answered, and how many rows that left."""
    answers: list[Any] = []

    def send() -> None:
        answers.append(system().post("/facts", sent, key="key-00001"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "statuses": [one.status_code for one in answers],
        "bodies": len({one.content for one in answers}),
        "replayed": sum("Idempotency-Replayed" in one.headers for one in answers),
    }


def run() -> dict[str, Any]:
    """Everything from an empty database on; only with settings that name one."""
    calling, making = "hutong.api.tests.calling", "hutong.children.tests.making"
    acting_as, everything = (
        import_string("hutong.staff.scope.acting_as"),
        import_string("hutong.staff.scope.EVERYTHING"),
    )
    number = import_string(f"{making}.make_number")(date(2015, 3, 4))
    with acting_as(everything):
        import_string(f"{making}.make_child")(identity_number=number, identity_kind="resident")
    secret = import_string(f"{calling}.make_token")()
    system, a_list = import_string(f"{calling}.System"), import_string(f"{calling}.a_list")
    row = {"who": {"identity_number": number}, "facts": [{"name": "school_stage", "value": "primary"}]}
    found = send_at_once(lambda: system(secret), a_list(row))
    with acting_as(everything):
        found["facts"] = import_string("hutong.children.models.RecordedFact").objects.count()
    return found


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "hutong.config.settings"
    import_string("django.setup")()
    import_string("django.conf.settings").ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    json.dump(run(), sys.stdout)
