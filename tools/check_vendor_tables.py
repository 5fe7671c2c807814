"""Hold the resolver against the vendors' own tables, which know nothing of our rows.

    make check-vendor-tables

Every line of Huawei's table, every matched set of its offline installer and every image of gpustack
whose contents are told (tests/data/vendor_tables) becomes machines: facts as the probe would find
them there. The framework is asked for on each twice: freely, where the answer must be that set or
one that some table or row allows as well and that is not older; and with that version required,
where it must be that set or a later build of the same version. Then facts are spoilt one at a time
so that no row can hold, and the answer must be a conflict that names the fact.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.target import target_of
from advisor.model.machine import Fact, Machine
from advisor.model.need import Need
from advisor.model.stack import Conflict, NoWay, Resolution, Stack
from advisor.stacks.resolve import resolve
from advisor.stacks.stock import Stock
from advisor.stacks.versions import holds, key

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "tests" / "data" / "vendor_tables"
ARCHS = ("aarch64", "x86_64")
CHIPS = {"a3": "Ascend910", "910b": "910B3", "310p": "310P3", "950": "Ascend950DT"}
"""What npu-smi prints for the chips that gpustack names."""
NEW_DRIVER = "26.2.0"
FIRST_GENERATION = {"ascend.devices": ({"npu": 0, "chip": 0, "name": "910A", "health": "OK"},)}
"""No container image is made for it, so that nothing but rows and packages can answer."""
ALL_PYTHONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
Facts = dict[str, Any]


class Case(Struct, frozen=True, kw_only=True):
    """One machine and what a table says runs there."""

    table: str
    label: str
    framework: str
    facts: Facts
    wanted: dict[str, str]
    """component: version; the framework's package first."""
    requires: tuple[str, ...] = ()


class Spoilt(Struct, frozen=True, kw_only=True):
    """A case with facts that contradict every row, and which of them may be named."""

    case: Case
    what: str
    facts: Facts
    culprits: frozenset[str]
    requires: tuple[str, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True):
    """What came of one question. `kind` is what is counted."""

    kind: str
    label: str
    why: str = ""
    failed: bool = False


def ascend(arch: str, cann: str, pythons: Iterable[str], chip: str = "910B3") -> Facts:
    """A server with NPUs, and whatever else does not matter new enough."""
    return {
        "cpu.arch": arch,
        "libc.name": "glibc",
        "libc.version": "2.39",
        "python.interpreters": tuple({"version": f"{python}.9"} for python in pythons),
        "accelerators.found": ("ascend_npu",),
        "ascend.cann": cann,
        "ascend.driver": NEW_DRIVER,
        "ascend.devices": ({"npu": 0, "chip": 0, "name": chip, "health": "OK"},),
        "network.index_reachable": True,
        "network.indexes": ("pytorch-cpu",),
    }


def table(name: str) -> dict[str, Any]:
    """One of the copies."""
    found: dict[str, Any] = json.loads((TABLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def of_huawei() -> Iterator[Case]:
    """Each line on each architecture, with the Pythons of the second table."""
    found = table("torch_npu")
    for plugin, branch, torch, cann in found["rows"]:
        for arch in ARCHS:
            yield Case(
                table="torch_npu",
                label=f"CANN {cann}, {arch}: torch-npu {plugin} ({branch})",
                framework="pytorch",
                facts=ascend(arch, cann, found["pythons"].get(torch, ["3.8"])),
                wanted={"torch": torch, "torch-npu": plugin},
            )


def of_deployer() -> Iterator[Case]:
    """Each matched set; what belongs to no framework is listed."""
    for software, toolkit in table("ascend_deployer")["rows"]:
        package, _, version = software.partition("_")
        cann = toolkit.removeprefix("CANN_")
        for arch in ARCHS:
            label = f"CANN {cann}, {arch}: {software}"
            facts = ascend(arch, cann, ALL_PYTHONS)
            if package == "Torch-npu":
                wanted = {"torch": version.partition(".post")[0], "torch-npu": version}
                framework = "pytorch"
            elif package == "MindSpore":
                wanted, framework = {"mindspore": version.replace("-rc", "rc")}, "mindspore"
            else:
                wanted, framework = {}, ""
            yield Case(
                table="ascend_deployer",
                label=label,
                framework=framework,
                facts=facts,
                wanted=wanted,
            )


def of_runner() -> Iterator[Case]:
    """Each image as the machine for which it was built, asked for the torch inside."""
    archs = {"linux/arm64": "aarch64", "linux/amd64": "x86_64"}
    for image, backend, version, variant, _, _, platform, inside in table("gpustack_runner")[
        "rows"
    ]:
        arch = archs[platform]
        torch = inside["torch"].partition("+")[0]
        if backend == "cann":
            facts = ascend(arch, version, ALL_PYTHONS, CHIPS[variant])
            wanted = {"torch": torch, "torch-npu": inside["torch-npu"]}
        else:
            facts = gpu(arch, backend, version)
            wanted = {"torch": torch}
        yield Case(
            table="gpustack_runner",
            label=f"{image}, {arch}",
            framework="pytorch",
            facts=facts,
            wanted=wanted,
        )


def gpu(arch: str, backend: str, version: str) -> Facts:
    """A server with GPUs that the image would run on."""
    facts = ascend(arch, "", ALL_PYTHONS)
    for name in ("ascend.cann", "ascend.driver", "ascend.devices"):
        del facts[name]
    if backend == "rocm":
        release = version.rpartition(".")[0]
        return facts | {
            "accelerators.found": ("amd_rocm",),
            "accelerators.chip": "gfx942",
            "tools.rocm": ({"version": version},),
            "network.indexes": ("pytorch-cpu", f"pytorch-rocm{release}"),
        }
    build = "cu" + "".join(version.split(".")[:2])
    driver = "580.95.05" if build == "cu130" else "575.57.08"
    return facts | {
        "accelerators.found": ("nvidia_cuda",),
        "nvidia.driver": driver,
        "nvidia.gpus": ({"name": "NVIDIA H20", "compute_capability": "9.0"},),
        "network.indexes": ("pytorch-cpu", f"pytorch-{build}"),
    }


class Checker:
    """One base, asked again and again."""

    def __init__(self) -> None:
        self.knowledge = open_knowledge(ROOT / "knowledge")
        self.stock = Stock(self.knowledge, open_stacks(ROOT / "knowledge"))

    def ask(self, framework: str, facts: Facts, requires: tuple[str, ...] = ()) -> Resolution:
        """What the resolver says for a machine with these facts."""
        entries = (Fact(name=name, value=value, source="table") for name, value in facts.items())
        machine = Machine(facts=tuple(entries), fingerprint="table", here=False)
        need = Need(requires=requires)
        target = target_of(need, machine, self.knowledge, self.stock.compatibility)
        return resolve(target, framework, self.stock)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str, str]]:
        """CANN, torch and torch-npu as any table has them together."""
        found = {(cann, torch, plugin) for plugin, _, torch, cann in table("torch_npu")["rows"]}
        for software, toolkit in table("ascend_deployer")["rows"]:
            package, _, version = software.partition("_")
            if package == "Torch-npu":
                torch = version.partition(".post")[0]
                found.add((toolkit.removeprefix("CANN_"), torch, version))
        for _, backend, version, _, _, _, _, inside in table("gpustack_runner")["rows"]:
            if backend == "cann":
                torch = inside["torch"].partition("+")[0]
                found.add((version, torch, inside["torch-npu"]))
        return frozenset(found)

    def free(self, case: Case) -> Verdict:
        """Asked freely: that set, or one that is not older and allowed as well."""
        label = f"{case.label}: free"
        if not case.framework:
            return Verdict(kind="no framework", label=label, why="nothing that a stack holds")
        answer = self.ask(case.framework, case.facts)
        if not isinstance(answer, Stack):
            return Verdict(kind="no stack", label=label, why=said(answer), failed=True)
        first = next(iter(case.wanted))
        for stack in (answer, *answer.otherwise):
            has = parts(stack)
            if all(same(has.get(id, ""), version) for id, version in case.wanted.items()):
                return Verdict(kind="that set", label=label)
            if key(has.get(first, "0")) < key(case.wanted[first]):
                continue
            why = self._allowed(case, has, stack)
            if why:
                return Verdict(kind=f"a newer one, {why}", label=label, why=written(has))
        return Verdict(kind="another set", label=label, why=written(parts(answer)), failed=True)

    def _allowed(self, case: Case, has: Mapping[str, str], stack: Stack) -> str:
        """By what else a set is allowed; empty when nothing says so."""
        pair = (case.facts.get("ascend.cann", ""), has.get("torch", ""), has.get("torch-npu", ""))
        if pair in self.pairs:
            return "of a table"
        if stack.grade in ("documented", "documented_resolved", "ran"):
            return "of a documented row"
        return ""

    def required(self, case: Case) -> Verdict:
        """Asked with that version: that set, or a later build of it."""
        first, version = next(iter(case.wanted.items()), ("", ""))
        label = f"{case.label}: {first}=={version}"
        answer = self.ask(case.framework, case.facts, (f"{first}=={version}",))
        if not isinstance(answer, Stack):
            return Verdict(kind="no stack", label=label, why=said(answer), failed=True)
        for stack in (answer, *answer.otherwise):
            has = parts(stack)
            if not same(has.get(first, ""), version):
                continue
            rest = [(id, wanted) for id, wanted in case.wanted.items() if id != first]
            if all(same(has.get(id, ""), wanted) for id, wanted in rest):
                suffix = ", vendor's file" if stack.grade == "vendor" else ""
                return Verdict(kind=f"that set{suffix}", label=label)
            if all(key(has.get(id, "0")) > key(wanted) for id, wanted in rest):
                why = self._allowed(case, has, stack)
                if why:
                    return Verdict(kind=f"a later build, {why}", label=label, why=written(has))
        return Verdict(kind="another set", label=label, why=written(parts(answer)), failed=True)

    def spoilt(self, spoilt: Spoilt) -> Verdict:
        """Nothing can hold: a conflict that names the fact."""
        label = f"{spoilt.case.label}: {spoilt.what}"
        answer = self.ask(spoilt.case.framework, spoilt.facts, spoilt.requires)
        if isinstance(answer, Conflict):
            named = spoilt.culprits & set(answer.culprits)
            if named:
                return Verdict(kind=f"conflict over {min(named)}", label=label)
            return Verdict(kind="wrong culprit", label=label, why=said(answer), failed=True)
        why = written(parts(answer)) if isinstance(answer, Stack) else said(answer)
        return Verdict(kind="no conflict", label=label, why=why, failed=True)

    def unspoken(self, case: Case) -> Verdict:
        """A release of CANN that no row knows: packages alone, and it is said."""
        label = f"{case.label}: CANN 8.4.7"
        answer = self.ask(case.framework, case.facts | {"ascend.cann": "8.4.7"})
        if isinstance(answer, NoWay):
            return Verdict(kind="no way known", label=label)
        if isinstance(answer, Stack) and (answer.grade == "metadata" or answer.kind == "image"):
            return Verdict(kind=f"{answer.grade}, {answer.kind}", label=label)
        why = written(parts(answer)) if isinstance(answer, Stack) else said(answer)
        return Verdict(kind="claims too much", label=label, why=why, failed=True)


def mutations(case: Case) -> Iterator[Spoilt]:
    """Facts that no row and no file can live with, one at a time."""
    facts = case.facts
    offline = facts | {"network.index_reachable": False}
    old = ({"version": "3.5.9"},)
    named = {
        "Python 3.5 alone, no network": (
            offline | {"python.interpreters": old},
            {"python", "network"},
        ),
        "LoongArch": (facts | {"cpu.arch": "loongarch64"}, {"arch"}),
    }
    cann = str(facts.get("ascend.cann", ""))
    if cann and holds(cann, ">=8.5") and not holds(cann, ">=9.3"):
        spoilt = facts | {"ascend.driver": "22.0.4"}
        named["driver 22.0.4"] = (spoilt, {"ascend_driver", "cann"})
    if cann and holds(cann, ">=8.0"):
        named["glibc 2.4"] = (facts | {"libc.version": "2.4"}, {"glibc"})
    for what, (changed, culprits) in named.items():
        yield Spoilt(case=case, what=what, facts=changed, culprits=frozenset(culprits))
    if cann:
        yield Spoilt(
            case=case,
            what="torch==2.0.0 required",
            facts=facts,
            culprits=frozenset({"requires", "cann"}),
            requires=("torch==2.0.0",),
        )


def parts(stack: Stack) -> dict[str, str]:
    """component, or what pip calls a package: version of what a stack installs."""
    return {part.name or part.component: part.version.partition("+")[0] for part in stack.parts}


def same(found: str, wanted: str) -> bool:
    """Whether two spellings mean one version."""
    return bool(found) and key(found) == key(wanted)


def written(has: Mapping[str, str]) -> str:
    """For a person who reads the list."""
    return ", ".join(f"{id} {version}" for id, version in has.items())


def said(answer: Resolution) -> str:
    """Why there is no stack, in short."""
    if isinstance(answer, Conflict):
        return f"conflict over {', '.join(answer.culprits) or 'nothing that can be changed'}"
    return "no way known"


Question = tuple[str, Callable[[], Verdict]]


def questions(checker: Checker) -> Iterator[Question]:
    """Everything that is asked, by group."""
    for case in (*of_huawei(), *of_deployer(), *of_runner()):
        yield f"{case.table}: asked freely", partial(checker.free, case)
        if case.framework:
            yield (
                f"{case.table}: that version required",
                partial(checker.required, case),
            )
        if case.table != "torch_npu":
            continue
        case = msgspec.structs.replace(case, facts=case.facts | FIRST_GENERATION)
        yield "a CANN of which no row speaks", partial(checker.unspoken, case)
        for spoilt in mutations(case):
            yield (
                f"spoilt: {spoilt.what}",
                lambda spoilt=spoilt: checker.spoilt(spoilt),  # type: ignore[misc]
            )


def sample(seed: int, size: int) -> list[Verdict]:
    """Some of the questions, the same for the same seed."""
    every = [ask for _, ask in questions(Checker())]
    return [ask() for ask in random.Random(seed).sample(every, min(size, len(every)))]


def main() -> int:
    """Ask everything and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="list every answer that is not that set")
    given = parser.parse_args()
    groups: dict[str, list[Verdict]] = {}
    for group, ask in questions(Checker()):
        groups.setdefault(group, []).append(ask())
    failures = 0
    for group, verdicts in groups.items():
        print(f"{group}: {len(verdicts)}")
        for kind, count in Counter(verdict.kind for verdict in verdicts).most_common():
            print(f"    {count:4} {kind}")
        for verdict in verdicts:
            failures += verdict.failed
            if verdict.failed or (given.all and verdict.why):
                print(
                    f"        {'FAILED ' if verdict.failed else ''}{verdict.label}: {verdict.why}"
                )
    print(f"{sum(len(found) for found in groups.values())} questions, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
