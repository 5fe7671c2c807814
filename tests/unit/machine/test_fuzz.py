"""Damaged, translated, coloured and random input: never an exception, never a number that was not
there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.machine import (
    ascend,
    cpu,
    disk,
    interpreters,
    libc,
    limits,
    memory,
    nvidia,
    nvidia_smi,
    operating_system,
    pci,
    tools,
    vendor_tools,
    virtualisation,
)

RECORDED = Path(__file__).parents[2] / "data" / "machines" / "recorded"
TEXTS = [
    file.read_text(encoding="utf-8")[:6000]
    for file in sorted(RECORDED.rglob("*"))
    if file.is_file()
]
OURS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
    derandomize=True,
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A recording that was cut, overwritten, coloured or translated, or noise of its own."""
    text = draw(st.sampled_from(TEXTS))
    kind = draw(st.sampled_from(["cut", "noise", "colour", "swap", "words", "random", "doubled"]))
    at = draw(st.integers(0, len(text)))
    if kind == "cut":
        return text[at:] if draw(st.booleans()) else text[:at]
    if kind == "noise":
        return text[:at] + draw(st.binary(max_size=40)).decode("utf-8", "replace") + text[at:]
    if kind == "colour":
        return re.sub(r"(\w+)", "\x1b[1;31m\\1\x1b[0m", text[at : at + 800])
    if kind == "swap":
        return text.replace(draw(st.sampled_from(" |:/.0123456789-")), draw(st.text(max_size=3)))
    if kind == "words":
        return re.sub(
            r"[A-Za-z]{4,}", lambda match: "内存" if len(match.group()) % 2 else "処理", text
        )
    if kind == "doubled":
        return text[:at] + text[:at]
    return draw(st.text(max_size=400))


TEXT_PARSERS = {
    "cpuinfo": cpu.blocks,
    "meminfo": memory.parse,
    "os-release": operating_system.parse,
    "libc": libc.parse,
    "mounts": limits.mounts,
    "groups": limits.groups,
    "lspci": pci.parse_lspci,
    "npu-smi": ascend.parse,
    "cnmon": vendor_tools.cnmon,
    "xpu_smi": vendor_tools.xpu_smi,
    "rocm-smi": vendor_tools.rocm_smi,
    "efsmi": vendor_tools.efsmi,
    "mthreads-gmi": vendor_tools.mthreads_gmi,
    "intel xpu-smi": vendor_tools.intel_xpu_smi,
    "nvidia-smi": nvidia_smi.parse,
    "module": nvidia.module_version,
    "interpreter": interpreters.parse,
    "version": tools.version,
    "kit": tools.kit_version,
}


@pytest.mark.parametrize("name", TEXT_PARSERS)
@OURS
@given(text=damaged())
def test_no_text_breaks_a_parser(name: str, text: str) -> None:
    TEXT_PARSERS[name](text)


def numbers(text: str) -> set[int]:
    return {int(digits) for digits in re.findall(r"\d+", vendor_tools.plain(text))}


CARDS = {
    "npu-smi": ascend.parse,
    "cnmon": vendor_tools.cnmon,
    "xpu_smi": vendor_tools.xpu_smi,
    "efsmi": vendor_tools.efsmi,
    "mthreads-gmi": vendor_tools.mthreads_gmi,
    "xpu-smi": vendor_tools.intel_xpu_smi,
}


@pytest.mark.parametrize("folder", CARDS)
@OURS
@given(data=st.data())
def test_a_truncated_recording_gives_the_same_cards_or_fewer(
    folder: str, data: st.DataObject
) -> None:
    for file in (RECORDED / folder).iterdir():
        text = file.read_text(encoding="utf-8")
        whole = CARDS[folder](text)[1]
        cut = CARDS[folder](text[: data.draw(st.integers(0, len(text)))])[1]
        for index, card in enumerate(cut):
            for key, value in card.items():
                assert whole[index].get(key) == value, f"{file.name}: {key}"


@pytest.mark.parametrize("folder", CARDS)
@OURS
@given(text=damaged())
def test_every_memory_was_in_the_text(folder: str, text: str) -> None:
    for card in CARDS[folder](text)[1]:
        if "memory_bytes" in card:
            assert card["memory_bytes"] // 2**20 in numbers(text)


FACT_SOURCES = {
    "cpu x86_64": ("/proc/cpuinfo", lambda tree: cpu.facts(tree, "x86_64")),
    "cpu aarch64": ("/proc/cpuinfo", lambda tree: cpu.facts(tree, "aarch64")),
    "cpu loongarch64": ("/proc/cpuinfo", lambda tree: cpu.facts(tree, "loongarch64")),
    "cpu riscv64": ("/proc/cpuinfo", lambda tree: cpu.facts(tree, "riscv64")),
    "memory": ("/proc/meminfo", memory.facts),
    "os": ("/etc/os-release", operating_system.facts),
    "edition": ("/etc/os-version", operating_system.facts),
    "limits": ("/proc/self/mountinfo", lambda tree: limits.facts(tree, {})),
    "groups": ("/proc/self/cgroup", lambda tree: limits.facts(tree, {})),
    "container": ("/proc/1/environ", virtualisation.facts),
    "vm": ("/sys/class/dmi/id/sys_vendor", virtualisation.facts),
    "cann": (
        "/usr/local/Ascend/ascend-toolkit/latest/version.cfg",
        lambda tree: ascend.facts(None, "", tree, {}),
    ),
    "nvidia": (
        "/proc/driver/nvidia/version",
        lambda tree: nvidia.facts({"error": 18}, "", tree, []),
    ),
}


@pytest.mark.parametrize("name", FACT_SOURCES)
@OURS
@given(text=damaged())
def test_every_source_makes_sound_facts_of_anything(name: str, text: str, tree) -> None:
    path, read = FACT_SOURCES[name]
    for fact in read(tree({path: text})):
        assert ("value" in fact) != ("missing" in fact)
        assert fact["source"]
        assert fact["command"]
        json.dumps(fact, allow_nan=False)
        value = fact.get("value")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            assert value >= 0, fact


@OURS
@given(text=damaged(), path=st.text(max_size=30))
def test_the_file_system_of_a_path_is_found_or_not(text: str, path: str) -> None:
    assert isinstance(disk.file_system(text, path), str)


@OURS
@given(data=st.binary(max_size=64))
def test_any_bytes_may_be_a_program(data: bytes) -> None:
    assert isinstance(interpreters.elf_machine(data), str)
