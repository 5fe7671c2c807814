"""Finds the templates: one folder per framework, its head (starter.yaml) read strictly. No code
names a framework."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Say

TEMPLATES = Path(__file__).resolve().parent / "templates"
SHARED = TEMPLATES / "shared"
"""What no framework changes: configuration, the data as NumPy arrays, tests."""


class StarterDependency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One requirement of the project, and why it is written that way when that is not obvious."""

    requirement: str
    why: str = ""


class Tutorial(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The framework's own text that the project reads like."""

    title: str
    url: str


class MixedPrecision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What its mixed precision offers: anywhere, by its documentation; and on a processor, where it
    was run."""

    known: tuple[str, ...]
    cpu: tuple[str, ...]
    documented: Tutorial


class Parallel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Data-parallel training with the framework's own launcher."""

    launch: str
    """The command; `[package]`, `{processes}`, `{port}` and `{logs}` are filled in."""
    documented: Tutorial
    on_cpu: bool
    """Whether it ran here, on two processes without any accelerator."""
    reason: dict[str, str] = {}
    """Why it does not, by language."""
    requires: tuple[str, ...] = ()
    """What it needs on top: the extra `parallel`."""


class Notes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a README says about this framework on top of what it says about all."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class OnAccelerator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a project reaches one kind of accelerator."""

    device: str
    """What `device` of the configuration is called there."""
    begins: tuple[str, ...] = ()
    """Lines of Python that must have run before: they load the device's plug-in."""


class Template(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The head of one framework's template."""

    title: str
    tutorial: Tutorial
    export: tuple[str, ...] = ()
    """What exporting to ONNX and checking it needs on top; empty where the framework cannot."""
    system_packages: dict[str, tuple[str, ...]] = {}
    """What the project needs from the distribution beside the framework's own needs, by family."""
    reserves: tuple[str, ...] = ()
    """Top-level packages that the dependencies install beside those that the adapter imports: a
    project must not hide them either."""
    devices: tuple[str, ...]
    """`auto`, then the processor, then accelerators."""
    accelerators: dict[str, OnAccelerator] = {}
    """By id of an accelerator: how this template reaches it. The processor needs no entry."""
    precision: MixedPrecision
    parallel: Parallel
    image_shape: str
    """How the framework lays out a batch of 8 x 8 images."""
    notes: Notes = Notes()
    installing: Notes = Notes()
    """What a README says about installing where no stack is pinned, which says it itself."""


class Needs(Struct, frozen=True, kw_only=True):
    """What a project of one framework needs: said by the head of the framework's adapter, never by
    a template."""

    requires_python: str
    preferred_python: str
    """The one it was verified with; empty where the head prefers none."""
    python: str = ""
    """The one to build with where a stack says so; empty: the preferred one."""
    beyond: bool = False
    """That Python is none that the template was verified to run with."""
    dependencies: tuple[StarterDependency, ...]
    verified: tuple[str, ...] = ()
    """What the template was verified with, whatever is pinned."""
    imports: tuple[str, ...]
    """Top-level packages that the dependencies install and a project must not hide."""
    system: tuple[str, ...] = ()
    """Programs and shared libraries."""
    system_packages: dict[str, tuple[str, ...]] = {}
    """What has them, by the distribution's family (deb, rpm)."""
    python_headers: bool = False
    """It compiles against Python, whose headers distributions package apart."""

    @property
    def build_python(self) -> str:
        """The Python that the project is built with, `3.13`."""
        return self.python or self.verified_python

    @property
    def verified_python(self) -> str:
        """The Python that a project is tried with first, `3.11`."""
        return self.preferred_python or self.lowest_python

    @property
    def lowest_python(self) -> str:
        """The lowest Python admitted, `3.10`."""
        found = re.search(r"[>=]=\s*(\d+\.\d+)", self.requires_python)
        return found[1] if found else self.preferred_python


def available(*folders: Path) -> tuple[str, ...]:
    """The frameworks that have a template, in the order of their ids; without a folder, of those
    that are shipped."""
    heads = [head for folder in folders or (TEMPLATES,) for head in folder.glob("*/starter.yaml")]
    return tuple(sorted({head.parent.name for head in heads}))


def folder_of(framework: str, *folders: Path) -> Path:
    """Where the template of an available framework lies: the last folder that has it."""
    having = [folder for folder in folders or (TEMPLATES,) if (folder / framework).is_dir()]
    return having[-1] / framework


def read_template(framework: str, say: Say, *folders: Path) -> Template:
    """The head of one framework's template.

    Args:
        folders: of templates, a later one over an earlier; without one, those that are shipped.
    Raises:
        AdvisorError: `unknown-framework`, with the nearest of those that have one, or
            `bad-template`, naming the file.
    """
    known = available(*folders)
    if framework not in known:
        from difflib import get_close_matches

        near = get_close_matches(framework, known, n=1)
        raise AdvisorError(
            "unknown-framework",
            say("There is no starter for {framework!r}.", framework=framework),
            why=say("There are starters for {known}.", known=", ".join(known)),
            hint=f"`fwadvisor starter {near[0] if near else known[0]} DEST`",
            exit_code=ExitCode.USAGE,
        )
    from advisor.reading.document import read
    from advisor.reading.problem import listed

    folder = folder_of(framework, *folders)
    document = read(folder, "starter.yaml", "template", Template)
    if document.problems:
        raise AdvisorError(
            "bad-template",
            say("{file} cannot be used.", file=folder / "starter.yaml"),
            why=say(listed(document.problems)),
            hint=say("mend the head of the template; docs/adding-a-framework.md tells its fields"),
            exit_code=ExitCode.NO,
        )
    template: Template = document.value
    return template
