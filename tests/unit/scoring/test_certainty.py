"""The word, what it rests on, where the doubt lies, and whether simulated decisions deserve it."""

from __future__ import annotations

import pytest

from advisor.scoring.beliefs import UNKNOWN, Belief, Piece, between, exactly
from advisor.scoring.doubt.doubts import doubts
from advisor.scoring.doubt.draws import GATES
from advisor.scoring.methods.smaa2 import smaa2
from advisor.scoring.next_evidence import EvidenceOption, next_evidence
from advisor.scoring.preference.question import Question
from advisor.scoring.priors import around, uniform
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.robustness import robustness
from advisor.scoring.verdict import LADDER, Verdict, verdict
from tests.benchmarks import calibration

EVEN = [0.5, 0.5]


def problem(**rows: list[Belief]) -> DecisionProblem:
    count = len(next(iter(rows.values())))
    return DecisionProblem(
        alternatives=tuple(rows),
        criteria=tuple(f"c{j}" for j in range(count)),
        weights=(1.0 / count,) * count,
        beliefs=tuple(tuple(row) for row in rows.values()),
    )


def coin(chance: float) -> Belief:
    """Worth 1 with that chance, and 0 otherwise."""
    return Belief(
        low=0.0,
        central=1.0,
        high=1.0,
        pieces=(
            Piece(share=1.0 - chance, low=0.0, high=0.0),
            Piece(share=chance, low=1.0, high=1.0),
        ),
    )


def said(of: DecisionProblem, samples: int = 4000) -> Verdict:
    unknown = of.musts_unknown_for_all
    return verdict(rank(of), robustness(of, samples=samples), musts_unknown=unknown)


def test_one_that_misses_a_must_in_a_sample_is_not_first_there() -> None:
    of = problem(a=[exactly(0.9), coin(0.7)], b=[exactly(0.3), exactly(1.0)])
    with_must = DecisionProblem(
        alternatives=of.alternatives,
        criteria=of.criteria,
        weights=(1.0, 0.0),
        beliefs=of.beliefs,
        musts=(("c1", 1.0),),
    )
    sure = robustness(with_must, samples=8000)
    assert sure.first("a") == pytest.approx(0.7, abs=0.02)
    assert sure.feasible["a"] == pytest.approx(sure.first("a"))
    assert sure.first("b") == pytest.approx(0.3, abs=0.02)
    assert sum(sure.shares["a"]) == pytest.approx(sure.feasible["a"])
    assert sure.feasible["b"] == 1.0
    # Choosing a forgoes .3 where it is not feasible; choosing b forgoes .6 where a is.
    assert sure.expected_loss["a"] == pytest.approx(0.3 * 0.3, abs=0.01)
    assert sure.expected_loss["b"] == pytest.approx(0.7 * 0.6, abs=0.02)


def test_the_expected_loss_is_what_the_samples_say() -> None:
    values = [[[1.0, 0.0], [0.5, 0.5]], [[0.2, 0.0], [0.5, 0.5]]]
    found = smaa2(values, EVEN, samples=2)
    # In the first sample both score .5; in the second .1 and .5.
    assert found.expected_loss.tolist() == pytest.approx([0.2, 0.0])


def test_a_ladder_uses_the_same_worths_with_other_weights() -> None:
    values = [[1.0, 0.0], [0.0, 1.0]]
    found = smaa2(values, [0.9, 0.1], samples=100, rungs=([0.9, 0.1], [0.2, 0.8]))
    assert found.ladder.tolist() == [[1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("chunk", [1000, 333, 7])
def test_losses_and_ladder_are_the_same_for_every_chunk(chunk: int) -> None:
    of = problem(a=[coin(0.7), between(0.1, 0.5, 0.9)], b=[exactly(0.6), UNKNOWN])
    from advisor.scoring.doubt.draws import drawn

    source = drawn(of)
    given = {"samples": 1000, "rungs": (source.weights,), "floors": (0.5, float("-inf"))}
    whole = smaa2(source.values, source.weights, **given)
    parts = smaa2(source.values, source.weights, chunk=chunk, **given)
    for name in ("expected_loss", "loss_quantiles", "ladder", "feasible"):
        assert getattr(whole, name).tobytes() == getattr(parts, name).tobytes()


def test_a_sure_lead_is_clear_and_costs_nothing() -> None:
    found = said(problem(a=[exactly(0.9)] * 3, b=[exactly(0.1)] * 3))
    assert (found.word, found.loss, found.forbids) == ("clear", 0.0, ())


def test_a_must_that_is_unknown_for_all_forbids_the_word_clear() -> None:
    of = problem(a=[exactly(0.9), UNKNOWN], b=[exactly(0.1), UNKNOWN])
    must = DecisionProblem(
        alternatives=of.alternatives,
        criteria=of.criteria,
        weights=(1.0, 0.0),
        beliefs=of.beliefs,
        musts=(("c1", 0.5),),
    )
    found = said(must)
    assert "must_unknown" in found.forbids
    assert found.word != "clear"


def test_a_tie_is_close() -> None:
    found = said(problem(a=[exactly(0.5)], b=[exactly(0.5)]))
    assert found.word == "close"
    assert found.forbids[0] == "tie"


def test_a_word_that_hangs_on_the_weights_is_not_clear() -> None:
    names = ("x", "y", "z")
    families = {name: f"family-{name}" for name in names}
    prior = around({"x": 98, "y": 1, "z": 1}, families, origin="given", concentration=300.0)
    of = DecisionProblem(
        alternatives=("a", "b"),
        criteria=names,
        weights=tuple(prior.means[name] for name in names),
        beliefs=(
            (exactly(0.6), exactly(0.0), exactly(0.0)),
            (exactly(0.5), exactly(1.0), exactly(1.0)),
        ),
        prior=prior,
    )
    found = said(of)
    assert found.share > 0.95
    assert found.ladder < LADDER
    assert found.word == "leaning"
    assert found.forbids == ("ladder",)


def test_the_doubt_lies_where_the_draws_differ() -> None:
    claims = problem(a=[exactly(0.6), coin(0.5)], b=[exactly(0.55), exactly(0.45)])
    (first, *_) = doubts(claims, "a", concentration=1e6)
    assert first.kind == "claims"
    assert first.share == pytest.approx(1.0, abs=0.02)
    torn = problem(a=[exactly(1.0), exactly(0.0)], b=[exactly(0.0), exactly(0.99)])
    assert [(one.kind, round(one.share, 2)) for one in doubts(torn, "a", concentration=5.0)] == [
        ("weights", 1.0)
    ]
    assert doubts(problem(a=[exactly(0.9)], b=[exactly(0.1)]), "a") == ()


def test_the_best_thing_to_find_out_may_be_a_question_a_claim_or_a_gate() -> None:
    question = EvidenceOption(
        id="q",
        kind="question",
        question=Question(swing="c0", part="c1", share=1.0),
        seconds=20.0,
    )
    claim = EvidenceOption(id="a/c1", kind="claim", cells=(("a", "c1"),), seconds=20.0)
    torn = problem(a=[exactly(1.0), exactly(0.0)], b=[exactly(0.0), exactly(1.0)])
    best = next_evidence(torn, [question, claim], concentration=3.0).prospects[0]
    assert best.option == question
    assert best.bits > 0.1
    open_ = problem(a=[exactly(0.5), coin(0.5)], b=[exactly(0.5), exactly(0.5)])
    best = next_evidence(open_, [question, claim], concentration=1e6).prospects[0]
    assert best.option == claim
    gated = DecisionProblem(
        alternatives=("a", "b"),
        criteria=("c0",),
        weights=(1.0,),
        beliefs=((exactly(0.9),), (exactly(0.4),)),
        passable=(0.5, 1.0),
    )
    gate = EvidenceOption(id="a", kind="fact", cells=(("a", GATES),), seconds=600.0)
    plan = next_evidence(gated, [gate])
    assert plan.prospects[0].bits == pytest.approx(1.0, abs=0.02)
    assert robustness(gated, samples=4000).first("a") == pytest.approx(0.5, abs=0.03)


def test_an_open_prior_has_two_rungs() -> None:
    prior = uniform({"x": "f", "y": "g"}, ("x", "y"))
    of = DecisionProblem(
        alternatives=("a", "b"),
        criteria=("x", "y"),
        weights=(0.5, 0.5),
        beliefs=((exactly(0.9), exactly(0.2)), (exactly(0.1), exactly(0.7))),
        prior=prior,
    )
    sure = robustness(of, samples=2000)
    assert (sure.origin, sure.concentration) == ("open", 2.0)
    assert [rung.origin for rung in sure.ladder] == ["as_meant", "one_each"]
    assert sure.least_first("a") <= sure.first("a")


@pytest.fixture(scope="module")
def simulated() -> dict[str, calibration.Found]:
    return calibration.simulate(20, begin=5000)


def test_simulated_decisions_deserve_their_word(simulated: dict[str, calibration.Found]) -> None:
    for kind, found in simulated.items():
        assert found.coverage >= 0.86, kind
        assert found.words["clear"].right >= 0.7, kind
        assert 0.3 <= found.ratio <= 3.0, kind
