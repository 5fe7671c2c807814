"""One answer: every door of the program names the same versions, whatever the machine.

All doors and all frameworks, on more machines, are asked by `make check-doors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.usecases.ranking import robustness
from tools import check_doors
from tools.check_doors import MachineFile
from tools.doors import DOORS, NONE, Door, Place, Said, place

RANDOM = 6
SEED = 19
HEAVY = tuple(name for name in DOORS if name.startswith(("report", "starter")))
"""Each machine goes through every third of these, beginning with another one."""
EXAMPLES = sum(len(list(folder.glob("*.yaml"))) for folder in check_doors.FOLDERS)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[MachineFile, Path]]]:
    """The machines, in a home where nothing was ever measured or proved."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FWADVISOR_DATA", str(home / "data"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("FWADVISOR_LANG", "en")
        patch.delenv("FWADVISOR_OVERLAY", raising=False)
        patch.setattr(robustness, "certainty_of", check_doors.quick_certainty)
        machines = check_doors.machines(home, random=RANDOM, seed=SEED)
        yield [(machine, home) for machine in machines]


def doors_for(number: int) -> dict[str, Door]:
    """The doors that one machine goes through."""
    left_out = [name for at, name in enumerate(HEAVY) if (at + number) % 3]
    return {name: door for name, door in DOORS.items() if name not in left_out}


@pytest.mark.parametrize("number", range(EXAMPLES + 1 + RANDOM))
def test_every_door_names_the_same_versions(
    number: int, found: list[tuple[MachineFile, Path]]
) -> None:
    machine, home = found[number]
    there = place(machine.name, machine.file, home, lambda at: at == number % 7)
    told, wrong = check_doors.differences(there, doors_for(number))
    assert not wrong, "\n".join(check_doors.page_lines(there, told))
    assert speaking(there, told) == there.truth.keys(), "nobody speaks of some"


def speaking(there: Place, told: dict[str, dict[str, Said]]) -> set[str]:
    """The frameworks of which every document that is about all of them speaks."""
    about_all = ("rank --json", "compare --json", "install-plan --json", "doctor --json", "doctor")
    return set.intersection(*(set(told[name]) for name in about_all))


def test_every_door_is_open_somewhere() -> None:
    machines = range(EXAMPLES + 1 + RANDOM)
    assert set().union(*(doors_for(number) for number in machines)) == set(DOORS)


TRUE = Said(version="2.4.0", python="3.9", grade="documented", packages=("a 2.4.0", "b 1"))


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        (TRUE, False),
        (Said(version="2.4.0"), False),
        (Said(python="3.9", packages=("a 2.4.0", "b 1")), False),
        (Said(version="2.4.1"), True),
        (Said(version="2.4.0", python="3.10"), True),
        (Said(grade="metadata"), True),
        (Said(packages=("a 2.4.0",)), True),
        (Said(grade=NONE), True),
    ],
)
def test_whatever_a_door_says_must_be_so(said: Said, differs: bool) -> None:
    assert said.differs(TRUE) == differs


@pytest.mark.parametrize("grade", ["impossible", "no way known", NONE])
def test_where_nothing_runs_no_door_names_a_version(grade: str) -> None:
    nothing = Said(grade="impossible", packages=())
    assert Said(grade=grade).differs(nothing) == (grade == "no way known")
    assert TRUE.differs(nothing)
