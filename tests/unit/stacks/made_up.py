"""A made-up framework on a made-up accelerator: what a vendor's file and two snapshots say."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from advisor.model.compatibility import Compatibility, StackKnowledge
from advisor.model.engine import Engine
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.releases import PackageReleases, ReleaseIndex
from advisor.model.stack import UNKNOWN, Target, Value
from advisor.model.surroundings import Accelerator
from advisor.stacks.stock import Stock

DAY = date(2026, 11, 1)
SOURCE = {"title": "A vendor's table", "at": "vendor/plugin TABLE.md@0123456", "read": "2026-11-01"}
BOTH = {"en": "words", "zh": "文字"}


def wheels(*pythons: str, platform: str = "manylinux_2_17_x86_64") -> list[list[Any]]:
    """Files for CPythons, `310`."""
    return [[f"cp{python}-cp{python}-{platform}", 1000] for python in pythons]


def releases(package: str, *entries: dict[str, Any], index: str = "PyPI") -> PackageReleases:
    """A snapshot; entries are written as in its file, without dates."""
    head: dict[str, Any] = {"schema": "fwadvisor.releases/1", "package": package, "index": index}
    if index != "PyPI":
        head |= {"described_by": "somewhere", "at": f"https://{index}.example.org"}
    dated = [{"date": "2026-10-01", **entry} for entry in entries]
    written = {**head, "read": "2026-11-01", "releases": dated}
    return msgspec.convert(written, PackageReleases)


def rows(**parts: Any) -> Compatibility:
    """A vendor's file; what is not given is as the sketch in docs/stacks.md has it."""
    written = {
        "id": "warp_sdk",
        "accelerator": "warp",
        "name": BOTH,
        "sources": {"table": SOURCE},
        "components": {
            "sdk": {"kind": "platform", "fact": "warp.sdk"},
            "warp_driver": {"kind": "platform", "fact": "warp.driver"},
            "capability": {"kind": "chip"},
            "build": {"kind": "build"},
            "image": {"kind": "image", "package": "registry.example.org/fw"},
            "fw": {"kind": "package"},
            "fw-warp": {"kind": "package"},
        },
        **parts,
    }
    return msgspec.convert(written, Compatibility)


def framework(**parts: Any) -> Framework:
    """One alternative."""
    head = {"id": "fw", "name": "Fw", "summary": BOTH, "sources": {"page": SOURCE}, "claims": []}
    return msgspec.convert({**head, **parts}, Framework)


def engine(*places: dict[str, Any], **parts: Any) -> Engine:
    """An engine that serves on the made-up framework; places are written as in its file."""
    written = {
        "id": "pump",
        "name": "Pump",
        "does": ["serving"],
        "frameworks": ["fw"],
        "sources": {"page": SOURCE},
        "places": [{"accelerator": "warp", "source": "page", **place} for place in places],
        **parts,
    }
    return msgspec.convert(written, Engine)


def stock(
    *snapshots: PackageReleases,
    vendor: Compatibility | None = None,
    of: Framework | None = None,
    engines: tuple[Engine, ...] = (),
    **more: Any,
) -> Stock:
    """Everything together."""
    found = of or framework(
        recipes=[{"accelerator": "cpu", "packages": ["fw"], "sources": ["page"]}]
    )
    knowledge = Knowledge(
        version="",
        hash="",
        frameworks={found.id: found},
        criteria={},
        accelerators={
            id: msgspec.convert(
                {"id": id, "name": BOTH, "vendor": "any", "always": id == "cpu"}, Accelerator
            )
            for id in ("cpu", "warp", "woof")
        },
    )
    names = (
        snapshot.package if snapshot.index == "PyPI" else f"{snapshot.package}@{snapshot.index}"
        for snapshot in snapshots
    )
    raw = (msgspec.Raw(msgspec.json.encode(snapshot)) for snapshot in snapshots)
    return Stock(
        knowledge,
        StackKnowledge(
            hash="",
            compatibility={vendor.id: vendor} if vendor else {},
            engines={engine.id: engine for engine in engines},
            index=ReleaseIndex(packages=dict(zip(names, raw, strict=True))),
        ),
        **more,
    )


def value(text: str) -> Value:
    """A detected fact; empty for one that nobody knows."""
    return Value(value=text, origin="detected") if text else UNKNOWN


def target(**parts: Any) -> Target:
    """An x86_64 machine with glibc 2.28 and Python 3.10, without a network; texts become facts."""
    given: dict[str, Any] = {
        "arch": "x86_64",
        "glibc": "2.28",
        "accelerator": "cpu",
        "pythons": ("3.10",),
        "pythons_origin": "detected",
        "network": False,
        "indexes": {"PyPI": True},
        **parts,
    }
    for name in ("arch", "glibc", "accelerator", "chip", "distro"):
        if name in given:
            given[name] = value(given[name])
    if "versions" in given:
        given["versions"] = {id: value(text) for id, text in given["versions"].items()}
    return Target(**given)
