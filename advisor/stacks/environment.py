"""The environment of its own that a stack is put into: how it is made, entered and taken away.

Most systems, and uv itself, refuse packages in the Python that they manage. Every line works in
bash and in a plain sh, one after another.
"""

from __future__ import annotations

import shlex

from msgspec import Struct

from advisor.model.stack import Action, Target
from advisor.stacks.pythons import PythonOption, minor_of

GUARD = "PIP_REQUIRE_VIRTUALENV"
"""With it pip refuses to put anything outside an environment: where one cannot be made, the lines
that follow change nothing."""
UV = "uv"
UV_HOME = "uv-env"
"""The folder that uv is put into where the machine has a Python for it."""
OLDEST_FOR_UV = 8
"""uv's own package asks for Python 3.8 (PyPI: uv, Requires-Python)."""
UV_INSTALLER = "curl -LsSf https://astral.sh/uv/install.sh | sh"
"""uv's own install line (docs.astral.sh/uv, Installation); it goes to ~/.local/bin."""
UV_INSTALLED = '"$HOME/.local/bin/uv"'
NEWEST_WITH_OLD_PIP = 9
"""CPython 3.9.0 bundles pip 20.2.3; from 20.3 on pip takes files named after their C library
(PEP 600)."""
PIP = "pip>=20.3"


class Environment(Struct, frozen=True, kw_only=True):
    """Lines around an install."""

    steps: tuple[Action, ...] = ()
    undo: tuple[str, ...] = ()


NONE = Environment()
"""Where Python does not matter, or comes with an image."""


def environment(
    option: PythonOption, framework: str, version: str, target: Target, family: str = ""
) -> Environment:
    """The lines that make an environment with that Python, enter it, and take it away.

    Its folder has framework and version in its name: another version lies beside it.

    Args:
        family: of the distribution's packages, `deb` or `rpm`; empty where it is not known.
    """
    python = option.python
    if not python:
        return NONE
    folder = f"{framework}-{version}-env"
    leave = ("deactivate", f"rm -r {folder}", f"unset {GUARD}")
    if option.origin != "fetched":
        made = _entered(f"{_python(python, target)} -m venv {folder}", folder)
        steps = (
            *_venv_package(python, family),
            Action(kind="environment", command=made),
            *_newer_pip(python, target),
        )
        return Environment(steps=steps, undo=leave)
    uv, brought, without = _uv(target)
    steps = (
        *brought,
        Action(
            kind="fetch_python",
            values={"python": python},
            command=f"{uv} python install {python}",
        ),
        Action(
            kind="environment",
            command=_entered(f"{uv} venv --seed --python {python} {folder}", folder),
        ),
    )
    undo = (*leave, f"{uv} python uninstall {python}", *without)
    return Environment(steps=steps, undo=undo)


def _entered(made: str, folder: str) -> str:
    return f"export {GUARD}=1\n{made}\n. {folder}/bin/activate"


def _python(python: str, target: Target) -> str:
    """How it is called there: by its path, where the shell would not find it."""
    name = f"python{python}"
    return shlex.quote(target.tools.get(name, name))


def _venv_package(python: str, family: str) -> tuple[Action, ...]:
    """Debian and what descends from it keep venv apart from Python."""
    if family != "deb":
        return ()
    return (Action(kind="venv_package", values={"package": f"python{python}-venv"}),)


def _newer_pip(python: str, target: Target) -> tuple[Action, ...]:
    if minor_of(python) > NEWEST_WITH_OLD_PIP or target.network is False:
        return ()
    return (Action(kind="newer_pip", command=f"python -m pip install '{PIP}'"),)


def _uv(target: Target) -> tuple[str, tuple[Action, ...], tuple[str, ...]]:
    """How uv is called there, what brings it first, and what takes that away."""
    lies = target.tools.get(UV)
    if lies:
        return shlex.quote(lies), (), ()
    able = [python for python in target.pythons if minor_of(python) >= OLDEST_FOR_UV]
    if able:
        own = max(able, key=minor_of)
        made = f"{_python(own, target)} -m venv {UV_HOME}\n{UV_HOME}/bin/python -m pip install uv"
        return f"{UV_HOME}/bin/uv", (Action(kind="fetch_uv", command=made),), (f"rm -r {UV_HOME}",)
    brought = Action(kind="fetch_uv", command=UV_INSTALLER)
    return UV_INSTALLED, (brought,), ('rm "$HOME/.local/bin/uv" "$HOME/.local/bin/uvx"',)
