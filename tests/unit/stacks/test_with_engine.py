"""Stacks with engines: the engine's rows or its metadata decide which framework, never the newest;
where no engine is documented, that is the answer."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.model.stack import Conflict, NoWay, Stack
from advisor.stacks.engines.running import AskedModel, running
from advisor.stacks.resolve import resolve
from tests.unit.stacks.made_up import BOTH, engine, framework, releases, rows, stock, target, wheels

FW = releases(
    "fw",
    {"version": "2.2.0", "files": wheels("310", "311")},
    {"version": "2.1.0", "files": wheels("310", "311")},
    {"version": "2.0.0", "files": wheels("310")},
)
PUMP = releases(
    "pump",
    {"version": "5.0rc1", "files": wheels("310"), "requires": ["fw==2.1.0"]},
    {"version": "4.0", "files": wheels("310"), "requires": ["fw==2.1.0", "valve==3.0"]},
    {"version": "3.0", "files": wheels("310"), "requires": ["fw==2.0.0"]},
)
RECIPE = {
    "framework": "fw",
    "packages": ["fw"],
    "platform": ["sdk"],
    "steps": [],
    "sources": ["table"],
}
IMAGE = {
    **RECIPE,
    "kind": "image",
    "image": "image",
    "platform": ["warp_driver"],
    "command": "docker run -it --device /dev/warp0 registry.example.org/fw:{image}",
}
ROWS = [
    {"versions": {"sdk": "9.0", "pump": "5.0rc1", "fw": "2.1.0"}, "source": "table"},
    {"versions": {"sdk": "9.0", "pump": "4.0", "fw": "2.0.0"}, "source": "table"},
    {"versions": {"sdk": "9.0", "fw": "2.2.0"}, "source": "table"},
]


def base(*places: dict[str, Any], table: list[dict[str, Any]] = ROWS, **parts: Any) -> Any:
    chips = [{"id": "w1", "source": "table"}, {"id": "w2", "source": "table"}]
    components = {
        "sdk": {"kind": "platform", "fact": "warp.sdk"},
        "warp_driver": {"kind": "platform", "fact": "warp.driver"},
        "image": {"kind": "image", "package": "registry.example.org/fw"},
        "pump_image": {"kind": "image", "package": "registry.example.org/pump"},
        "fw": {"kind": "package"},
        "pump": {"kind": "package"},
    }
    recipes = parts.pop("recipes", [RECIPE, IMAGE])
    vendor = rows(rows=table, recipes=recipes, chips=chips, components=components)
    known = parts.pop("index", (FW, PUMP))
    return stock(*known, vendor=vendor, engines=(engine(*places, **parts),))


def machine(sdk: str = "9.0", chip: str = "w1", **parts: Any) -> Any:
    versions = {"sdk": sdk, "warp_driver": "1"}
    asked = {"accelerator": "warp", "purpose": "serving", "versions": versions, "chip": chip}
    return target(**{**asked, **parts})


def found(answer: object) -> Stack:
    assert isinstance(answer, Stack), answer
    return answer


ON_ROWS = {"state": "supported", "component": "pump", "chips": ["w1"]}


def test_the_engine_decides_the_version_of_the_framework() -> None:
    stack = found(resolve(machine(), "fw", base(ON_ROWS)))
    assert stack.engine is not None
    assert (stack.version, stack.engine.version) == ("2.0.0", "4.0"), "a release before an rc"
    assert [part.component for part in stack.parts] == ["fw", "pump", "sdk"]
    assert stack.grade == "documented"
    assert stack.proof[0].kind == "engine_runs"
    plain = found(resolve(machine(purpose=""), "fw", base(ON_ROWS)))
    assert (plain.version, plain.engine) == ("2.2.0", None)


def test_what_metadata_forbids_comes_before_what_the_row_says() -> None:
    stack = found(resolve(machine(), "fw", base(ON_ROWS)))
    first, second = stack.commands
    assert first.endswith("pip install pump==4.0")
    assert second.endswith("pip install fw==2.0.0")
    assert stack.overrides[0].values["requires"] == "fw ==2.1.0"


def test_a_place_without_rows_takes_what_the_engines_metadata_asks_for() -> None:
    place = {"state": "supported", "packages": ["pump"]}
    stack = found(resolve(machine(), "fw", base(place, table=[])))
    assert stack.engine is not None
    assert (stack.version, stack.engine.version, stack.grade) == ("2.1.0", "4.0", "metadata")


def test_an_index_of_its_own_is_named_for_what_pypi_lacks() -> None:
    valve = releases("valve")
    at = "https://valves.example.org/simple"
    here = machine(network=True)
    without = base(ON_ROWS, table=ROWS[1:2], index=(FW, PUMP, valve))
    assert isinstance(resolve(here, "fw", without), Conflict | NoWay)
    place = {**ON_ROWS, "elsewhere": {"valve": at}}
    stack = found(resolve(here, "fw", base(place, table=ROWS[1:2], index=(FW, PUMP, valve))))
    assert stack.commands[-1].endswith(f"--extra-index-url {at}")
    assert [each.component for each in stack.conditions] == ["index:valves.example.org"]


def test_a_line_of_its_own_brings_what_no_index_has() -> None:
    line = "pip install https://pumps.example.org/pump-{pump}.whl"
    stack = found(resolve(machine(), "fw", base({**ON_ROWS, "install": line})))
    assert [action.kind for action in stack.after] == ["install_engine"]
    assert stack.after[0].command == line.replace("{pump}", "4.0")
    assert "pump" not in stack.commands[0]


def test_an_image_of_a_row_is_started_as_the_frameworks_own() -> None:
    table = [
        {"versions": {"pump_image": "4.0-sdk9", "pump": "4.0", "sdk": "9.0"}, "source": "table"}
    ]
    place = {**ON_ROWS, "component": "pump"}
    stack = found(resolve(machine(sdk="7.0"), "fw", base(place, table=table)))
    assert stack.kind == "image"
    assert stack.commands == (
        "docker run -it --device /dev/warp0 registry.example.org/pump:4.0-sdk9",
    )
    assert stack.version == "2.1.0", "as the engine's metadata asks for"
    assert stack.proof[-1].kind == "engine_asks"


def test_a_tag_that_follows_from_the_version_is_filled_in() -> None:
    place = {**ON_ROWS, "image": "registry.example.org/pump:v{pump}", "container": "-p 1:1"}
    stack = found(resolve(machine(sdk="7.0"), "fw", base(place)))
    assert stack.commands == ("docker run -it -p 1:1 registry.example.org/pump:v4.0",)


def test_where_nobody_says_what_to_install_the_version_is_left_open() -> None:
    stack = found(resolve(machine(), "fw", base({"state": "limited", "chips": ["w1"]})))
    assert stack.engine is not None
    assert (stack.engine.version, stack.engine.state, stack.grade) == ("", "limited", "metadata")
    assert "engine_open" in [said.kind for said in stack.proof]


def test_a_chip_that_nobody_names_has_no_way_and_a_page() -> None:
    answer = resolve(machine(chip="w2"), "fw", base(ON_ROWS))
    assert isinstance(answer, NoWay)
    assert [(said.kind, bool(said.at)) for said in answer.looked_for] == [
        ("engine_other_chip", True)
    ]


def test_a_chip_that_a_source_refuses_is_a_conflict() -> None:
    refused = {"state": "none", "chips": ["w2"]}
    answer = resolve(machine(chip="w2"), "fw", base(ON_ROWS, refused))
    assert isinstance(answer, Conflict)
    assert (answer.culprits, answer.statements[0].kind) == (("chip",), "engine_none")


def test_an_unknown_chip_becomes_a_condition() -> None:
    stack = found(resolve(machine(chip=""), "fw", base(ON_ROWS)))
    assert [(each.component, each.any_of) for each in stack.conditions] == [("chip", ("w1",))]


def test_another_version_of_the_platform_is_told_with_what_would_run() -> None:
    answer = resolve(machine(sdk="7.0"), "fw", base(ON_ROWS))
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("sdk",)
    assert answer.lifts[0].any_of == ("9.0",)


def test_a_framework_that_no_engine_is_built_on_has_no_way() -> None:
    other = base(ON_ROWS, frameworks=["another"])
    answer = resolve(machine(), "fw", other)
    assert isinstance(answer, NoWay)
    assert answer.looked_for[0].kind == "no_engine_on"


def test_a_requirement_of_the_person_chooses_the_engines_version() -> None:
    stack = found(resolve(machine(requires=("pump==5.0rc1",)), "fw", base(ON_ROWS)))
    assert (stack.version, stack.engine and stack.engine.version) == ("2.1.0", "5.0rc1")


def test_a_requirement_that_names_an_engine_chooses_it() -> None:
    other = releases("mill", {"version": "9", "files": wheels("310"), "requires": ["fw==2.2.0"]})
    mill = engine({"state": "supported", "packages": ["mill"]}, id="mill", name="Mill")
    both = base(ON_ROWS, index=(FW, PUMP, other))
    both.engines["mill"] = mill
    first = found(resolve(machine(), "fw", both))
    stack = found(resolve(machine(requires=("pump", "fw")), "fw", both))
    assert first.engine is not None
    assert stack.engine is not None
    assert first.engine.id == "mill", "a tie: the first by name"
    assert (stack.engine.id, stack.version, stack.besides) == ("pump", "2.0.0", ())


SERVE = {
    "purpose": "serving",
    "command": "pump {model} --port {port}",
    "options": {"cards": "--cards {cards}", "context": "--context {context}"},
    "precisions": {"half": "--half"},
    "test": "curl localhost:{port}",
    "stop": "kill pump",
    "source": "page",
}
BAD = {"versions": "4.0", "what": BOTH, "thread": "maker/pump#1", "fixed_in": "5.0"}


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        (AskedModel(), "pump $MODEL --port 8000"),
        (
            AskedModel(model="a/b", cards=2, context=4096, precision="half", port=1),
            "pump a/b --port 1 --cards 2 --context 4096 --half",
        ),
        (AskedModel(model="a/b", users=3, precision="other"), "pump a/b --port 8000"),
    ],
)
def test_what_is_asked_for_is_in_the_line_that_starts_it(asked: AskedModel, command: str) -> None:
    known = base(ON_ROWS, serve=[SERVE], known_bad=[BAD, {**BAD, "versions": ">4"}])
    here = machine()
    run = running(found(resolve(here, "fw", known)), known.engines, here, asked)
    assert run is not None
    assert (run.command, run.stop) == (command, "kill pump")
    assert [(bad.thread, bad.fixed_in) for bad in run.known_bad] == [("maker/pump#1", "5.0")]


def test_a_stack_without_an_engine_starts_nothing() -> None:
    known = base(ON_ROWS, serve=[SERVE])
    here = machine(purpose="")
    assert running(found(resolve(here, "fw", known)), known.engines, here, AskedModel()) is None


def test_a_base_without_engines_answers_as_ever() -> None:
    recipes = [{"accelerator": "cpu", "packages": ["fw"], "sources": ["page"]}]
    known = stock(FW, of=framework(recipes=recipes))
    assert found(resolve(target(purpose="serving"), "fw", known)).version == "2.2.0"
