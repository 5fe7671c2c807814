"""Descriptions for editors: each struct's own, whatever else is called as it is."""

from __future__ import annotations

from advisor.catalog.schema import schema


def test_the_fields_of_each_struct_are_described_by_itself() -> None:
    published = schema("benchmark")["$defs"]["LocalMetric"]["properties"]
    translated = schema("api_table")["$defs"]["Counterpart"]["properties"]

    assert published["measure"]["description"].startswith(
        "How its seconds become the published unit"
    )
    assert translated["renamed"]["description"] == "argument: what it is called there."
