"""``python -m tests.mutation [--only MODULE] [--function NAME] [--again LOG] [--jobs N] …``: see docs/mutation.md."""

import argparse
import sys
from pathlib import Path

import pytest

from tests.mutation.keeping import Kept
from tests.mutation.mutants import Mutant, Sleeping, Source, read_source
from tests.mutation.survivors import read_accepted, read_logged
from tests.mutation.telling import Score, write_note
from tests.mutation.trying import Trying

ROOT = Path(__file__).parent.parent.parent
ROOM = "hutong.screening"
COMPILERS = (
    "bits", "kernels", "tapes", "fixing", "filling", "classes", "compiling", "grouping", "sums", "covering",
    "supposing", "refusing", "gaps", "counting",
)  # fmt: skip
TESTS = (
    "hutong/screening/tests/test_bits.py",
    "hutong/screening/tests/test_kernels.py",
    "hutong/screening/tests/test_fixing.py",
    "hutong/screening/tests/test_filling.py",
    "hutong/screening/tests/test_classes.py",
    "hutong/screening/tests/test_compiling.py",
    "hutong/screening/tests/test_sums.py",
    "hutong/screening/tests/test_counting.py",
    "hutong/screening/tests/test_refused_values.py",
    "hutong/screening/tests/test_choosing_together.py",
    "hutong/screening/tests/test_concluding.py::test_while_more_than_declared_absence_is_open_a_payment_is_undetermined",
    "hutong/screening/tests/test_rare_numbers.py",
    "hutong/screening/tests/test_random_rules.py::test_under_these_rules_what_is_screened_is_what_is_explained",
    "hutong/screening/tests/test_bundled_rules.py",
)
TESTED_BY = "hutong/screening/tests"
QUIET = ("-n0", "-q", "-s", "-p", "no:cacheprovider")


def main() -> int:
    """Try all mutants; 1 when too many survive that nobody has accounted for."""
    asked = _arguments().parse_args()
    sources = [read_source(f"{ROOM}.{name}", ROOT) for name in asked.only or COMPILERS]
    Sleeping(sources).install()
    mutants = _choose(sources, asked)
    # What some of the tests do not notice, the others may: it is not kept as if all had run.
    kept = Kept.read(None if asked.tests else asked.keep, sources, ROOT / TESTED_BY)
    trying = Trying(mutants, kept, asked.jobs)
    if pytest.main([*QUIET, *(asked.tests or TESTS)], plugins=[trying]) != pytest.ExitCode.OK:
        sys.stderr.write("the tests do not pass as they are\n")
        return 2
    accepted = read_accepted()
    score = Score.of(mutants, trying.survivors, accepted)
    if asked.write:
        write_note(score, ROOT / "docs" / "mutation.md")
    sys.stdout.write(score.table())
    unexplained = [mutant for mutant in trying.survivors if mutant.key not in accepted]
    sys.stdout.write(f"{len(unexplained)} slips went unnoticed that nobody has accounted for\n")
    return 1 if score.share < asked.least else 0


def _choose(sources: list[Source], asked: argparse.Namespace) -> list[Mutant]:
    """The slips that are asked for, in the order of the text."""
    mutants = [mutant for source in sources for mutant in source.list_mutants()]
    if asked.function:
        mutants = [mutant for mutant in mutants if mutant.function in asked.function]
    if asked.open:
        accepted = read_accepted()
        mutants = [mutant for mutant in mutants if mutant.key not in accepted]
    if asked.again:
        logged = read_logged(asked.again).difference(read_accepted())
        mutants = [mutant for mutant in mutants if mutant.key in logged]
    return mutants[:: asked.every]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--only", action="append", choices=COMPILERS, help="one file; may be given several times")
    parser.add_argument("--function", action="append", help="slips of this function alone, as Class.name or name")
    parser.add_argument("--again", type=Path, help="what went unnoticed by this log of a run and is not accounted for")
    parser.add_argument("--open", action="store_true", help="leave out what is accounted for as changing nothing")
    parser.add_argument("--tests", action="append", help="these tests alone; what they notice all tests notice")
    parser.add_argument("--keep", type=Path, help="where verdicts are kept; what stands there is not tried again")
    parser.add_argument("--every", type=int, default=1, help="try every so manieth mutant")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--least", type=float, default=1.0, help="the score below which the run fails")
    parser.add_argument("--write", action="store_true", help="renew docs/mutation.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
