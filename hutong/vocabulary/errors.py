"""What can be wrong with a vocabulary.

VocabularyError
└── VocabularyUnusable    one or more faults in the files, each with its place
"""

from collections.abc import Sequence

from hutong.lib.faults import Fault


class VocabularyError(Exception):
    """Base of everything this room raises."""


class VocabularyUnusable(VocabularyError):
    """The vocabulary files have faults; nothing can be decided with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.render() for fault in self.faults))
