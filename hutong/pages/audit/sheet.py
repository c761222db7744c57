"""Rows of the record as a sheet."""

import csv
from collections.abc import Iterable
from typing import TextIO

from django.utils import timezone

from hutong.lib.csv_cells import disarmed
from hutong.lib.translating import marked, translator
from hutong.pages.audit.searching import Line
from hutong.pages.choices import name_choice

HEADS = (
    marked("Number"), marked("Time"), marked("Name to sign in with"), marked("Post"), marked("Area"), marked("How"),
    marked("What was done"), marked("Screen"), marked("File"), marked("Place"), marked("Rows"), marked("Purpose"),
    marked("Particulars"),
)  # fmt: skip


def write_sheet(lines: Iterable[Line], file: TextIO, *, lang: str) -> None:
    """A line for each row; what a program could take for a formula is written as text."""
    say = translator(lang)
    written = csv.writer(file)
    written.writerow([say(head) for head in HEADS])
    for line in lines:
        one = line.entry
        cells = (
            one.pk, f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}",
            line.worker.username if line.worker else one.worker or "",
            name_choice("role", one.role, lang) if one.role else "", one.area, name_choice("way", one.way, lang),
            one.act, one.door, one.child or "", one.place, one.rows, one.purpose, one.about,
        )  # fmt: skip
        written.writerow([disarmed(str(cell)) for cell in cells])
