"""A ledger of 10,000 generated rows from file to workbook, as ``hutong determine`` does it, in a process of its own."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure, Part
from hutong.demo.counties import CHENZHOU, QIJIANG, make_children
from hutong.demo.ledgers import write_ledgers

ROWS, SEED, ON = 10_000, 12, date(2025, 6, 1)
REMARK = """\
The generated ledger of the demo, one spreadsheet with broken rows among the good, through
`hutong determine LEDGER.xlsx --format xlsx`: read, determine with proofs and next questions, write the workbook with
children, findings and questions, hand the refused rows back. Wall clock, once, start of the program included; the peak
is the most memory that the process held."""
# The command, and at the end what it held at most; kibibytes on Linux.
RUN = """\
import resource, sys
from hutong.commands.main import main
try:
    main()
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
DONE = (0, 1)  # 1: some rows were refused, as they should be


class LedgerNotDone(Exception):
    """The command that was to be timed gave up."""

    def __init__(self, *, code: int, told: str) -> None:
        super().__init__(f"hutong determine ended with {code}: {told[-2000:]}")


def measure_ledger(rows: int = ROWS) -> Part:
    """Seconds, rows a second and the peak of memory."""
    with TemporaryDirectory(prefix="hutong-benchmark-") as folder:
        ledger = _write_ledger(Path(folder), rows)
        start = perf_counter()
        peak, refused = _determine(ledger, Path(folder) / "determined.xlsx")
        seconds = perf_counter() - start
        size = (Path(folder) / "determined.xlsx").stat().st_size / 1e6
    figures = (
        Figure(f"{rows:,} rows from file to workbook", f"{seconds:.0f} s"),
        Figure("rows a second", f"{rows / seconds:.0f}"),
        Figure("peak memory", f"{peak / 1024:.0f} MiB"),
        Figure("rows handed back", f"{refused:,}"),
        Figure("size of the workbook", f"{size:.0f} MB"),
    )
    return Part("A ledger", REMARK, figures)


def _write_ledger(folder: Path, rows: int) -> Path:
    children = {CHENZHOU.key: make_children(CHENZHOU, count=rows, on=ON, seed=SEED), QIJIANG.key: []}
    written = write_ledgers(folder / "ledgers", children, seed=SEED)
    return next(one.file for one in written if one.county is CHENZHOU)


def _determine(ledger: Path, workbook: Path) -> tuple[int, int]:
    """Peak memory, and how many rows were refused."""
    arguments = ["determine", str(ledger), "--on", ON.isoformat(), "--format", "xlsx", "--out", str(workbook)]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments, "--lang", "en"], capture_output=True, text=True, check=False
    )
    if done.returncode not in DONE:
        raise LedgerNotDone(code=done.returncode, told=done.stderr)
    lines = done.stderr.splitlines()
    counts = [line for line in lines if line.endswith("the others are done.")]
    refused = int(counts[0].split()[0]) if counts else 0
    return int(next(line for line in lines if line.startswith("peak ")).split()[1]), refused
