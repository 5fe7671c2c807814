"""NVIDIA GPUs through the driver's own library (NVML), in a child: a broken driver can hang it.

Without any sign of the vendor nothing is started. With a GPU but no working driver the one-line
reason is the fact.
"""

from __future__ import annotations

import re

from probes.machine.fact import known, missing
from probes.machine.tree import Tree

SECONDS = (
    6.0  # without the persistence daemon the first call wakes every GPU, about half a second each
)
COMMAND = "nvidia-smi -q"
MODULE = "/proc/driver/nvidia/version"
LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib/wsl/lib",
    "/usr/local/nvidia/lib64",
    "/usr/lib",
)

LIBRARY_NOT_FOUND = 12
VERSIONS_DIFFER = 18
MOST_PROCESSES = 16

# NVML's error numbers, as a person would say them.
REASONS = {
    4: "this user may not talk to the NVIDIA driver",
    9: "the NVIDIA kernel module is not loaded",
    12: "the NVIDIA driver's library (libnvidia-ml.so.1) is not installed",
    15: "a GPU has fallen off the bus; the machine must be restarted",
    18: "the NVIDIA kernel module and the driver's library have different versions; reload the "
    "module or restart",
}


def signs(tree: Tree, pci: list[dict]) -> list[str]:
    """What here is NVIDIA's: a device, a node, a loaded module or a library."""
    found = [f"PCI {device['address']}" for device in pci if device["vendor"] == "10de"]
    found += [f"/dev/{name}" for name in tree.names("/dev") if re.match(r"^nvidia(\d+|ctl)$", name)]
    if tree.exists(MODULE):
        found.append(MODULE)
    found += [path for path in library_files(tree) if path.endswith(".so.1")]
    return found


def library_files(tree: Tree) -> list[str]:
    """The driver's libraries, whose file name carries the version."""
    return [
        f"{folder}/{name}"
        for folder in LIBRARIES
        for name in tree.names(folder)
        if name.startswith("libnvidia-ml.so.")
    ]


def module_version(text: str) -> str:
    """The version in /proc/driver/nvidia/version; empty when it is none."""
    match = re.search(
        r"^NVRM version: NVIDIA \S.*?\s(\d{3}\.\d{1,3}(?:\.\d{1,3})?)\s", text, re.MULTILINE
    )
    return match.group(1) if match else ""


def library_version(paths: list[str]) -> str:
    """The version in the name of the driver's library."""
    for path in paths:
        match = re.search(r"libnvidia-ml\.so\.(\d{3}\.\d{1,3}(?:\.\d{1,3})?)$", path)
        if match:
            return match.group(1)
    return ""


def read() -> dict:
    """Everything NVML says; called in a child. `error` holds NVML's number when it does not
    speak."""
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        return {"error": int(getattr(error, "value", 999)), "text": str(error)}

    def ask(function: object, *arguments: object) -> object:
        """None for whatever this GPU or driver does not answer."""
        try:
            answer = function(*arguments)
        except (pynvml.NVMLError, AttributeError, TypeError, ValueError):
            return None
        return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer

    cuda = ask(pynvml.nvmlSystemGetCudaDriverVersion_v2)
    gpus = []
    for index in range(ask(pynvml.nvmlDeviceGetCount) or 0):
        handle = ask(pynvml.nvmlDeviceGetHandleByIndex, index)
        gpus.append(
            _gpu(pynvml, ask, index, handle)
            if handle is not None
            else {"index": index, "lost": True}
        )
    return {"driver": ask(pynvml.nvmlSystemGetDriverVersion), "cuda": cuda, "gpus": gpus}


def _gpu(pynvml: object, ask: object, index: int, handle: object) -> dict:
    memory = ask(pynvml.nvmlDeviceGetMemoryInfo, handle)
    capability = ask(pynvml.nvmlDeviceGetCudaComputeCapability, handle)
    mig = ask(pynvml.nvmlDeviceGetMigMode, handle)
    bus = ask(pynvml.nvmlDeviceGetPciInfo, handle)
    limit = ask(pynvml.nvmlDeviceGetEnforcedPowerLimit, handle)
    busy = ask(pynvml.nvmlDeviceGetUtilizationRates, handle)
    running = ask(pynvml.nvmlDeviceGetComputeRunningProcesses, handle)
    entry = {
        "index": index,
        "name": ask(pynvml.nvmlDeviceGetName, handle),
        "memory_bytes": _whole(memory, "total"),
        "memory_used_bytes": _whole(memory, "used"),
        "compute_capability": f"{capability[0]}.{capability[1]}" if capability else None,
        "address": pci_address(getattr(bus, "busId", "")),
        "mig": bool(mig[0]) if mig else None,
        "power_limit_watts": limit / 1000 if limit else None,
        "utilisation_percent": _whole(busy, "gpu"),
        "processes": len(running) if running is not None else None,
        "running": _running(running or ()),
    }
    if entry["mig"]:
        entry["mig_devices"] = _mig_devices(pynvml, ask, handle)
    return {key: value for key, value in entry.items() if value not in (None, "", [])}


def _whole(answer: object, name: str) -> int | None:
    """One number of an answer; None where there was none."""
    return None if answer is None else int(getattr(answer, name))


def _running(processes: object) -> list[dict]:
    """The programs that use the GPU, by name; a process of another container has none here."""
    found = []
    for process in list(processes)[:MOST_PROCESSES]:
        entry = {"name": Tree().word(f"/proc/{int(process.pid)}/comm") or "not visible from here"}
        if process.usedGpuMemory:
            entry["memory_bytes"] = int(process.usedGpuMemory)
        found.append(entry)
    return found


def _mig_devices(pynvml: object, ask: object, handle: object) -> list[dict]:
    found = []
    for index in range(ask(pynvml.nvmlDeviceGetMaxMigDeviceCount, handle) or 0):
        part = ask(pynvml.nvmlDeviceGetMigDeviceHandleByIndex, handle, index)
        memory = ask(pynvml.nvmlDeviceGetMemoryInfo, part) if part is not None else None
        if memory is not None:
            found.append({"index": index, "memory_bytes": int(memory.total)})
    return found


def pci_address(bus: object) -> str:
    """NVML's `00000000:17:00.0` as the kernel writes it; empty when it is none."""
    text = bus.decode("ascii", "replace") if isinstance(bus, bytes) else str(bus)
    match = re.match(
        r"^(?:[0-9a-f]{4})?([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\0*$", text.lower()
    )
    return match.group(1) if match else ""


def cuda_text(number: object) -> str:
    """NVML's 12040 as 12.4."""
    if not isinstance(number, int) or isinstance(number, bool) or not 1000 <= number < 100_000:
        return ""
    return f"{number // 1000}.{number % 1000 // 10}"


def absent(why: str) -> list[dict]:
    """No GPU is a fact."""
    return [
        known("nvidia.gpus", [], "NVML", COMMAND),
        missing("nvidia.driver", why, "NVML", "cat " + MODULE),
        missing("nvidia.cuda_driver", why, "NVML", COMMAND),
    ]


def facts(answer: dict | None, error: str, tree: Tree, pci: list[dict]) -> list[dict]:
    """Facts from what `read` returned, or from why it did not."""
    on_bus = [device for device in pci if device["vendor"] == "10de"]
    module = module_version(tree.text(MODULE) or "")
    if answer is None:
        return _not_told(f"NVML did not tell: {error}", on_bus, module)
    if "error" in answer:
        return _not_told(_why(answer, on_bus, module, tree), on_bus, module)
    return _told(answer, on_bus, module)


def _why(answer: dict, on_bus: list[dict], module: str, tree: Tree) -> str:
    """What NVML's error means here."""
    why = REASONS.get(answer["error"], f"NVML answers: {answer.get('text', '')}")
    library = library_version(library_files(tree))
    if answer["error"] == VERSIONS_DIFFER and module and library:
        why += f" (module {module}, library {library})"
    drivers = sorted({device.get("driver", "") for device in on_bus} - {""})
    if drivers and drivers != ["nvidia"]:
        why += f"; the GPU is driven by {', '.join(drivers)}"
    return why


def _not_told(why: str, on_bus: list[dict], module: str) -> list[dict]:
    """What the bus and the kernel know without NVML."""
    gpus, driver, cuda = absent(why)
    if on_bus:
        found = [
            {"address": device["address"], "pci": f"10de:{device['device']}"} for device in on_bus
        ]
        gpus = known("nvidia.gpus", found, "/sys/bus/pci/devices", "lspci -nn -d 10de:")
    if module:
        driver = known("nvidia.driver", module, MODULE, f"cat {MODULE}")
    return [gpus, driver, cuda, known("nvidia.note", why, "NVML", COMMAND)]


def _told(answer: dict, on_bus: list[dict], module: str) -> list[dict]:
    """What NVML says, beside what is on the bus."""
    driver, cuda = answer.get("driver") or module, cuda_text(answer.get("cuda"))
    silent = "the driver does not say"
    query = "nvidia-smi --query-gpu=driver_version --format=csv"
    answers = [
        known("nvidia.gpus", answer["gpus"], "NVML", COMMAND),
        known("nvidia.driver", driver, "NVML", query)
        if driver
        else missing("nvidia.driver", silent, "NVML", COMMAND),
        known("nvidia.cuda_driver", cuda, "NVML", "nvidia-smi | grep CUDA")
        if cuda
        else missing("nvidia.cuda_driver", silent, "NVML", COMMAND),
    ]
    seen = {gpu.get("address") for gpu in answer["gpus"]}
    hidden = [device["address"] for device in on_bus if device["address"] not in seen]
    if hidden:
        text = f"on the PCI bus but not in NVML: {', '.join(hidden)}"
        command = "lspci -nn -d 10de:; nvidia-smi -L"
        answers.append(known("nvidia.note", text, "NVML and /sys/bus/pci/devices", command))
    return answers
