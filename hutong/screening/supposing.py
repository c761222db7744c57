"""Declared absence over a batch: "not on this list means no" for those of whom a declaration speaks.

What is supposed stands on a sheet of its own, beside the one on which only what is known stands.
"""

from collections.abc import Sequence

import numpy as np

from hutong.policy.absence import Absence
from hutong.policy.layouts import PLACE_FACTS
from hutong.policy.library import Library
from hutong.screening.bits import MAY, SURE, Words, nobody, pack
from hutong.screening.classes import ChildClass
from hutong.screening.compiling import Compiled
from hutong.screening.filling import fill_received
from hutong.screening.kernels import Step
from hutong.screening.population import Batch
from hutong.screening.tapes import Worksheet


def speaking_of(
    absences: Sequence[Absence],
    library: Library,
    classes: Sequence[ChildClass],
    compiled: Compiled,
    sheet: Worksheet,
    batch: Batch,
) -> tuple[Words, ...]:
    """For each declaration the children at its places for whom what it requires is known to hold."""
    found = []
    for number, absence in enumerate(absences):
        holding = nobody(batch.children)
        for one in classes:
            ref = compiled.required[one.key][number]
            holding |= one.children & sheet[compiled.registers[ref]][SURE]
        found.append(holding & _at_its_places(absence, library, batch))
    return tuple(found)


def _at_its_places(absence: Absence, library: Library, batch: Batch) -> Words:
    codes = batch.codes(PLACE_FACTS[absence.entry.tie])
    inside = np.array([word.isdigit() and absence.covers(word, library) for word in codes.words], np.bool_)
    return pack(inside[codes.codes]) & codes.known if len(inside) else nobody(batch.children)


def suppose(
    supposed: Worksheet, certain: Worksheet, absences: Sequence[Absence], speaking: Sequence[Words], batch: Batch
) -> None:
    """Fill the sheet with what is known and what absence says, and run it."""
    leaves = supposed.tape.leaves
    for register in leaves.values():
        supposed[register][:] = certain[register]
    for absence, words in zip(absences, speaking, strict=True):
        for name in absence.facts:
            truth = supposed[leaves[Step("fact", (name,))]]
            truth[MAY] &= truth[SURE] | ~words
    fill_received(supposed, batch)
    supposed.run()
