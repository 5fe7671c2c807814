"""What makes a lead, as the command line draws it."""

from __future__ import annotations

import math

from advisor.messages import words
from advisor.model.need import Need
from advisor.usecases.ranking.advise import advise
from advisor.views.why.contributions import nearest_rival, waterfall
from tests.builders import DAY, a_claim, a_criterion, a_framework, a_machine, some_knowledge

NAMES = tuple(f"c{i:02}" for i in range(12))


def an_advice(**need: object):
    """Alpha leads by one criterion that weighs much; of the other eleven each says next to
    nothing."""
    frameworks = tuple(
        a_framework(id, claims=tuple(a_claim(name, level) for name in NAMES if name != "c00"))
        for id, level in (("alpha", "full"), ("beta", "partial"))
    )
    led = [a_claim("c00", "full"), a_claim("c00", "none")]
    frameworks = tuple(
        a_framework(one.id, claims=(*one.claims, claim))
        for one, claim in zip(frameworks, led, strict=True)
    )
    weights = dict.fromkeys(NAMES, 0.1) | {"c00": 100.0}
    knowledge = some_knowledge(frameworks, tuple(a_criterion(name) for name in NAMES))
    return advise(Need(as_of=DAY, weights=weights), knowledge, a_machine(), ())


def test_a_lead_is_the_sum_of_its_steps_and_what_says_next_to_nothing_is_one_of_them() -> None:
    advice = an_advice()
    rival = nearest_rival(advice, "alpha")
    assert rival == "beta"
    drawn = waterfall(advice, "alpha", rival, words("en"))
    lead = advice.ranking.place("alpha").score - advice.ranking.place("beta").score
    assert math.isclose(drawn.total, lead, abs_tol=1e-9)
    assert drawn.steps[0].id == "c00"
    assert drawn.steps[-1].label == "the 9 others"
    assert len(drawn.steps) == 4


def test_the_first_is_held_against_the_next_and_everybody_else_against_the_first() -> None:
    advice = an_advice()
    assert nearest_rival(advice, "beta") == "alpha"
    alone = advise(Need(as_of=DAY, among=("beta",)), advice.knowledge, a_machine(), ())
    assert nearest_rival(alone, "beta") is None
