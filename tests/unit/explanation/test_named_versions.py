"""Which versions of a component a person can choose from."""

from __future__ import annotations

from advisor.explanation.named_versions import named_versions
from tests.unit.stacks.made_up import rows


def row(versions: dict[str, object]) -> dict[str, object]:
    return {"versions": versions, "source": "table"}


def named(*written: object, needs: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    file = rows(
        rows=[row({"sdk": each, "fw": "1.0"}) for each in written],
        needs=[{"of": {"fw": "1.0"}, "needs": {"sdk": each}, "source": "table"} for each in needs],
    )
    return [(each.version, each.means) for each in named_versions("sdk", file)]


def test_what_rows_name_stands_newest_first() -> None:
    found = named("8.0.0", "8.1.RC1", "7.0.1", "8.0.0")
    assert [version for version, _ in found] == ["8.1.RC1", "8.0.0", "7.0.1"]


def test_a_range_is_offered_where_it_begins_and_says_what_it_means() -> None:
    assert named(">=575,<600", needs=(">=580",)) == [("580", ">=580"), ("575", ">=575")]


def test_a_line_of_versions_is_offered_only_where_none_of_it_is_named() -> None:
    assert named("8.1.*", "8.1.0", "9.2.*") == [("9.2", "9.2.*"), ("8.1.0", "8.1.0")]


def test_several_alternatives_are_named_each_and_any_version_names_none() -> None:
    assert [version for version, _ in named(["8.0.0", "8.2.0"], "*")] == ["8.2.0", "8.0.0"]


def test_properties_that_chips_have_are_named() -> None:
    chip = {"id": "w1", "components": {"capability": "8.0"}, "source": "table"}
    file = rows(chips=[chip])
    assert [each.version for each in named_versions("capability", file)] == ["8.0"]
