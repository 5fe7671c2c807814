"""What measuring until sure would cost: an environment is built once."""

from __future__ import annotations

from advisor.scoring.next_evidence import EvidenceOption
from advisor.usecases.measuring.measure_until_sure import built_once


def test_an_environment_is_paid_for_where_it_is_used_first() -> None:
    options = [
        EvidenceOption(id=id, seconds=seconds, build_seconds=build)
        for id, seconds, build in (
            ("alpha/matmul", 105.0, 100.0),
            ("beta/matmul", 5.0, 0.0),
            ("alpha/conv2d", 120.0, 100.0),
        )
    ]
    assert [one.seconds for one in built_once(options)] == [105.0, 5.0, 20.0]
