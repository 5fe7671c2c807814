"""Machines that nobody chose: every fact is drawn, and may be unknown."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from advisor.model.compatibility import Compatibility
from advisor.model.machine import Fact, Machine
from advisor.model.stack import Target, Value
from advisor.stacks.stock import Stock

ARCHS = ("x86_64", "aarch64", "loongarch64", "riscv64", "sw_64")
ARCH_SHARES = (45, 40, 10, 5, 2)
GLIBC = ("2.17", "2.28", "2.31", "2.35", "2.38", "2.39")
PYTHONS = tuple(f"3.{minor}" for minor in range(7, 15))
SAMPLES: Mapping[str, tuple[str, ...]] = {
    "cann": ("6.3.RC2", "7.0.0", "8.0.0", "8.2.RC1", "8.5.0", "9.1.0", "12.0.0"),
    "ascend_driver": ("21.0.2", "23.0.3", "24.1.1", "25.2.0"),
}
"""Versions that some rows speak about and some speak against; others come from the rows."""


def random_target(stock: Stock, chance: random.Random) -> Target:
    """What versions are resolved for: every accelerator as often as any other."""

    def maybe(value: str, *, known: float = 0.85) -> Value:
        is_known = value and chance.random() < known
        return Value(value=value, origin="detected") if is_known else Value()

    accelerator = chance.choice(sorted(stock.knowledge.accelerators))
    files = [file for file in stock.compatibility.values() if file.accelerator == accelerator]
    chips = [chip.id for file in files for chip in file.chips]
    versions = {}
    for file in files:
        for id, component in file.components.items():
            if component.kind in ("platform", "chip"):
                able = (*SAMPLES.get(id, ()), *_named(file, id))
                versions[id] = maybe(chance.choice(able) if able else "", known=0.7)
    pythons = tuple(sorted(chance.sample(range(6, 16), chance.randrange(4))))
    return Target(
        arch=maybe(chance.choice(ARCHS), known=0.95),
        libc=chance.choice(("glibc", "glibc", "glibc", "musl")),
        glibc=maybe(chance.choice(GLIBC)),
        pythons=tuple(f"3.{minor}" for minor in pythons),
        pythons_origin=chance.choice(("detected", "given")) if pythons else "unknown",
        accelerator=Value(value=accelerator, origin="detected"),
        chip=maybe(chance.choice(chips) if chips else "", known=0.6),
        versions=versions,
        network=chance.choice((True, False, None)),
        indexes={"PyPI": True},
    )


def random_machines(stock: Stock, number: int, seed: int) -> Iterator[Machine]:
    """Machines as a file would describe them; what a real one would not tell is left out now and
    then."""
    chance = random.Random(seed)
    distros = sorted(stock.knowledge.distros)
    for at in range(number):
        distro = stock.knowledge.distros[chance.choice(distros)]
        facts: dict[str, object] = {
            "cpu.arch": chance.choices(ARCHS, ARCH_SHARES)[0],
            "libc.name": "glibc",
        }
        releases = [release for release in distro.releases if release.glibc]
        if releases and chance.random() < 0.9:
            facts["libc.version"] = chance.choice(releases).glibc
        count = chance.choice((0, 1, 1, 2, 3))
        facts["python.interpreters"] = tuple(sorted(chance.sample(PYTHONS, count)))
        if chance.random() < 0.8:
            facts["network.index_reachable"] = chance.random() < 0.5
        facts |= _accelerator(stock, chance)
        yield Machine(
            facts=tuple(
                Fact(name=name, value=value, source="drawn")  # type: ignore[arg-type]
                for name, value in facts.items()
            ),
            fingerprint=f"drawn-{at}",
            here=False,
        )


def _accelerator(stock: Stock, chance: random.Random) -> dict[str, object]:
    """An accelerator with a chip and versions of its platform that its rows name."""
    accelerators = stock.knowledge.accelerators
    id = chance.choice(sorted(accelerators))
    if accelerators[id].always or chance.random() < 0.25:
        return {}
    facts: dict[str, object] = {"accelerators.found": (id,)}
    for file in stock.compatibility.values():
        if file.accelerator != id:
            continue
        if file.chips and chance.random() < 0.8:
            facts["accelerators.chip"] = chance.choice(file.chips).id
        for name, component in file.components.items():
            able = [text for text in _named(file, name) if "*" not in text]
            if component.kind == "platform" and component.fact and able and chance.random() < 0.8:
                version = chance.choice(able)
                facts[component.fact] = {component.field: version} if component.field else version
    return facts


def _named(file: Compatibility, component: str) -> list[str]:
    """Versions of a component that rows of a file name."""
    said = (row.versions.get(component) for row in file.rows)
    texts = [text for text in said if isinstance(text, str)]
    return [text for text in texts if text[:1].isdigit() and "," not in text]
