"""A project for a described machine pins the stack that is known to go together there."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.lab.heads import adapters
from advisor.messages import words
from advisor.model.stack import (
    Action,
    Condition,
    Conflict,
    NoWay,
    Part,
    Resolution,
    Stack,
    Statement,
    Target,
    Value,
)
from advisor.model.text import Text
from advisor.resources import knowledge_dir, probes_dir
from advisor.starter.template import available, read_template
from advisor.usecases.settings import Settings
from advisor.usecases.starter.for_target import ForTarget
from advisor.usecases.starter.pins import loosened, pinned, pythons
from advisor.usecases.starter.request import MODELS, StarterRequest, StarterResult
from advisor.usecases.starter.start_project import start_project

SAY = words("en")


def given(value: str) -> Value:
    return Value(value=value, origin="given")


def a_target(accelerator: str = "cpu", **more: object) -> Target:
    facts = {
        "distro": given("debian"),
        "release": given("12"),
        "arch": given("x86_64"),
        "glibc": given("2.36"),
        "pythons": ("3.11",),
        "pythons_origin": "given",
        "accelerator": given(accelerator),
    }
    return Target(**{**facts, **more})  # type: ignore[arg-type]


def a_stack(framework: str = "pytorch", **more: object) -> Stack:
    head = adapters(probes_dir())[framework]
    name, _, verified = head.dependencies[0].partition("==")
    version = str(more.get("version", verified))
    fields = {
        "framework": framework,
        "kind": "index",
        "accelerator": "cpu",
        "version": version,
        "parts": (Part(component=name, kind="package", version=version, name=name, index="PyPI"),),
        "python": "3.11",
        "python_from": "target",
        "grade": "documented",
        "pins": (f"{name}=={version}",),
        "commands": (f"python3.11 -m pip install {name}=={version}",),
        "verify": f'python -c "import {head.imports[0]}"',
    }
    return Stack(**{**fields, **more})  # type: ignore[arg-type]


def found(answer: Resolution, *, accelerator: str = "cpu", **more: object) -> ForTarget:
    fields = {
        "target": a_target(accelerator),
        "answer": answer,
        "called": {accelerator: "The accelerator", "toolkit": "Toolkit"},
        "place": "Debian 12; x86_64",
        "plain": accelerator == "cpu",
        "here": False,
    }
    return ForTarget(**{**fields, **more})  # type: ignore[arg-type]


def settings(tmp_path: Path, lang: str = "en") -> Settings:
    nowhere = tmp_path / "nowhere"
    return Settings(knowledge=knowledge_dir(), overlay=None, data=nowhere, cache=nowhere, lang=lang)


def write(
    tmp_path: Path,
    answer: Resolution,
    *,
    accelerator: str = "cpu",
    lang: str = "en",
    folder: str = "demo",
    anyway: bool = False,
    model: str = "simplenet",
    **more: object,
) -> StarterResult:
    request = StarterRequest(
        framework=answer.framework,
        destination=tmp_path / folder,
        name="demo",
        model=model,
        target=found(answer, accelerator=accelerator, **more),
        anyway=anyway,
    )
    return start_project(
        request,
        settings=settings(tmp_path, lang),
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )


def read(project: StarterResult, name: str) -> str:
    return (project.path / name).read_text(encoding="utf-8")


def requirements(project: StarterResult) -> list[str]:
    asked: list[str] = tomllib.loads(read(project, "pyproject.toml"))["project"]["dependencies"]
    return asked


PLUGGED = a_stack(
    version="2.4.0",
    accelerator="ascend_npu",
    parts=(
        Part(component="torch", kind="package", version="2.4.0", name="torch", index="PyPI"),
        Part(component="torch-npu", kind="package", version="2.4.0.post2", name="torch-npu"),
        Part(component="toolkit", kind="platform", version="8.0.0"),
    ),
    python="3.9",
    pins=("torch==2.4.0", "torch-npu==2.4.0.post2"),
    indexes=("https://example.org/cpu",),
    besides=("pyyaml", "setuptools", "numpy<2"),
    conditions=(Condition(component="network", any_of=("yes",)),),
    steps=(
        Action(kind="environment", command="python3.9 -m venv pytorch-env"),
        Action(says=Text(en="Load the toolkit.", zh="加载。"), command="source /opt/set_env.sh"),
        Action(says=Text(en="See that it answers.", zh="查看。"), command="the-smi"),
        Action(kind="bring_files"),
    ),
)
"""Another version than the template's, another Python, a plug-in, a platform's own environment."""


def test_the_pins_are_the_stacks_and_what_goes_with_them_is_bounded_by_it(tmp_path: Path) -> None:
    project = write(tmp_path, PLUGGED, accelerator="ascend_npu")
    asked = requirements(project)
    assert asked[:3] == ["torch==2.4.0", "torch-npu==2.4.0.post2", "numpy<2"]
    assert "setuptools" in asked
    assert len([each for each in asked if each.startswith("pyyaml")]) == 1
    assert project.requires_python == "==3.9.*"
    lines = read(project, "requirements.txt").splitlines()
    assert "--extra-index-url https://example.org/cpu" in lines
    assert "torch-npu==2.4.0.post2" in lines
    assert project.stack is not None
    assert [(part.name, part.version) for part in project.stack.components][:2] == [
        ("torch", "2.4.0"),
        ("torch-npu", "2.4.0.post2"),
    ]
    assert (project.stack.python, project.stack.grade) == ("3.9", "documented")


def test_both_versions_stand_side_by_side_where_the_template_was_verified_with_another(
    tmp_path: Path,
) -> None:
    project = write(tmp_path, PLUGGED, accelerator="ascend_npu")
    verified = adapters(probes_dir())["pytorch"].dependencies[0]
    text = read(project, "README.md")
    assert "Pinned: torch 2.4.0, torch-npu 2.4.0.post2, Toolkit 8.0.0, Python 3.9" in text
    assert verified in text
    assert "torch 2.4.0 is another version" in text
    assert "It holds if the machine reaches a network" in text
    assert any("torch 2.4.0" in line for line in project.said)
    assert any(verified in line for line in project.said)


def test_the_device_is_called_as_the_template_calls_it(tmp_path: Path) -> None:
    project = write(tmp_path, PLUGGED, accelerator="ascend_npu")
    assert project.device == "npu"
    assert yaml.safe_load(read(project, "config.yaml"))["device"] == "npu"
    assert "import torch_npu" in read(project, "src/demo/__init__.py")


def test_an_accelerator_that_the_template_does_not_know_means_the_processor_and_is_said(
    tmp_path: Path,
) -> None:
    project = write(tmp_path, PLUGGED, accelerator="of_somebody")
    assert yaml.safe_load(read(project, "config.yaml"))["device"] == "cpu"
    assert "trains on the CPU" in read(project, "README.md")
    assert "This template does not know The accelerator: its configuration says cpu." in (
        project.said
    )


def test_what_changes_a_shell_is_loaded_by_every_command_and_the_rest_is_done_once(
    tmp_path: Path,
) -> None:
    target = a_target("ascend_npu", network=False)
    project = write(tmp_path, PLUGGED, accelerator="ascend_npu", target=target)
    assert "source /opt/set_env.sh" in read(project, "stack/environment.sh")
    install = read(project, "stack/install.sh")
    assert "the-smi" in install
    assert "pytorch-env" not in install  # a project has an environment of its own
    assert install.index("-m venv") < install.index("environment.sh") < install.index("the-smi")
    assert "$(WITH) $(BIN)/python -m demo.train" in read(project, "Makefile")
    assert "make install FILES=files" in read(project, "README.md")
    assert "\nARG BASE\n" in read(project, "Dockerfile")  # nobody names one with the toolkit


def test_a_vendors_command_runs_before_pip_finds_its_versions_there(tmp_path: Path) -> None:
    stack = replace(PLUGGED, kind="vendor", pins=(), indexes=(), commands=("pip install $W/*.whl",))
    project = write(tmp_path, stack, accelerator="ascend_npu")
    install = read(project, "stack/install.sh")
    assert install.index("pip install $W/*.whl") < install.index("-r requirements.txt")
    assert requirements(project)[:2] == ["torch==2.4.0", "torch-npu==2.4.0.post2"]


def test_in_the_vendors_image_the_framework_is_there_before_pip_is_asked(tmp_path: Path) -> None:
    image = Part(component="image", kind="image", version="1.2", name="example.org/torch")
    stack = replace(
        PLUGGED,
        kind="image",
        parts=(*PLUGGED.parts, image),
        pins=(),
        indexes=(),
        commands=("docker run -it example.org/torch:1.2 bash",),
    )
    project = write(tmp_path, stack, accelerator="ascend_npu")
    assert not [each for each in requirements(project) if each.startswith("torch")]
    assert "--system-site-packages" in read(project, "stack/install.sh")
    assert "ARG BASE=example.org/torch:1.2\n" in read(project, "Dockerfile")
    typed = 'docker run -v "$PWD":/app -w /app -it example.org/torch:1.2 bash'
    assert typed in project.next_steps
    assert typed in read(project, "README.md")


def test_what_metadata_forbids_is_installed_last_and_is_no_dependency(tmp_path: Path) -> None:
    stack = replace(PLUGGED, pins=PLUGGED.pins[:1], late=PLUGGED.pins[1:])
    project = write(tmp_path, stack, accelerator="ascend_npu")
    assert "torch-npu==2.4.0.post2" not in requirements(project)
    install = read(project, "stack/install.sh")
    assert install.rstrip().endswith("pip install --no-deps torch-npu==2.4.0.post2")


@pytest.mark.parametrize("kind", ["conflict", "no_way"])
def test_without_a_stack_nothing_is_written_and_the_reason_is_said(
    kind: str, tmp_path: Path
) -> None:
    said = (Statement(kind="recipe"),)
    answer: Resolution = NoWay(framework="pytorch", accelerator="cpu", looked_for=said)
    if kind == "conflict":
        answer = Conflict(framework="pytorch", accelerator="cpu", culprits=(), statements=said)
    with pytest.raises(AdvisorError) as caught:
        write(tmp_path, answer, because=("architecture here: other",))
    assert caught.value.reference == "no-stack"
    assert caught.value.exit_code == ExitCode.NO
    assert "architecture here: other" in caught.value.why
    assert "--anyway" in caught.value.hint
    assert not (tmp_path / "demo").exists()

    project = write(tmp_path, answer, because=("architecture here: other",), anyway=True)
    head = adapters(probes_dir())["pytorch"]
    assert project.dependencies == head.dependencies
    assert project.stack is None
    assert "architecture here: other" in read(project, "README.md")
    assert head.dependencies[0] in project.said[1]
    assert not (project.path / "stack").exists()


def test_the_verified_version_keeps_what_the_template_admits(tmp_path: Path) -> None:
    project = write(tmp_path, a_stack("paddlepaddle", besides=("numpy<2",)))
    head = adapters(probes_dir())["paddlepaddle"]
    assert project.requires_python == head.requires_python
    assert "numpy>=1.26,<2" in requirements(project)
    assert "the version that is pinned" in read(project, "README.md")


def test_another_version_drops_lower_bounds_that_were_found_beside_the_verified_one() -> None:
    assert loosened("onnxruntime>=1.20,<2") == "onnxruntime<2"
    assert loosened("numpy==1.23.5; python_version < '3.9'") == (
        "numpy==1.23.5; python_version < '3.9'"
    )
    head = adapters(probes_dir())["pytorch"]
    assert pinned(replace(PLUGGED, besides=("numpy",)), head)[2] == "numpy<3"
    assert pythons(a_stack(), head) == head.requires_python


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[StarterResult]:
    """Every template with an older version for an accelerator, and for each whose plug-in it must
    load first."""
    folder = tmp_path_factory.mktemp("projects")
    older = {"python": "3.7", "version": "0.1.2", "besides": ("numpy<2",), "steps": PLUGGED.steps}
    written = []
    for number, framework in enumerate(available()):
        known = read_template(framework, SAY).accelerators
        loaded = [id for id, reached in known.items() if reached.begins]
        for accelerator in dict.fromkeys((next(iter(known), "cpu"), *loaded)):
            written.append(
                write(
                    folder,
                    a_stack(framework, **older),
                    accelerator=accelerator,
                    folder=f"{framework}-{accelerator}",
                    lang=("en", "zh")[number % 2],
                    model=list(MODELS)[number % 3],
                )
            )
    return written


def test_every_project_is_formatted_and_passes_its_own_linter(
    projects: list[StarterResult],
) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [ruff, *command, "-q", "--no-cache", projects[0].path.parent],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_script_is_read_by_the_shell_and_nothing_of_the_template_is_left(
    projects: list[StarterResult],
) -> None:
    for project in projects:
        for script in sorted((project.path / "stack").iterdir()):
            done = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        for path in (each for each in project.path.rglob("*") if each.is_file()):
            text = path.read_text(encoding="utf-8")
            for sign in ("{%", "{{", "%}", str(Path.home())):
                assert sign not in text, f"{path}: {sign}"
            assert text.endswith("\n"), path
            assert not text.endswith("\n\n"), path
            assert "\n\n\n\n" not in text, path


def test_annotations_are_never_computed_where_an_old_python_could_not(
    projects: list[StarterResult],
) -> None:
    """A stack may come with an older Python than the template was verified with."""
    for project in projects:
        for path in project.path.rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))
            if "from __future__ import annotations" in path.read_text(encoding="utf-8"):
                continue
            for node in ast.walk(tree):
                for annotation in annotations_of(node):
                    assert not isinstance(annotation, ast.BinOp | ast.Subscript), path


def annotations_of(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.FunctionDef):
        every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        found = [each.annotation for each in every] + [node.returns]
        return [each for each in found if each is not None]
    return [node.annotation] if isinstance(node, ast.AnnAssign) else []
