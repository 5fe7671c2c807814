"""Descriptions for editors: each struct's own, whatever else is called as it is."""

from __future__ import annotations

from advisor.catalog.schema import schema


def test_two_structs_of_the_same_name_keep_their_own_descriptions() -> None:
    published = schema("benchmark")["$defs"]["Counterpart"]["properties"]
    translated = schema("api_table")["$defs"]["Counterpart"]["properties"]

    assert published["measure"]["description"].startswith(
        "How its seconds become the published unit"
    )
    assert translated["renamed"]["description"] == "argument: what it is called there."
