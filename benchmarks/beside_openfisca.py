"""The same twelve rules here and in OpenFisca, the same children, the same run; equal answers first, then the times."""

from collections.abc import Sequence

from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.figures import Part, compared, timed
from benchmarks.openfisca_rules import VERDICTS, build_system
from benchmarks.timing import measure
from benchmarks.twelve_children import ON, Given, as_openfisca, is_here, list_children, load_twelve
from hutong.policy.collection import Library
from hutong.policy.determining import determine, verdicts
from hutong.policy.findings import Finding
from hutong.policy.situation import read_situation

CHILDREN = 400
REPETITIONS, REPETITIONS_OF_OPENFISCA = 4_000, 400
LEAST_RATIO = 20
MONTH = f"{ON:%Y-%m}"
RESULTS = [name for verdict in VERDICTS.values() for name in (verdict, f"{verdict}_amount")]
REMARK = f"""\
Twelve grants of the documents that speak at Chenzhou in 2025, with the definitions and exclusions they rest on
(`benchmarks/twelve/`), and the same by hand as an OpenFisca tax-benefit system (`benchmarks/openfisca_rules.py`):
twelve verdicts and twelve amounts each. {CHILDREN} generated children of whom everything is known; both must agree on
every verdict and amount before the clock runs. OpenFisca builds a single person's simulation from JSON, calculates the
24 results and writes the text of its trace. It does less: nothing is unknown, and the trace lists what was read,
not why. Our answer is the whole determination with proofs and next questions."""


class AnswersDiffer(Exception):
    """Hutong and OpenFisca disagree about a child: then times mean nothing."""

    def __init__(self, *, given: Given, benefit: str, ours: object, theirs: object) -> None:
        super().__init__(f"{benefit}: hutong says {ours}, OpenFisca says {theirs}; the child is {given}")


def measure_beside_openfisca(
    repetitions: int = REPETITIONS, repetitions_of_openfisca: int = REPETITIONS_OF_OPENFISCA
) -> Part:
    """Our times, theirs, and how many times as fast we are."""
    library, system = load_twelve(), build_system()
    children = list_children(CHILDREN, library=library)
    check_equal(children, library=library, system=system)
    # Elsewhere the rules are silent, which costs us nothing and OpenFisca as much as ever: only those here are timed.
    children = [given for given in children if is_here(given)]
    asked = [as_openfisca(given) for given in children]

    def decide(given: Given) -> object:
        return verdicts(read_situation(given, on=ON, facts=library.vocabulary.facts), library=library)

    quick = measure(decide, children, repetitions=repetitions)
    whole = measure(lambda given: determine(given, library=library, on=ON), children, repetitions=repetitions)
    plain = measure(lambda one: _simulate(one, system, trace=False), asked, repetitions=repetitions_of_openfisca)
    traced = measure(lambda one: _trace(one, system), asked, repetitions=repetitions_of_openfisca)
    return Part(
        "The same twelve rules beside OpenFisca",
        REMARK,
        (
            timed("hutong: verdicts", quick),
            timed("hutong: everything, with proofs and next questions", whole),
            timed("OpenFisca: 24 results, no trace", plain),
            timed("OpenFisca: 24 results, with trace and its text", traced),
            compared("everything against OpenFisca with trace", whole, traced, at_least=LEAST_RATIO),
            compared("everything against OpenFisca without trace", whole, plain),
            compared("verdicts against OpenFisca without trace", quick, plain),
        ),
    )


def check_equal(children: Sequence[Given], *, library: Library, system: TaxBenefitSystem) -> None:
    """Raises AnswersDiffer unless every verdict, and every amount of what is owed, is the same on both sides."""
    for given in children:
        simulation = _simulate(as_openfisca(given), system, trace=False)
        findings = {one.benefit: one for one in determine(given, library=library, on=ON).findings}
        for benefit, name in VERDICTS.items():
            ours = _tell(findings.get(benefit))
            is_owed = bool(simulation.calculate(name, MONTH)[0])
            theirs = float(simulation.calculate(f"{name}_amount", MONTH)[0]) if is_owed else None
            if ours != theirs:
                raise AnswersDiffer(given=given, benefit=benefit, ours=ours, theirs=theirs)


def _tell(finding: Finding | None) -> float | None:
    """The amount of what is owed; None when nothing is: no rule speaks where the child is, or the rule says no."""
    if finding is None or finding.verdict == "not_entitled":
        return None
    (amount,) = finding.amounts
    return float(str(amount.as_json()["value"]))


def _simulate(asked: dict[str, object], system: TaxBenefitSystem, *, trace: bool) -> Simulation:
    simulation = SimulationBuilder().build_from_dict(system, asked)
    simulation.trace = trace
    for name in RESULTS:
        simulation.calculate(name, MONTH)
    return simulation


def _trace(asked: dict[str, object], system: TaxBenefitSystem) -> str:
    return "\n".join(_simulate(asked, system, trace=True).tracer.computation_log.lines())
