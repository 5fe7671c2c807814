"""Ask uv whether exactly a set of versions can be had for a target, and keep what it answered.

uv proves packages only: whether a driver or a toolkit goes with them is what rows are for.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError
from advisor.lab.installing.file_sizes import fetched, locked_files
from advisor.lab.installing.indexes import IndexSettings
from advisor.lab.installing.proofs import Proof, keep
from advisor.lab.installing.uv import Uv, find_uv
from advisor.messages import Say
from advisor.model.releases import SDIST
from advisor.model.stack import Stack, Target
from advisor.stacks import requirements
from advisor.stacks.stock import PRIMARY, proof_key, proof_place

GLIBC = (17, 28, *range(31, 41))
"""Minor versions of glibc 2 that uv has platform names for (`uv pip compile --help`, 0.13.9)."""
NAMED = ("x86_64", "aarch64")
"""Architectures for which it has a name for each of them."""
OTHERS = {"riscv64": "riscv64-unknown-linux"}


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a set was not proved."""

    kind: str
    """`not_an_install`: pip does not install it; `not_on_an_index`: the vendor must be asked;
    `no_platform`: uv has no name for the target's platform, or nobody knows it; `index_unreached`:
    its index is not reached from here; `uv`: uv found no such set."""
    said: str = ""
    """uv's own words."""


def platform_of(target: Target) -> str:
    """What uv calls the target's platform: the newest of its names that the C library admits; empty
    where it has none, or nobody knows enough."""
    arch = target.arch.value
    if target.libc == "musl":
        return f"{arch}-unknown-linux-musl" if arch in NAMED else ""
    if arch in OTHERS:
        return OTHERS[arch]
    found = re.fullmatch(r"2\.(\d+)(\..*)?", target.glibc.value)
    if arch not in NAMED or found is None:
        return ""
    admitted = [minor for minor in GLIBC if minor <= int(found[1])]
    return f"{arch}-manylinux_2_{max(admitted)}" if admitted else ""


def prove(
    stack: Stack,
    target: Target,
    *,
    data: Path,
    indexes: IndexSettings,
    offline: bool,
    today: date,
    say: Say,
    cancelled: Callable[[], bool],
    loosely: Collection[str] = (),
) -> Proof | Refusal:
    """Let uv resolve exactly that set for the target, and keep the proof.

    Args:
        loosely: instead of the stack's own exact `besides`: what uv may choose freely among.

    Raises:
        AdvisorError: no uv, no network.
        Cancelled: the person stopped it.
    """
    refusal = _beforehand(stack, target)
    if refusal is not None:
        return refusal
    packages = [part for part in stack.parts if part.kind == "package"]
    places = tuple(dict.fromkeys(part.at for part in packages if part.index != PRIMARY))
    uv = Uv(
        program=find_uv(say),
        data=data,
        indexes=indexes,
        framework=stack.framework,
        offline=offline,
        say=say,
        more_indexes=tuple(place for place in places if place),
        find_links=False,
    )
    pins = [*stack.pins, *stack.late]
    options = ["--python-platform", platform_of(target), "--python-version", stack.python]
    for part in packages:
        # Dependencies may be source archives, as they are for pip.
        options += ["--only-binary", part.name] if part.tag != SDIST else []
    with tempfile.TemporaryDirectory(prefix="fwadvisor-proving-") as name:
        folder = Path(name)
        asked, lock = folder / "asked.txt", folder / "pylock.toml"
        besides = tuple(loosely) or stack.besides
        asked.write_text("\n".join([*pins, *besides]) + "\n")
        if stack.overrides:
            overridden = folder / "overrides.txt"
            has = (statement.values["has"].replace(" ", "==") for statement in stack.overrides)
            overridden.write_text("\n".join(has) + "\n")
            options += ["--override", str(overridden)]
        options += ["--format", "pylock.toml", "--no-header", "--quiet"]
        options += ["--output-file", str(lock)]
        try:
            uv("pip", "compile", str(asked), *options, folder=folder, cancelled=cancelled)
        except AdvisorError as error:
            if error.reference in ("no-package", "install-failed"):
                return Refusal(kind="uv", said=error.why)
            if error.reference == "no-network" and places:
                return Refusal(kind="index_unreached", said=", ".join(filter(None, places)))
            raise
        files = locked_files(lock.read_text(), folder)
    key = proof_key((*pins, *_asked(stack, target)), *proof_place(target, stack.python))
    names = {requirements.parsed(text).name for text in besides}
    size = fetched(files)
    proof = Proof(
        framework=stack.framework,
        key=tuple(sorted(key)),
        day=today,
        lock="".join(f"{file.name}=={file.version}\n" for file in files),
        besides=tuple(f"{file.name}=={file.version}" for file in files if file.name in names),
        files=sum(not file.near for file in files),
        bytes=size.bytes,
        exact=not size.unknown,
    )
    keep(data, proof)
    return proof


def _asked(stack: Stack, target: Target) -> list[str]:
    """What the person requires and no package of the stack is: the last of its `besides`."""
    return [text for text in target.requires if text in stack.besides]


def _beforehand(stack: Stack, target: Target) -> Refusal | None:
    if stack.kind != "index":
        return Refusal(kind="not_an_install")
    if stack.grade == "vendor":
        return Refusal(kind="not_on_an_index")
    if not platform_of(target) or not stack.python:
        return Refusal(kind="no_platform", said=target.arch.value)
    return None
