"""Which files an environment is made of: uv chooses among small indexes that lie in folders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.lab.heads import AdapterHead
from advisor.lab.installing.choosing import choose_files
from advisor.lab.installing.chosen import ChosenFiles, Means, WantedEnvironment, combined
from advisor.lab.installing.indexes import IndexSettings
from advisor.lab.installing.interpreters import Interpreter, ask
from advisor.lab.installing.uv import find_uv
from advisor.messages import words
from advisor.model.environment import AdvisedPackages
from advisor.model.reason import SENTENCES
from tests.functional.test_measure_environments import wheel

SAY = words("en")
HEAD = AdapterHead(
    framework="brightnet",
    requires_python=">=3.8",
    dependencies=("brightnet==1.0",),
    imports=("brightnet",),
    admits={"brightnet": ">=1.0,<3"},
)
CLOSED = "http://127.0.0.1:9/simple"
"""Nobody answers there."""


class Surroundings:
    """A primary index, an index with builds for the CPU, and a folder that pip's find-links
    names."""

    def __init__(self, tmp_path: Path) -> None:
        own = ask(sys.executable)
        assert own is not None
        self.own: Interpreter = own
        self.folder = tmp_path
        self.index("primary", "1.0", "2.0")

    def index(self, name: str, *versions: str) -> str:
        pages = self.folder / name / "brightnet"
        pages.mkdir(parents=True, exist_ok=True)
        files = [wheel(pages, version=version) for version in versions]
        links = "".join(f'<a href="{file.name}">{file.name}</a>\n' for file in files)
        (pages / "index.html").write_text(f"<html><body>{links}</body></html>")
        return f"file://{self.folder / name}"

    def advised(self, *indexes: str, **more: object) -> AdvisedPackages:
        fields: dict[str, object] = {
            "versions": {"brightnet": "2.0"},
            "python": self.own.minor,
            "pins": ("brightnet==2.0",),
            "indexes": indexes,
            "build": "cpu",
        }
        return AdvisedPackages(**{**fields, **more})  # type: ignore[arg-type]

    def chosen(
        self,
        advised: AdvisedPackages | None,
        head: AdapterHead = HEAD,
        *,
        find_links: tuple[str, ...] = (),
        offline: bool = False,
        recorded: Path | None = None,
    ) -> ChosenFiles:
        means = Means(
            data=self.folder,
            interpreters=(self.own,),
            indexes=IndexSettings(index=f"file://{self.folder / 'primary'}", find_links=find_links),
            uv=find_uv(SAY),
            offline=offline,
            say=SAY,
            cancelled=lambda: False,
        )
        return choose_files(WantedEnvironment(head=head, advised=advised), means, recorded=recorded)


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_FIND_LINKS", "UV_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("advisor.lab.installing.choosing.RETRIES", 0)
    return Surroundings(tmp_path)


def test_the_advised_version_comes_in_the_build_for_the_accelerator_where_its_index_is_reached(
    around: Surroundings,
) -> None:
    light = around.index("light", "2.0+cpu", "1.5+cpu")
    chosen = around.chosen(around.advised(light))
    assert chosen.versions == {"brightnet": "2.0+cpu"}
    assert (chosen.besides, chosen.why_not.code) == (True, "")
    assert chosen.fetched is not None
    assert chosen.fetched.bytes == 0, "its file lies on this machine"
    assert chosen.packed is not None
    assert chosen.packed.bytes > 100
    assert "--hash=sha256:" in chosen.lock
    assert "://" not in chosen.lock


def test_where_that_index_is_not_reached_the_build_comes_in_another_version_that_is_near(
    around: Surroundings,
) -> None:
    wheel(around.folder / "near", version="1.5+cpu")
    chosen = around.chosen(around.advised(CLOSED), find_links=(str(around.folder / "near"),))
    assert chosen.versions == {"brightnet": "1.5+cpu"}
    assert chosen.why_not.code == "index_not_reached"
    assert chosen.why_not.values == {"index": "127.0.0.1:9"}


def test_where_that_index_lacks_the_version_its_newest_that_is_admitted_is_taken(
    around: Surroundings,
) -> None:
    light = around.index("light", "1.5+cpu", "1.2+cpu", "0.9+cpu")
    chosen = around.chosen(around.advised(light))
    assert chosen.versions == {"brightnet": "1.5+cpu"}
    assert chosen.why_not.code == "not_on_index"
    narrow = replace(HEAD, admits={"brightnet": ">=1.0,<1.3"})
    kept = around.chosen(around.advised(light), narrow)
    assert kept.versions == {"brightnet": "1.0"}, "2.0 is more than the adapter admits"
    assert kept.why_not.code == "not_admitted"


def test_a_build_that_is_near_in_the_advised_version_differs_in_nothing(
    around: Surroundings,
) -> None:
    wheel(around.folder / "near", version="2.0+cpu")
    chosen = around.chosen(around.advised(CLOSED), find_links=(str(around.folder / "near"),))
    assert chosen.versions == {"brightnet": "2.0+cpu"}
    assert chosen.why_not.code == ""


def test_without_that_build_anywhere_the_primary_index_has_the_version_and_it_is_said(
    around: Surroundings,
) -> None:
    wheel(around.folder / "near", version="1.5+rocm")
    chosen = around.chosen(around.advised(CLOSED), find_links=(str(around.folder / "near"),))
    assert chosen.versions == {"brightnet": "2.0"}
    assert chosen.why_not.code == "index_not_reached_other_build"
    assert chosen.why_not.code in SENTENCES


def test_what_only_the_advised_index_has_is_not_taken_from_elsewhere_under_its_number(
    around: Surroundings,
) -> None:
    chosen = around.chosen(around.advised(CLOSED, only_there=True))
    assert chosen.versions == {"brightnet": "1.0"}, "what the adapter was verified with"
    assert chosen.why_not.code == "index_not_reached"


def test_what_no_index_has_falls_back_to_what_the_adapter_was_verified_with(
    around: Surroundings,
) -> None:
    advised = around.advised(versions={"brightnet": "2.5"}, pins=("brightnet==2.5",))
    chosen = around.chosen(advised)
    assert chosen.versions == {"brightnet": "1.0"}
    assert chosen.why_not.code == "not_found_by_uv"
    with pytest.raises(AdvisorError) as caught:
        around.chosen(advised, replace(HEAD, dependencies=("brightnet==0.1",)))
    assert caught.value.reference == "no-package"


def test_a_stack_that_is_no_package_leaves_the_verified_version(around: Surroundings) -> None:
    chosen = around.chosen(around.advised(kind="image", pins=()))
    assert (chosen.versions, chosen.why_not.code) == (
        {"brightnet": "1.0"},
        "no_environment_kind",
    )


def test_another_python_than_the_advised_one_is_said(around: Surroundings) -> None:
    chosen = around.chosen(around.advised(python="3.99"))
    assert chosen.versions == {"brightnet": "2.0"}
    assert (chosen.why_not.code, chosen.why_not.values) == ("no_such_python", {"python": "3.99"})


def test_what_was_recorded_for_the_same_request_is_taken_again(around: Surroundings) -> None:
    wheel(around.folder / "near", version="1.5+cpu")
    near, advised = (str(around.folder / "near"),), around.advised(CLOSED)
    first = around.chosen(advised, find_links=near)
    lock = around.folder / "lock.txt"
    lock.write_text(first.lock)
    wheel(around.folder / "near", version="1.6+cpu")
    again = around.chosen(advised, find_links=near, recorded=lock)
    assert again.lock == first.lock
    assert again.why_not == first.why_not, "the reason of then"
    along = around.advised(CLOSED, besides=("no-such-companion==7",))
    assert around.chosen(along, recorded=lock).lock == first.lock, "that decides nothing"
    other = around.chosen(around.advised(), recorded=lock)
    assert other.lock != first.lock, "another request"


def test_an_adapters_ranges_stay_and_its_exact_versions_give_way() -> None:
    head = replace(
        HEAD, dependencies=("brightnet==1.0", "numpy==1.26.4", "setuptools<81", "extra>=2")
    )
    advised = AdvisedPackages(versions={"brightnet": "2.0"}, besides=("numpy==1.24.4", "extra"))
    assert combined(head, advised, ("brightnet==2.0",)) == (
        "brightnet==2.0",
        "numpy==1.24.4",
        "extra",
        "setuptools<81",
        "extra>=2",
    )
    assert combined(head, None, ("brightnet==1.5",)) == (
        "brightnet==1.5",
        "numpy==1.26.4",
        "setuptools<81",
        "extra>=2",
    )


def test_what_the_stack_takes_along_goes_with_its_own_version_alone(around: Surroundings) -> None:
    wheel(around.folder / "near", version="1.5+cpu")
    near = (str(around.folder / "near"),)
    strange = around.advised(CLOSED, besides=("no-such-companion==7",))
    assert around.chosen(strange, find_links=near).versions == {"brightnet": "1.5+cpu"}
