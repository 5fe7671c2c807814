"""What is asked for when a project is to be written, and what is answered."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from advisor.usecases.starter.for_target import ForTarget
from advisor.views.documents.report_shape import StackEntry
from advisor.views.starter.document import StackHere

MODELS = {"simplenet": "SimpleNet", "mlp": "MLP", "cnn": "ConvNet"}
"""What `--model` offers: the article's network, and two that classify scikit-learn's digits."""


class StarterRequest(Struct, frozen=True, kw_only=True):
    """Which project to write, and where."""

    framework: str
    destination: Path
    name: str | None = None
    """None: the last part of the destination."""
    model: str = "simplenet"
    parity: bool = False
    """Begin from the data and the parameters of the measuring workload, and hold the losses to its
    reference."""
    distro: str | None = None
    """The distribution whose image the Dockerfile starts from; None: Python's own image, which is
    Debian."""
    target: ForTarget | None = None
    """What it is written for; None pins what the template was verified with."""
    anyway: bool = False
    """Where no stack is known for the target: write it with what the template was verified with."""
    why: str = ""
    """Markdown that becomes WHY.md: the decision, its evidence, what would change it. Empty: no
    such file."""


class StarterResult(Struct, frozen=True, kw_only=True):
    """What was written, or would be."""

    framework: str
    title: str
    name: str
    package: str
    model: str
    parity: bool
    path: Path
    files: tuple[str, ...]
    requires_python: str
    dependencies: tuple[str, ...]
    next_steps: tuple[str, ...]
    """Commands to type, in order."""
    written: bool
    target: str = ""
    """The machine that it is for, in one line."""
    stack: StackEntry | None = None
    """What is advised where it shall run."""
    here: StackHere | None = None
    """What this machine reaches instead, and the project pins."""
    device: str = ""
    """`device` of its configuration."""
    verified: tuple[str, ...] = ()
    """What its template was verified with."""
    said: tuple[str, ...] = ()
    """What must be known before it is used, line by line."""
