"""What a release needs, from what each of its files says."""

from __future__ import annotations

import pytest

from advisor.catalog.agreement import agreement
from advisor.catalog.refreshing.core_metadata import PackageNeeds

DECIDING = frozenset({"numpy", "thing", "thing-serve"})


def said(**files: tuple[str, ...]) -> dict[str, PackageNeeds]:
    """Keys: interpreter and machine, as in `cp39_x86_64`."""
    return {
        "{0}-{0}-manylinux_2_28_{1}".format(*name.split("_", 1)): PackageNeeds(requires=requires)
        for name, requires in files.items()
    }


def test_what_all_files_say_stands_without_a_marker() -> None:
    files = said(cp39_x86_64=("numpy (>=1.20)",), cp310_x86_64=("numpy>=1.20",))
    assert agreement(files, DECIDING) == (("numpy>=1.20",), "")


def test_files_of_two_machines_are_told_apart() -> None:
    files = said(cp39_x86_64=("thing==1+cpu",), cp39_aarch64=("thing==1",))
    requires, unknown = agreement(files, DECIDING)
    assert requires == (
        'thing==1; platform_machine == "aarch64"',
        'thing==1+cpu; platform_machine == "x86_64"',
    )
    assert unknown == ""


def test_files_of_two_pythons_are_told_apart() -> None:
    files = said(
        cp39_x86_64=("numpy>=1.20",), cp310_x86_64=("numpy>=1.22",), cp310_aarch64=("numpy>=1.22",)
    )
    assert agreement(files, DECIDING)[0] == (
        'numpy>=1.20; python_version == "3.9"',
        'numpy>=1.22; python_version == "3.10"',
    )


def test_one_file_of_many_is_told_by_machine_and_python() -> None:
    files = said(cp39_x86_64=("numpy",), cp310_x86_64=(), cp39_aarch64=(), cp310_aarch64=())
    expected = 'numpy; platform_machine == "x86_64" and python_version == "3.9"'
    assert agreement(files, DECIDING)[0] == (expected,)


def test_a_marker_of_its_own_is_enough_where_it_leaves_the_others_out() -> None:
    own = 'thing==2; platform_machine == "x86_64"'
    files = said(cp39_x86_64=(own,), cp39_aarch64=())
    assert agreement(files, DECIDING) == ((own,), "")


def test_a_marker_of_its_own_is_kept_beside_the_new_one() -> None:
    files = said(cp39_x86_64=('numpy; python_version < "3.12"',), cp39_aarch64=())
    expected = 'numpy; (python_version < "3.12") and (platform_machine == "x86_64")'
    assert agreement(files, DECIDING)[0] == (expected,)


@pytest.mark.parametrize(
    "requirement",
    [
        "tqdm",
        'numpy; extra == "dev"',
        'numpy; sys_platform == "win32"',
        'numpy; platform_system == "Darwin" and platform_machine == "arm64"',
        'numpy; python_version < "3"',
    ],
)
def test_what_decides_nothing_on_linux_is_left_out(requirement: str) -> None:
    assert agreement(said(cp39_x86_64=(requirement,)), DECIDING) == ((), "")


def test_names_are_compared_normalised() -> None:
    assert agreement(said(cp39_x86_64=("Thing_Serve",)), DECIDING)[0] == ("thing-serve",)


def test_what_is_not_known_says_why_and_guesses_nothing() -> None:
    files = {
        **said(cp39_x86_64=("numpy",)),
        "sdist": PackageNeeds(unknown="known once it is built"),
    }
    assert agreement(files, DECIDING) == (("numpy",), "known once it is built")
    assert agreement({"sdist": PackageNeeds(unknown="never read")}, DECIDING) == ((), "never read")
    assert agreement(said(cp39_x86_64=("numpy >= x",)), DECIDING)[1]


def test_files_that_no_marker_tells_apart_are_said() -> None:
    files = {
        "py3-none-any": PackageNeeds(requires=("numpy",)),
        "cp39-cp39-manylinux1_x86_64": PackageNeeds(),
    }
    assert agreement(files, DECIDING) == ((), "its files say different things")
