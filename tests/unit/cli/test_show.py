"""Tables on a plain terminal keep to its width."""

from __future__ import annotations

from advisor.cli.show import as_text
from advisor.views.figures import Cell, Column, Row, Table

TABLE = Table(
    columns=(
        Column(title="framework"),
        Column(title="agreement", spare=True),
        Column(title="why", shrinks=True),
    ),
    rows=(
        Row(
            cells=(
                Cell(text="brightnet"),
                Cell(text="1.0e-07"),
                Cell(text="it is said at some length"),
            )
        ),
    ),
)


def test_where_there_is_room_everything_is_shown() -> None:
    assert as_text(TABLE, columns=80).splitlines() == [
        "framework  agreement  why",
        "brightnet  1.0e-07    it is said at some length",
    ]


def test_what_may_be_cut_is_cut_first() -> None:
    lines = as_text(TABLE, columns=40).splitlines()
    assert lines[1] == "brightnet  1.0e-07    it is said at som~"
    assert max(map(len, lines)) <= 40


def test_what_may_be_left_out_is_left_out_when_cutting_is_not_enough() -> None:
    lines = as_text(TABLE, columns=30).splitlines()
    assert lines == ["framework  why", "brightnet  it is said at some~"]
