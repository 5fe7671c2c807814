"""Every template, in every form, gives a project that compiles, is formatted and passes its own
linter."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from advisor.lab.heads import adapters
from advisor.lab.installing.prerequisites import package_of
from advisor.messages import words
from advisor.resources import probes_dir
from advisor.starter.naming import LONGEST
from advisor.starter.template import available, read_template
from advisor.usecases.settings import Settings
from advisor.usecases.starter.request import MODELS, StarterRequest, StarterResult
from advisor.usecases.starter.start_project import start_project

SAY = words("en")
SHORT, LONG = "a", "l" + "o" * (LONGEST - 2) + "g"


def settings(tmp_path: Path, lang: str = "en") -> Settings:
    nowhere = tmp_path / "nowhere"
    return Settings(knowledge=nowhere, overlay=None, data=nowhere, cache=nowhere, lang=lang)


def write(tmp_path: Path, request: StarterRequest, lang: str = "en") -> StarterResult:
    return start_project(
        request,
        settings=settings(tmp_path, lang),
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[StarterResult]:
    """All frameworks with all models, under the shortest and the longest name that is admitted."""
    folder = tmp_path_factory.mktemp("projects")
    written = []
    for framework in available():
        for number, model in enumerate(MODELS):
            name = SHORT if number % 2 else LONG
            destination = folder / f"{framework}-{model}"
            request = StarterRequest(
                framework=framework, destination=destination, name=name, model=model
            )
            written.append(write(folder, request, lang="zh" if number == 2 else "en"))
        request = StarterRequest(
            framework=framework, destination=folder / f"{framework}-parity", name=LONG, parity=True
        )
        written.append(write(folder, request))
    return written


def test_every_template_belongs_to_a_framework_that_is_measured() -> None:
    assert available()
    assert set(available()) <= set(adapters(probes_dir()))


def test_every_python_file_compiles_for_the_lowest_python_that_the_project_admits(
    projects: list[StarterResult],
) -> None:
    for project in projects:
        lowest = re.search(r">=3\.(\d+)", project.requires_python)
        assert lowest is not None, project.requires_python
        minor = int(lowest[1])
        for path in project.path.rglob("*.py"):
            ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, minor))


def test_every_project_is_formatted_and_passes_its_own_linter(
    projects: list[StarterResult],
) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    folder = projects[0].path.parent
    for command in (["format", "--check"], ["check"]):
        # Each file is judged by the pyproject nearest to it, which is its own project's.
        done = subprocess.run(
            [ruff, *command, "-q", "--no-cache", folder], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_pyproject_and_config_can_be_read_and_agree_with_the_template(
    projects: list[StarterResult],
) -> None:
    for project in projects:
        head = tomllib.loads((project.path / "pyproject.toml").read_text(encoding="utf-8"))[
            "project"
        ]
        assert head["name"] == project.name
        assert head["requires-python"] == project.requires_python
        assert set(project.dependencies) <= set(head["dependencies"])
        config = yaml.safe_load((project.path / "config.yaml").read_text(encoding="utf-8"))
        assert config["seed"] == 0
        assert config["epochs"] > 0
        answers = yaml.safe_load((project.path / ".starter.yaml").read_text(encoding="utf-8"))
        assert (answers["framework"], answers["package"]) == (project.framework, project.package)


def test_nothing_of_the_template_engine_or_of_this_machine_is_left_in_a_file(
    projects: list[StarterResult],
) -> None:
    for project in projects:
        for path in (each for each in project.path.rglob("*") if each.is_file()):
            text = path.read_text(encoding="utf-8")
            for sign in ("{%", "{{", "%}", "/tmp/", str(Path.home()), "_src_path", "jinja"):
                assert sign not in text, f"{path}: {sign}"
            assert text.endswith("\n"), path
            assert not text.endswith("\n\n"), path


def test_the_readme_speaks_the_language_of_the_app_and_links_the_tutorial(
    projects: list[StarterResult],
) -> None:
    for project in projects:
        text = (project.path / "README.md").read_text(encoding="utf-8")
        assert ("## 开始" in text) == (project.model == list(MODELS)[2])
        assert read_template(project.framework, SAY).tutorial.url in text
        assert not list(project.path.glob("README.*.md"))


def test_the_network_of_the_article_is_one_linear_layer_in_the_words_of_each_framework(
    projects: list[StarterResult],
) -> None:
    layers = {
        "jittor": "nn.Linear(10, 1)",
        "megengine": "M.Linear(10, 1)",
        "mindspore": "nn.Dense(10, 1)",
        "oneflow": "nn.Linear(10, 1)",
        "paddlepaddle": "nn.Linear(10, 1)",
        "pytorch": "nn.Linear(10, 1)",
        "tensorflow": "Dense(1,",
    }
    for project in projects:
        if project.model == "simplenet":
            text = (project.path / "src" / project.package / "model.py").read_text(encoding="utf-8")
            assert "SimpleNet" in classes(text), project.framework
            # How a framework of one's own says it is not known here.
            assert layers.get(project.framework, "SimpleNet") in text


def classes(source: str) -> set[str]:
    """The names of the classes that a module defines."""
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def test_a_project_asks_for_what_is_measured(projects: list[StarterResult]) -> None:
    heads = adapters(probes_dir())
    for project in projects:
        head = heads[project.framework]
        assert project.dependencies == head.dependencies
        assert project.requires_python == head.requires_python


def test_a_project_is_tried_first_with_the_python_that_is_preferred(
    projects: list[StarterResult],
) -> None:
    heads = adapters(probes_dir())
    for project in projects:
        preferred = heads[project.framework].preferred_python
        assert preferred, project.framework
        assert f"make install PYTHON=python{preferred[0]}" in project.next_steps


def test_a_readme_says_what_to_install_first(projects: list[StarterResult]) -> None:
    heads = adapters(probes_dir())
    for project in projects:
        text = (project.path / "README.md").read_text(encoding="utf-8")
        head = heads[project.framework]
        for thing in (*head.needs, *head.libraries):
            package = package_of(thing, head)
            assert f" {package.deb}" in text.replace("`", " "), thing
            assert package.rpm in text, thing
        assert ("`apt install " in text) == bool(head.needs or head.libraries)


def test_the_reason_is_written_as_it_is_given_and_never_rendered(tmp_path: Path) -> None:
    why = "# Why\n\n{{ 7 * 7 }} {% raw %} weights\n"
    request = StarterRequest(framework="pytorch", destination=tmp_path / "hello", why=why)
    result = write(tmp_path, request)
    assert "WHY.md" in result.files
    assert (tmp_path / "hello" / "WHY.md").read_text(encoding="utf-8") == why
