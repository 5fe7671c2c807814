"""`nvidia-smi -q -x`, for where the driver's library answers its own tool but not us (seen in WSL
and containers)."""

from __future__ import annotations

import re

from probes.machine.nvidia import pci_address

SECONDS = 6.0


def parse(text: str) -> dict | None:
    """What NVML would have told, as far as the document says it; None when it is no such
    document."""
    import xml.etree.ElementTree as tree

    # The document names a DTD that nobody needs; without the line no parser is tempted to look for
    # it.
    text = re.sub(r"<!DOCTYPE[^>]*>", "", text[text.find("<nvidia_smi_log") :])
    try:
        root = tree.fromstring(text)
    except (tree.ParseError, ValueError):
        return None
    driver = root.findtext("driver_version") or ""
    if root.tag != "nvidia_smi_log" or not re.match(r"^\d{3}\.\d{1,3}(\.\d{1,3})?$", driver):
        return None
    gpus = [_gpu(index, element) for index, element in enumerate(root.findall("gpu"))]
    return {"driver": driver, "cuda": _cuda(root.findtext("cuda_version") or ""), "gpus": gpus}


def _gpu(index: int, element: object) -> dict:
    entry = {
        "index": index,
        "name": (element.findtext("product_name") or "").strip(),
        "memory_bytes": _mib(element.findtext("fb_memory_usage/total")),
        "memory_used_bytes": _mib(element.findtext("fb_memory_usage/used"), smallest=0),
        "address": pci_address((element.get("id") or "").strip()),
        "mig": {"Enabled": True, "Disabled": False}.get(
            (element.findtext("mig_mode/current_mig") or "").strip()
        ),
        "power_limit_watts": _watts(element),
    }
    return {key: value for key, value in entry.items() if value is not None and value != ""}


def _mib(text: str | None, smallest: int = 1) -> int | None:
    match = re.match(r"^(\d{1,7}) MiB$", (text or "").strip())
    return int(match.group(1)) * 2**20 if match and int(match.group(1)) >= smallest else None


def _watts(element: object) -> float | None:
    for path in ("gpu_power_readings/current_power_limit", "power_readings/power_limit"):
        match = re.match(r"^(\d{1,5}\.\d{1,3}) W$", (element.findtext(path) or "").strip())
        if match:
            return float(match.group(1))
    return None


def _cuda(text: str) -> int | None:
    """`12.4` as NVML writes it, 12040."""
    match = re.match(r"^(\d{1,2})\.(\d{1,2})$", text.strip())
    return int(match.group(1)) * 1000 + int(match.group(2)) * 10 if match else None
