"""A project can be called what a package can be called; anything else is refused with its
reason."""

from __future__ import annotations

import keyword
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import words
from advisor.starter.naming import LONGEST, names_for

SAY = words("en")
TAKEN = ("torch", "numpy", "yaml")


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("hello", "hello"),
        ("Hello-World", "hello_world"),
        ("my.first_project", "my_first_project"),
        ("x", "x"),
        ("net2", "net2"),
        ("torch-hello", "torch_hello"),
        ("a" * LONGEST, "a" * LONGEST),
    ],
)
def test_a_name_that_a_package_can_bear_is_accepted(name: str, package: str) -> None:
    names = names_for(name, taken=TAKEN, say=SAY)
    assert (names.distribution, names.package) == (name, package)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x", "is none of these"),
        ("a/b", "'/'"),
        ("con", "Windows"),
        ("COM1", "Windows"),
        ("my project", "' '"),
        ("it's", '"\'"'),
        ('say"hi"', "'\"'"),
        ("深度学习", "深度学习"),
        ("naïve", "ï"),
        ("{{ 7*7 }}", "'{{ '"),
        ("{%raw%}", "'{%'"),
        ("${HOME}", "'${'"),
        ("a;rm", "';'"),
        ("line\nbreak", r"'\n'"),
        ("nul\0byte", r"'\x00'"),
        ("", "empty"),
        (".hidden", "'.'"),
        ("-rf", "'-'"),
        ("trailing_", "'_'"),
        ("3d", "cannot be imported"),
        ("class", "keyword"),
        ("json", "already means something"),
        ("tests", "already means something"),
        ("torch", "would hide"),
        ("NumPy", "would hide"),
        ("x" * (LONGEST + 1), "characters long"),
    ],
)
def test_any_other_name_is_refused_with_its_reason_and_a_name_that_works(
    name: str, reason: str
) -> None:
    with pytest.raises(AdvisorError) as caught:
        names_for(name, taken=TAKEN, say=SAY)
    assert caught.value.reference == "name-refused"
    assert caught.value.exit_code == ExitCode.USAGE
    assert reason in caught.value.why
    offered = re.search(r"--name (\S+)`", caught.value.hint)
    assert offered is not None
    assert names_for(offered[1], taken=TAKEN, say=SAY).distribution == offered[1]


@given(st.one_of(st.text(max_size=60), st.from_regex(r"[A-Za-z0-9._\-]{1,45}", fullmatch=True)))
@example("Con")
@example("a..b")
@example("__init__")
@example("../x")
@example("con")
@example("深度 学习")
@example('a"b')
@example("{{ 7 * 7 }}")
def test_whatever_is_typed_gives_a_package_that_can_be_imported_or_an_error(name: str) -> None:
    try:
        names = names_for(name, taken=TAKEN, say=SAY)
    except AdvisorError as refusal:
        offered = re.search(r"--name (\S+)`", refusal.hint)
        assert offered is not None
        assert names_for(offered[1], taken=TAKEN, say=SAY).distribution == offered[1]
        return
    assert names.package.isidentifier()
    assert names.package.isascii()
    assert not keyword.iskeyword(names.package)
    assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", names.distribution)
    assert "/" not in names.distribution
