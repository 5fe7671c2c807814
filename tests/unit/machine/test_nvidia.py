"""NVML through a stand-in for its library, the reasons when there is none, and the vendor's own
program."""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import pytest

from probes.machine import nvidia, nvidia_smi

A100 = {"address": "0000:17:00.0", "vendor": "10de", "device": "20b2", "class": "0302"}


@pytest.mark.parametrize(
    ("name", "driver", "cuda", "gpu_name", "mebibytes", "mig"),
    [
        ("a100-sxm4-v12", "535.54.03", "12.2", "NVIDIA A100-SXM4-80GB", 81920, True),
        ("a10g", "515.105.01", "11.7", "NVIDIA A10G", 23028, None),
        ("tesla-t4", "515.105.01", "11.7", "Tesla T4", 15360, None),
        ("gtx-1660-ti", "418.43", "10.1", "Graphics Device", 5912, None),
    ],
)
def test_recorded_documents_of_nvidia_smi(
    name, driver, cuda, gpu_name, mebibytes, mig, recorded
) -> None:
    found = nvidia_smi.parse(recorded(f"nvidia-smi-xml/{name}.xml"))
    assert found is not None
    (gpu,) = found["gpus"]
    assert (gpu["name"], gpu["memory_bytes"] // 2**20, gpu.get("mig")) == (gpu_name, mebibytes, mig)
    assert gpu["memory_used_bytes"] <= gpu["memory_bytes"]
    assert gpu["address"]
    assert found["driver"] == driver
    assert nvidia.cuda_text(found["cuda"]) == cuda


def test_a_document_that_is_none_is_refused() -> None:
    assert nvidia_smi.parse("") is None
    assert (
        nvidia_smi.parse(
            "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."
        )
        is None
    )
    assert (
        nvidia_smi.parse("<nvidia_smi_log><driver_version>oops</driver_version></nvidia_smi_log>")
        is None
    )


@pytest.mark.parametrize("version", ["550.90.07", "580.173.02"])
def test_the_kernel_module_names_its_version(version, recorded) -> None:
    assert nvidia.module_version(recorded(f"nvidia-version/{version}")) == version


def test_no_sign_of_the_vendor_means_that_nothing_is_asked(tree) -> None:
    assert nvidia.signs(tree({"/dev/null": ""}), []) == []
    facts = {fact["name"]: fact for fact in nvidia.absent("none")}
    assert facts["nvidia.gpus"]["value"] == []
    assert facts["nvidia.driver"]["missing"] == "none"


def test_a_version_mismatch_is_one_sentence_with_both_versions(recorded, tree) -> None:
    files = tree(
        {
            "/proc/driver/nvidia/version": recorded("nvidia-version/580.173.02"),
            "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1": "",
            "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.580.178.04": "",
        }
    )
    facts = {
        fact["name"]: fact
        for fact in nvidia.facts({"error": 18, "text": "mismatch"}, "", files, [A100])
    }
    assert facts["nvidia.note"]["value"].endswith("(module 580.173.02, library 580.178.04)")
    assert facts["nvidia.driver"]["value"] == "580.173.02"
    assert facts["nvidia.gpus"]["value"] == [{"address": "0000:17:00.0", "pci": "10de:20b2"}]


def test_a_gpu_without_its_driver_is_there_with_the_reason(tree) -> None:
    device = dict(A100, driver="nouveau")
    facts = {
        fact["name"]: fact
        for fact in nvidia.facts({"error": 12, "text": ""}, "", tree({}), [device])
    }
    assert facts["nvidia.note"]["value"].endswith("is not installed; the GPU is driven by nouveau")
    assert len(facts["nvidia.gpus"]["value"]) == 1


class Refusal(Exception):
    value = 18


NAMES = (
    "SystemGetCudaDriverVersion_v2",
    "SystemGetDriverVersion",
    "DeviceGetCount",
    "DeviceGetHandleByIndex",
    "DeviceGetMemoryInfo",
    "DeviceGetCudaComputeCapability",
    "DeviceGetMigMode",
    "DeviceGetPciInfo",
    "DeviceGetEnforcedPowerLimit",
    "DeviceGetName",
    "DeviceGetUtilizationRates",
    "DeviceGetComputeRunningProcesses",
    "DeviceGetMaxMigDeviceCount",
)


def library(**functions) -> types.ModuleType:
    module = types.ModuleType("pynvml")
    module.NVMLError = Refusal
    module.nvmlInit = lambda: None
    for name in NAMES:
        setattr(module, f"nvml{name}", functions.get(name, refuse))
    return module


def refuse(*_arguments: object) -> None:
    raise Refusal("not supported")


def test_what_the_library_says_becomes_facts_and_what_it_refuses_is_left_out(
    monkeypatch, tree
) -> None:
    memory = types.SimpleNamespace(total=80 * 2**30, used=2**30)
    fake = library(
        SystemGetDriverVersion=lambda: b"550.90.07",
        SystemGetCudaDriverVersion_v2=lambda: 12040,
        DeviceGetCount=lambda: 1,
        DeviceGetHandleByIndex=lambda index: index,
        DeviceGetName=lambda handle: "NVIDIA A100-SXM4-80GB",
        DeviceGetMemoryInfo=lambda handle: memory,
        DeviceGetCudaComputeCapability=lambda handle: (8, 0),
        DeviceGetPciInfo=lambda handle: types.SimpleNamespace(busId=b"00000000:17:00.0"),
        DeviceGetComputeRunningProcesses=lambda handle: [
            types.SimpleNamespace(pid=os.getpid(), usedGpuMemory=2**20),
            types.SimpleNamespace(pid=2**30, usedGpuMemory=None),
        ],
    )
    monkeypatch.setitem(sys.modules, "pynvml", fake)
    facts = {fact["name"]: fact for fact in nvidia.facts(nvidia.read(), "", tree({}), [A100])}
    assert facts["nvidia.gpus"]["value"] == [
        {
            "index": 0,
            "name": "NVIDIA A100-SXM4-80GB",
            "memory_bytes": 80 * 2**30,
            "memory_used_bytes": 2**30,
            "compute_capability": "8.0",
            "address": "0000:17:00.0",
            "processes": 2,
            "running": [
                {"name": Path("/proc/self/comm").read_text().strip(), "memory_bytes": 2**20},
                {"name": "not visible from here"},
            ],
        }
    ]
    assert facts["nvidia.cuda_driver"]["value"] == "12.4"
    assert "nvidia.note" not in facts


def test_a_gpu_that_only_the_bus_shows_is_said(monkeypatch, tree) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", library(DeviceGetCount=lambda: 0))
    facts = {fact["name"]: fact for fact in nvidia.facts(nvidia.read(), "", tree({}), [A100])}
    assert facts["nvidia.note"]["value"] == "on the PCI bus but not in NVML: 0000:17:00.0"


def test_the_librarys_refusal_is_its_number(monkeypatch) -> None:
    fake = library()
    fake.nvmlInit = refuse
    monkeypatch.setitem(sys.modules, "pynvml", fake)
    assert nvidia.read()["error"] == 18
