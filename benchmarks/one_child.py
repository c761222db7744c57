"""One child over all rules in force at Chenzhou in 2025: verdicts alone, and with proofs and the next questions."""

import json
from datetime import date

from benchmarks.figures import Figure, Part, timed
from benchmarks.situations import COUNTY, Given, list_situations
from benchmarks.timing import measure
from hutong.policy.as_json import determination_as_json
from hutong.policy.as_text import Teller
from hutong.policy.collection import Library
from hutong.policy.determining import Determination, determine, verdicts
from hutong.policy.library import load_library
from hutong.policy.programs import program_at
from hutong.policy.situation import read_situation

ON = date(2025, 6, 1)
REPETITIONS = 2_000
MOST_FOR_VERDICTS, MOST_FOR_PROOFS = 1, 6
REMARK = """\
From a plain dictionary, as it comes out of JSON, to the answer. *Verdicts* are (benefit, place, verdict) alone;
*everything* is what `hutong determine` shows: amounts, the clause, condition and facts behind each verdict, categories,
duties, the next questions. JSON and text are written from it and timed apart. {counts}"""


def measure_one_child(repetitions: int = REPETITIONS) -> Part:
    """The figures for each kind of child, and for all of them in turn."""
    library = load_library()
    situations = list_situations(library)
    figures = [*_measure("all five in turn", list(situations.values()), library, repetitions, aims=True)]
    for name, given in situations.items():
        figures += _measure(name, [given], library, repetitions, aims=False)
    return Part("One child, all rules", REMARK.format(counts=_count(library)), tuple(figures))


def _measure(name: str, children: list[Given], library: Library, repetitions: int, *, aims: bool) -> list[Figure]:
    teller = Teller(library, "zh")

    def decide(given: Given) -> object:
        return verdicts(read_situation(given, on=ON, facts=library.vocabulary.facts), library=library)

    def explain(given: Given) -> Determination:
        return determine(given, library=library, on=ON)

    def write_json(determination: Determination) -> str:
        return json.dumps(determination_as_json(determination, library), ensure_ascii=False)

    determinations = [explain(given) for given in children]
    quick = measure(decide, children, repetitions=repetitions)
    whole = measure(explain, children, repetitions=repetitions)
    figures = [
        timed(f"{name}: verdicts", quick, at_most=MOST_FOR_VERDICTS if aims else None),
        timed(f"{name}: everything", whole, at_most=MOST_FOR_PROOFS if aims else None),
    ]
    if aims:
        figures += [
            timed("writing it as JSON", measure(write_json, determinations, repetitions=repetitions // 4)),
            timed("writing it as text", measure(teller.tell, determinations, repetitions=repetitions // 4)),
        ]
    return figures


def _count(library: Library) -> str:
    program = program_at(library, COUNTY, ON)
    documents = len(program.documents)
    rules = sum(len(list(one.document.list_rules())) for one in program.documents)
    grants = len(program.shape.grounds)
    return f"{documents} documents speak there on {ON}, with {rules} rules, {grants} of them grants."
