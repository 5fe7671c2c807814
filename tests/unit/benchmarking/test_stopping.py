"""The stopping rule is one schema: the guest reads what the host writes."""

from __future__ import annotations

import json

import msgspec
import pytest

from advisor.benchmarking.stopping import (
    EFFORT,
    TRIAL_RULE,
    StoppingRule,
    hurried_rule,
    limit_rule,
)
from probes.stopping import FIELDS, SamplingRule

HURRIED = hurried_rule(sampling_seconds=0.5, timeout_seconds=9.0, process_timeout_seconds=12.0)
RULES = {
    **{care: effort.rule for care, effort in EFFORT.items()},
    "trial": TRIAL_RULE,
    "limit": limit_rule(hurried=False),
    "limit within a budget": limit_rule(hurried=True),
    "within a budget": HURRIED,
}


def test_host_and_guest_know_the_same_fields() -> None:
    assert StoppingRule.__struct_fields__ == FIELDS


@pytest.mark.parametrize("name", RULES)
def test_a_rule_arrives_as_it_was_sent(name: str) -> None:
    rule = RULES[name]
    sent = json.dumps(msgspec.to_builtins(rule))
    arrived = SamplingRule(**json.loads(sent))
    assert arrived._asdict() == msgspec.structs.asdict(rule)
    assert arrived.hurried == rule.hurried


@pytest.mark.parametrize("name", RULES)
def test_a_rule_can_be_kept(name: str) -> None:
    rule = RULES[name]
    assert 0 < rule.sampling_seconds <= rule.max_sampling_seconds < rule.timeout_seconds
    assert 0 < rule.min_samples_at_timeout <= rule.min_samples


def test_one_sample_will_do_within_a_budget_and_in_a_trial_alone() -> None:
    assert {name for name, rule in RULES.items() if rule.hurried} == {"within a budget", "trial"}
