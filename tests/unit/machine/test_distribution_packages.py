"""What package managers answer about a framework."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.lab.installing.distribution_packages import offered, parse_policy, parse_query

POLICY = """\
python3-torch:
  Installed: (none)
  Candidate: 1.13.1+dfsg-4
  Version table:
     1.13.1+dfsg-4 500
        500 http://deb.example bookworm/main amd64 Packages
python3-tensorflow:
  Installed: (none)
  Candidate: (none)
  Version table:
"""


def test_a_candidate_is_an_offer_and_none_is_not() -> None:
    assert parse_policy(POLICY) == {"python3-torch": "1.13.1+dfsg-4"}


def test_the_newest_of_several_is_the_offer() -> None:
    assert parse_query(
        "python3-torch 2.1\npython3-torch 2.4\n\nLast metadata expiration check: 0:01\n"
    ) == {"python3-torch": "2.4"}


@given(text=st.text(max_size=300))
def test_anything_else_offers_nothing_and_breaks_nothing(text: str) -> None:
    parse_policy(text)
    parse_query(text)


def test_a_family_without_a_package_manager_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert offered(("python3-torch",), "rpm") is None
    assert offered(("--option",), "deb") is None
