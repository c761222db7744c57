"""The classes of what is told only by separate grant: their words, and which of them a fact or a benefit is of.

How sensitive something is (``sensitivity``) says how carefully it is asked and counted; of which class it is
(``secrecy``) says who may be told. A payment's fact is of the class of its benefit: ``receives.hiv_allowance`` says as
much as a diagnosis.
"""

from typing import Final, Literal

from hutong.lib.translating import marked

Secrecy = Literal["health", "hiv", "adoption", "victim", "detained_parent", "reporter"]

HEALTH: Final = "health"
HIV: Final = "hiv"
ADOPTION: Final = "adoption"
VICTIM: Final = "victim"
DETAINED_PARENT: Final = "detained_parent"
REPORTER: Final = "reporter"

LABELS: Final[dict[Secrecy, str]] = {
    HEALTH: marked("health"),
    HIV: marked("HIV"),
    ADOPTION: marked("adoption"),
    VICTIM: marked("harm done to the child"),
    DETAINED_PARENT: marked("a parent in custody"),
    REPORTER: marked("who reported"),
}
ALL: Final[frozenset[Secrecy]] = frozenset(LABELS)
