"""The Dockerfile starts from the image that knowledge names for the chosen distribution."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import words
from advisor.resources import knowledge_dir
from advisor.starter.template import Needs, read_template
from advisor.usecases.settings import Settings
from advisor.usecases.starter.base_image import image_of, packages_of
from advisor.usecases.starter.needs import needs_of
from advisor.usecases.starter.request import StarterRequest
from advisor.usecases.starter.start_project import model_for, start_project

SAY = words("en")


def settings(tmp_path: Path) -> Settings:
    nowhere = tmp_path / "nowhere"
    return Settings(knowledge=knowledge_dir(), overlay=None, data=nowhere, cache=nowhere)


def needs_for(framework: str, tmp_path: Path) -> Needs:
    return needs_of(framework, read_template(framework, SAY), settings=settings(tmp_path))


def dockerfile(tmp_path: Path, framework: str, distro: str | None) -> str:
    request = StarterRequest(framework=framework, destination=tmp_path / "hello", distro=distro)
    start_project(
        request, settings=settings(tmp_path), on_event=lambda _event: None, cancelled=lambda: False
    )
    return (tmp_path / "hello" / "Dockerfile").read_text(encoding="utf-8")


def test_without_a_distribution_it_starts_from_the_image_of_python(tmp_path: Path) -> None:
    text = dockerfile(tmp_path, "pytorch", None)
    assert "ARG BASE=python:3.11-slim\n" in text
    assert "not built where this project was written" in text


@pytest.mark.parametrize(
    ("distro", "base"),
    [
        ("openeuler", "openeuler/openeuler:24.03-lts"),
        ("ubuntu", "ubuntu:24.04"),
        ("debian", "debian:13-slim"),
        ("kylin_server_v11", "cr.kylinos.cn/kylin/kylin-server-minimal:v11-2503"),
    ],
)
def test_a_distribution_whose_python_will_do_brings_it_along(
    tmp_path: Path, distro: str, base: str
) -> None:
    text = dockerfile(tmp_path, "pytorch", distro)
    assert f"ARG BASE={base}\n" in text
    assert "RUN python3 -m venv /opt/venv" in text
    assert "not built where this project was written" in text


def test_where_the_distributions_python_will_not_do_another_is_fetched(tmp_path: Path) -> None:
    text = dockerfile(tmp_path, "pytorch", "kylin_server_v10")
    assert "The distribution's Python is 3.7; the project needs >=3.10" in text
    assert "uv venv --python 3.11" in text


def test_the_newest_release_whose_python_will_do_is_taken(tmp_path: Path) -> None:
    needs = needs_for("megengine", tmp_path)  # no Python 3.11 and later
    image = image_of("ubuntu", needs, settings(tmp_path))
    assert (image.name, image.python, image.python_fits) == ("ubuntu:22.04", "3.10", True)


def test_packages_have_the_names_of_the_distributions_family(tmp_path: Path) -> None:
    needs = needs_for("jittor", tmp_path)
    assert packages_of(image_of("openeuler", needs, settings(tmp_path)), needs) == (
        "python3",
        "python3-pip",
        "python3-devel",
        "gcc-c++",
        "make",
    )
    assert packages_of(None, needs) == ("g++", "make")


@pytest.mark.parametrize(
    ("distro", "reference"), [("kylin", "unknown-distro"), ("uos_server", "no-image")]
)
def test_a_distribution_without_a_known_image_is_an_error_with_the_next_step(
    tmp_path: Path, distro: str, reference: str
) -> None:
    with pytest.raises(AdvisorError) as caught:
        dockerfile(tmp_path, "pytorch", distro)
    assert caught.value.reference == reference
    assert caught.value.exit_code == ExitCode.USAGE
    assert "openeuler" in caught.value.why
    assert not (tmp_path / "hello").exists()


def test_a_task_takes_the_network_that_resembles_it_and_simplenet_where_none_does(
    tmp_path: Path,
) -> None:
    assert model_for("vision_training", settings(tmp_path)) == "cnn"
    assert model_for("llm_finetuning", settings(tmp_path)) == "simplenet"
    with pytest.raises(AdvisorError) as caught:
        model_for("visoin", settings(tmp_path))
    assert caught.value.reference == "unknown-task"
