"""What known facts fix about others: in which order, how often, and against what else stands there."""

from pathlib import Path

import pyarrow as pa
import pytest

from hutong.policy.tests.small_policies import ON, grant
from hutong.screening.fixing import add_fixing, list_fixed
from hutong.screening.kernels import Kernel, Step
from hutong.screening.population import Batch
from hutong.screening.tapes import FIRST_LEAF, Tape
from hutong.screening.tests.comparing import check
from hutong.screening.tests.test_kernels import load_implying

CHAIN = (("has_sick_sibling", "poor = true"), ("poor", "destitute = true"), ("destitute", "adopted = true"))
RULES = (("a", "schooling", "adopted"), ("b", "tutoring", "poor"), ("c", "rescue", "destitute"))


def list_implied(folder: Path, *implied: tuple[str, str], known: str) -> list[tuple[object, object]]:
    """What follows from one column, as pairs of names."""
    library = load_implying(folder, grant("a", "schooling", "adopted"), *implied)
    batch = Batch(pa.record_batch({known: [True]}), library.vocabulary.facts, ON)
    return [(one.source.on[0], one.name) for one in list_fixed(batch)]


def test_what_follows_stands_once_and_after_all_it_follows_from(tmp_path: Path) -> None:
    """Two facts follow from a near one and from a far one, and others from both of them."""
    both = '"disability.hearing" = true, all_siblings_grown = true'
    further = "adopted = true, destitute = true"
    near, far = ("poor", both), ("has_sick_sibling", f"poor = true, {both}")
    ends = (("disability.hearing", further), ("all_siblings_grown", further))
    found = list_implied(tmp_path, near, far, *ends, known="has_sick_sibling")
    assert len(found) == len(set(found)) == 9
    order = ["has_sick_sibling", "poor", "all_siblings_grown", "disability.hearing"]
    assert list(dict.fromkeys(source for source, _ in found)) == order


def test_a_chain_is_fixed_from_its_beginning(tmp_path: Path) -> None:
    found = list_implied(tmp_path, *CHAIN, known="has_sick_sibling")
    assert found == [("has_sick_sibling", "poor"), ("poor", "destitute"), ("destitute", "adopted")]


@pytest.mark.parametrize("start", ["poor", "destitute", "adopted"])
def test_what_goes_round_in_a_circle_is_fixed_wherever_it_begins(tmp_path: Path, start: str) -> None:
    circle = (("poor", "destitute = true"), ("destitute", "adopted = true"), ("adopted", "poor = true"))
    library = load_implying(tmp_path, "".join(grant(*pair) for pair in RULES), *circle)
    found = check(library, {start: True, "all_siblings_grown": True}, {start: None, "all_siblings_grown": None})
    assert [found["summary"][benefit, None, "entitled"] for _, benefit, _ in RULES] == [1, 1, 1]


def test_what_nobody_reads_is_not_fixed_and_one_register_does_for_all_that_is(tmp_path: Path) -> None:
    library = load_implying(tmp_path, grant("a", "schooling", "adopted"), *CHAIN)
    facts = library.vocabulary.facts
    batch = Batch(pa.record_batch({"destitute": [True]}), facts, ON)
    for read, leaves, more in (("poor", 1, 0), ("adopted", 2, 1)):
        tape = Tape(Kernel(facts, ON))
        tape.leaf(Step("fact", (read,)))
        add_fixing(tape, batch)
        assert bool(tape.fixing) == bool(more)
        assert tape.settled([]).registers == FIRST_LEAF + leaves + more
