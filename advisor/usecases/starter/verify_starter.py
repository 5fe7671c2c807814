"""Prove a written project: its own environment from its own pyproject, lint, tests, training,
export, prediction.

The project keeps what was found: `requirements.lock` (hashes, no hosts), `verification.log`, and
`verification.json`, which marks it as verified on this machine on a date. A step that fails is
named, and the project stays as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Container
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import msgspec
from msgspec import Struct

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.lab.heads import AdapterHead, adapters
from advisor.lab.installing import interpreters, prerequisites
from advisor.lab.installing.indexes import pip_settings
from advisor.lab.installing.interpreters import Interpreter
from advisor.lab.installing.uv import NOT_FOR_UV, Uv, find_uv
from advisor.lab.process import Command, Ended, run
from advisor.lab.verifications import keep
from advisor.messages import Say, words
from advisor.model.event import Event, Logged, Progressed
from advisor.model.verification import Verification, VerificationStep
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings
from advisor.usecases.starter.reached import reached

LONGEST = 1800.0
"""Seconds for one step: a framework that compiles itself takes minutes at its first start."""
TAIL = 12
"""Lines of output that an error shows."""
_TESTS = "runs/tests.xml"
_ON_THE_DEVICE = "stack/verify.sh"
"""A project's own line that fails where its framework does not compute on its device."""
_ENVIRONMENT = "stack/environment.sh"
"""What must have run in a shell before the project does."""


class VerifyRequest(Struct, frozen=True, kw_only=True):
    """Which project to prove."""

    path: Path
    python: Path | None = None
    """The interpreter to build its environment from; None finds one."""
    environment: Path | None = None
    """A virtual environment of another starter to install into; None builds the project's own."""
    without: tuple[str, ...] = ()
    """Steps to leave out, by name."""
    tests: tuple[str, ...] = ()
    """Files of tests to run; none means all."""


def verify_starter(
    request: VerifyRequest,
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Verification:
    """Build, lint, test, train, export and predict; each step's output goes to the log as it comes.

    Raises:
        AdvisorError: `not-a-starter`, `verification-failed`, or what keeps its environment from
            being built.
        Cancelled: the person stopped it; the log stays.
    """
    say = words(settings.lang)
    path = request.path.resolve()
    heads = adapters(*probes_of(settings))
    answers = _answers(path, heads, say)
    head = _as_pinned(heads[answers.framework], answers)
    interpreter = prerequisites.choose(head, interpreters.find(), python=request.python, say=say)
    prerequisites.check(head, interpreter, path, say=say)
    with (path / "verification.log").open("w", encoding="utf-8") as log:
        prover = _Prover(
            path, request, answers, head, interpreter, settings, log, on_event, cancelled
        )
        found = prover.prove()
    keep(settings.data, found)
    return found


class _Answers(Struct, frozen=True, kw_only=True):
    """What a project says about how it was made."""

    framework: str
    package: str
    model: str
    parity: bool = False
    python: str = ""
    """Which Python it is built with; empty: whichever its framework prefers."""
    requires_python: str = ""
    indexes: tuple[str, ...] = ()
    """Where its packages come from, besides PyPI."""
    script: str = ""
    """Its own script that builds its environment; empty: pip does all of it."""


def _as_pinned(head: AdapterHead, answers: _Answers) -> AdapterHead:
    """A head that admits and prefers the Python that the project does."""
    from msgspec.structs import replace

    if not answers.python:
        return head
    preferred = tuple(dict.fromkeys((answers.python, *head.preferred_python)))
    admitted = answers.requires_python or head.requires_python
    return replace(head, preferred_python=preferred, requires_python=admitted)


def _answers(path: Path, known: Container[str], say: Say) -> _Answers:
    from advisor.reading.document import Document, read_node
    from advisor.reading.plain import plain

    document = Document(".starter.yaml", "starter")
    root = read_node(document, path, by_hand=True)
    answers = plain(root, document.report) if root is not None else None
    names = ("framework", "package", "model")
    if not isinstance(answers, dict):
        answers = {}
    whole = all(answers.get(name) for name in names)
    if not whole or str(answers["framework"]) not in known:
        raise AdvisorError(
            "not-a-starter",
            say("{path} is not a project that a starter wrote.", path=path),
            why=say("Its .starter.yaml is missing or damaged."),
            hint="`fwadvisor starter ID DEST --verify`",
            exit_code=ExitCode.USAGE,
        )
    indexes = answers.get("indexes")
    return _Answers(
        framework=str(answers["framework"]),
        package=str(answers["package"]),
        model=str(answers["model"]),
        parity=bool(answers.get("parity")),
        python=str(answers.get("python") or ""),
        requires_python=str(answers.get("requires_python") or ""),
        indexes=tuple(map(str, indexes)) if isinstance(indexes, list) else (),
        script=str(answers.get("script") or ""),
    )


class _Prover:
    """One verification, step by step."""

    def __init__(
        self,
        path: Path,
        request: VerifyRequest,
        answers: _Answers,
        head: AdapterHead,
        interpreter: Interpreter,
        settings: Settings,
        log: TextIO,
        on_event: Callable[[Event], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.path, self.answers, self.interpreter, self.log = path, answers, interpreter, log
        self.shared, self.without, self.tests = request.environment, request.without, request.tests
        self.say = words(settings.lang)
        self.on_event, self.cancelled = on_event, cancelled
        self.python = (self.shared or path / ".venv").absolute() / "bin" / "python"
        self.steps: list[VerificationStep] = []
        self.uv = Uv(
            program=find_uv(self.say),
            data=settings.data,
            indexes=pip_settings(),
            framework=head.framework,
            offline=settings.offline,
            say=self.say,
            more_indexes=tuple(at for at in answers.indexes if reached(at)),
        )

    def prove(self) -> Verification:
        package = self.answers.package
        module = (str(self.python), "-m")
        todo: list[tuple[str, Callable[[], None]]] = [
            ("install", self._install),
            ("lint", lambda: self._run(*module, "ruff", "check", ".")),
            ("format", lambda: self._run(*module, "ruff", "format", "--check", ".")),
            (
                "tests",
                lambda: self._run(*module, "pytest", "-q", "--junitxml", _TESTS, *self.tests),
            ),
            ("train", lambda: self._run(*module, f"{package}.train")),
            ("evaluate", lambda: self._run(*module, f"{package}.evaluate")),
        ]
        if (self.path / "src" / package / "export.py").exists():
            todo.append(("export", lambda: self._run(*module, f"{package}.export")))
        todo.append(("predict", lambda: self._run(*module, f"{package}.predict", "rows.csv")))
        if (self.path / _ON_THE_DEVICE).exists():
            todo.insert(1, ("stack", lambda: self._run(_program("bash"), _ON_THE_DEVICE)))
        todo = [step for step in todo if step[0] not in self.without]
        for number, (name, act) in enumerate(todo):
            self.on_event(
                Progressed(task=name, message=self._title(name), done=number, total=len(todo))
            )
            self._step(name, act)
        found = self._found(ok=True)
        self.on_event(
            Progressed(task="done", message=self.say("verified"), done=len(todo), total=len(todo))
        )
        return found

    def _title(self, name: str) -> str:
        titles = {
            "install": self.say("building its environment"),
            "stack": self.say("computing on its device"),
            "lint": self.say("running its linter"),
            "format": self.say("checking its format"),
            "tests": self.say("running its tests"),
            "train": self.say("training"),
            "evaluate": self.say("evaluating"),
            "export": self.say("exporting"),
            "predict": self.say("predicting"),
        }
        return titles[name]

    def _step(self, name: str, act: Callable[[], None]) -> None:
        began = time.monotonic()
        print(f"== {name}", file=self.log, flush=True)
        try:
            act()
        except AdvisorError as error:
            print(f"{error.what} {error.why}", file=self.log, flush=True)
            self.steps.append(
                VerificationStep(
                    name=name, ok=False, seconds=time.monotonic() - began, said=error.what
                )
            )
            self._found(ok=False)
            raise
        self.steps.append(
            VerificationStep(name=name, ok=True, seconds=round(time.monotonic() - began, 2))
        )

    def _install(self) -> None:
        """The environment that its pyproject asks for, recorded with hashes before it is
        installed."""
        uv = partial(self.uv, folder=self.path, cancelled=self.cancelled)
        made = self.path / "requirements.lock"
        if self.answers.script and self.shared is None:
            with_python = f"PYTHON={self.interpreter.path}"
            self._run(_program("env"), with_python, _program("bash"), self.answers.script)
            return
        if self.shared is None:
            uv("venv", "-q", "--clear", "--python", self.interpreter.path, ".venv", packages=False)
        constraints = [
            part for file in self.uv.indexes.constraints for part in ("--constraints", file)
        ]
        uv(
            *(
                "pip",
                "compile",
                "-q",
                "--python",
                str(self.python),
                "--generate-hashes",
                "--no-header",
            ),
            *("--no-annotate", "--all-extras", *constraints, "-o", str(made), "pyproject.toml"),
        )
        uv(
            "pip",
            "install",
            "-q",
            "--python",
            str(self.python),
            "--require-hashes",
            "-r",
            str(made),
        )
        uv("pip", "install", "-q", "--python", str(self.python), "--no-deps", "-e", ".")

    def _run(self, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_UV}
        places = (str(self.python.parent), environment.get("PATH", os.defpath))
        environment.update(PATH=os.pathsep.join(places))
        environment.update(PYTHONNOUSERSITE="1", PYTHONUNBUFFERED="1", NO_COLOR="1")
        lines: list[str] = []
        task = arguments[min(2, len(arguments) - 1)]

        def heard(chunk: bytes) -> None:
            text = chunk.decode("utf-8", "replace")
            self.log.write(text)
            self.log.flush()
            for line in text.splitlines():
                lines.append(line)
                self.on_event(Logged(task=task, line=line))

        argv = arguments
        if (self.path / _ENVIRONMENT).exists():
            argv = (_program("bash"), "-c", f'. {_ENVIRONMENT} && exec "$@"', "bash", *arguments)
        ended = run(
            Command(argv=argv, environment=environment, directory=self.path, time_limit=LONGEST),
            on_output=heard,
            cancelled=self.cancelled,
        )
        if ended.why == "cancelled":
            raise Cancelled
        if not ended.ok:
            raise self._failed(arguments, ended, lines)

    def _failed(self, arguments: tuple[str, ...], ended: Ended, lines: list[str]) -> AdvisorError:
        return AdvisorError(
            "verification-failed",
            self.say(
                "`{command}` {ended}.",
                command=" ".join((Path(arguments[0]).name, *arguments[1:])),
                ended=ended.said(),
            ),
            why="\n".join(line for line in lines[-TAIL:] if line.strip()),
            hint=self.say("the whole output is in {log}", log=self.path / "verification.log"),
            exit_code=ExitCode.NO,
        )

    def _found(self, *, ok: bool) -> Verification:
        """Write down what was found, whatever it was."""
        history = self._history()
        runs = self.path / "runs"
        figures, skipped = measured(self.path / _TESTS)
        found = Verification(
            framework=self.answers.framework,
            package=self.answers.package,
            model=self.answers.model,
            ok=ok,
            date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            python=self.interpreter.text,
            versions=self._versions(),
            steps=tuple(self.steps),
            epochs=len(history),
            first_loss=history[0]["train_loss"] if history else None,
            last_loss=history[-1]["train_loss"] if history else None,
            held_out=history[-1]["held_out"] if history else {},
            exported=tuple(sorted(each.name for each in (runs / "export").glob("*"))),
            figures=figures,
            skipped=skipped,
            parity=self.answers.parity,
        )
        part = self.path / "verification.json.part"
        part.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
        part.replace(self.path / "verification.json")
        return found

    def _history(self) -> list[dict[str, Any]]:
        try:
            text = (self.path / "runs" / "history.jsonl").read_text(encoding="utf-8")
        except OSError:
            return []
        return [json.loads(line) for line in text.splitlines()]

    def _versions(self) -> dict[str, str]:
        """What the lock pins, by name."""
        try:
            text = (self.path / "requirements.lock").read_text(encoding="utf-8")
        except OSError:
            return {}
        pinned = (
            line.split()[0] for line in text.splitlines() if "==" in line and line[0].isalnum()
        )
        return dict(pin.split("==", 1) for pin in pinned)


def _program(name: str) -> str:
    """Where a program lies."""
    return shutil.which(name) or name


def measured(report: Path) -> tuple[dict[str, float], dict[str, str]]:
    """The figures that tests recorded, and the reasons of those that were skipped, from pytest's
    JUnit report."""
    from xml.etree import ElementTree

    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return {}, {}
    figures: dict[str, float] = {}
    skipped: dict[str, str] = {}
    for case in cases:
        for entry in case.iter("property"):
            figures[entry.get("name", "")] = float(entry.get("value", "nan"))
        for entry in case.iter("skipped"):
            skipped[case.get("name", "")] = entry.get("message", "")
    return figures, skipped
