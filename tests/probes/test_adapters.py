"""What can be said of an adapter without its framework: its head, its imports, what it may not
touch."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from probes.head import read_head

PROBES = Path(__file__).parents[2] / "probes"
ADAPTERS = sorted(file for file in (PROBES / "frameworks").glob("*.py") if file.stem != "__init__")
WORKLOADS = sorted((PROBES / "workloads").glob("[a-z]*.py"))
GUESTS = sorted([*ADAPTERS, *(PROBES / "workloads").glob("*.py"), *PROBES.glob("*.py")])
REFUSED_MODULES = {"time", "timeit", "datetime", "advisor", "subprocess", "socket", "pickle"}

each_adapter = pytest.mark.parametrize("file", ADAPTERS, ids=lambda file: file.stem)
each_workload = pytest.mark.parametrize("file", WORKLOADS, ids=lambda file: file.stem)


def head_of(file, name):
    match = re.search(
        rf"(?m)^# /// {name}$\n((?:#(?: .*)?\n)+?)# ///$", file.read_text(encoding="utf-8")
    )
    assert match, f"{file.name} has no `# /// {name}` block"
    return tomllib.loads("".join(line[2:] for line in match[1].splitlines(True)))


def tree_of(file):
    return ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))


def imported(file):
    """Top-level names of all that a file imports."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            yield node.module.partition(".")[0]


def adapter_class(file):
    (found,) = [
        node
        for node in tree_of(file).body
        if isinstance(node, ast.ClassDef) and node.name == "Adapter"
    ]
    return found


def test_one_adapter_is_the_reference_and_the_others_are_frameworks():
    heads = [head_of(file, "script")["tool"]["fwadvisor"] for file in ADAPTERS]

    assert [head["framework"] for head in heads if head.get("reference")] == ["numpy_reference"]
    assert len(heads) > 1


@each_adapter
def test_the_id_of_an_adapter_is_the_name_of_its_file(file):
    assert head_of(file, "script")["tool"]["fwadvisor"]["framework"] == file.stem


@each_adapter
def test_a_head_says_what_an_installation_needs_and_costs(file):
    head = head_of(file, "script")
    ours = head["tool"]["fwadvisor"]

    assert head["requires-python"].startswith(">=")
    assert any(requirement.startswith("numpy") for requirement in head["dependencies"])
    assert ours["imports"]
    for name in ("download_megabytes", "disk_megabytes", "install_seconds", "first_import_seconds"):
        assert ours[name] > 0
    for tuning in ours.get("tunings", []):
        assert tuning["name"]
        assert tuning["why"]
        assert all(isinstance(value, str) for value in tuning["environment"].values())


@each_adapter
def test_the_framework_itself_is_pinned_exactly(file):
    head = head_of(file, "script")

    names = {re.split(r"[^\w.-]", requirement)[0] for requirement in head["dependencies"]}
    # What computes with NumPy alone takes the one that is there.
    assert "==" in head["dependencies"][0] or names == {"numpy"}


@each_adapter
def test_the_modes_in_the_head_are_those_of_the_class(file):
    assigned = [
        ast.literal_eval(node.value)
        for node in adapter_class(file).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "modes"
    ]

    assert tuple(head_of(file, "script")["tool"]["fwadvisor"]["modes"]) == (
        assigned[0] if assigned else ("eager",)
    )


@each_adapter
def test_an_adapter_imports_only_what_its_head_declares(file):
    declared = set(head_of(file, "script")["tool"]["fwadvisor"]["imports"])

    assert set(imported(file)) <= declared | {"numpy", "probes"} | sys.stdlib_module_names


@each_adapter
def test_the_framework_is_imported_at_the_top(file):
    top = {
        alias.name.partition(".")[0]
        for node in tree_of(file).body
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert set(head_of(file, "script")["tool"]["fwadvisor"]["imports"]) <= top


@pytest.mark.parametrize(
    "file", [*ADAPTERS, *WORKLOADS], ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_no_adapter_and_no_workload_reads_a_clock_or_starts_a_process(file):
    assert not set(imported(file)) & REFUSED_MODULES


@each_adapter
def test_an_adapter_can_wait_for_its_device(file):
    methods = {node.name for node in adapter_class(file).body if isinstance(node, ast.FunctionDef)}

    assert {"versions", "wait", "numpy"} <= methods


@each_adapter
def test_every_framework_does_what_the_first_two_workloads_ask(file):
    methods = {node.name for node in adapter_class(file).body if isinstance(node, ast.FunctionDef)}

    assert {"simplenet_train", "matmul"} <= methods


@each_adapter
@pytest.mark.parametrize("workload", ["resnet50_infer_bf16", "resnet50_infer_int8"])
def test_an_adapter_has_a_way_for_each_precision_or_says_why_not(file, workload):
    if file.stem == "numpy_reference":
        return
    methods = {node.name for node in adapter_class(file).body if isinstance(node, ast.FunctionDef)}
    lacks = [
        ast.literal_eval(node.value)
        for node in adapter_class(file).body
        if isinstance(node, ast.AnnAssign) and node.target.id == "lacks"
    ]

    assert workload in methods or (lacks and lacks[0][workload].endswith("."))


@each_adapter
def test_what_runs_in_an_engine_runs_without_it_too_or_that_is_explained(file):
    modes = head_of(file, "script")["tool"]["fwadvisor"]["modes"]
    methods = {node.name for node in adapter_class(file).body if isinstance(node, ast.FunctionDef)}

    assert ("engine" in modes) == ("resnet50_infer_engine" in methods)


@each_workload
def test_a_workload_names_no_framework(file):
    text = file.read_text(encoding="utf-8").lower()

    for adapter in ADAPTERS:
        names = {adapter.stem, *head_of(adapter, "script")["tool"]["fwadvisor"]["imports"]} - {
            "numpy"
        }
        assert not [name for name in names if name in text]


@each_workload
def test_the_guests_read_a_workload_head_as_the_host_does(file):
    assert read_head(str(file)) == head_of(file, "workload")


@each_workload
def test_a_workload_head_says_what_is_measured_and_what_it_costs(file):
    head = head_of(file, "workload")

    assert head["title"]
    assert head["kind"] in ("time", "rate", "size")
    assert head["direction"] == ("max" if head["kind"] == "rate" else "min")
    assert head["scale"] > 0
    assert head["cost_seconds"] > 0
    assert head["kind"] != "rate" or head["work"] > 0
    functions = {node.name for node in tree_of(file).body if isinstance(node, ast.FunctionDef)}
    assert "read" in functions or {"given", "agreement"} <= functions
    assert ("tolerance" in head) == ("read" not in functions)


@pytest.mark.parametrize("file", GUESTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_guest_code_is_python_3_8_and_stays_in_its_world(file):
    tree_of(file)

    assert "advisor" not in set(imported(file))


@pytest.mark.parametrize(
    "broken", ["", "# /// workload\n# a = 1\n", "# /// workload\n# nonsense\n# ///\n"]
)
def test_a_head_that_cannot_be_read_names_its_file(tmp_path, broken):
    file = tmp_path / "broken.py"
    file.write_text(broken, encoding="utf-8")

    with pytest.raises(ValueError, match=r"broken\.py"):
        read_head(str(file))
