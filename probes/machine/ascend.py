"""Huawei Ascend: npu-smi in its old and new forms, CANN and the driver from their files.

npu-smi prints a header of two lines and then two lines a chip; which figures are there changes with
version and card, so the header decides what the last column is. A card of two chips (910C) repeats
its number.
"""

from __future__ import annotations

import re

from probes.machine.fact import either, known, missing
from probes.machine.tree import Tree
from probes.machine.vendor_tools import address, mebibytes, plain, rows

SECONDS = 8.0  # a server with eight cards was seen to take five
COMMAND = "npu-smi info"
DRIVER = "/usr/local/Ascend/driver/version.info"
ROOTS = (
    "/usr/local/Ascend/ascend-toolkit/latest",
    "/usr/local/Ascend/cann",
    "/usr/local/Ascend/latest",
)
MEMORY_COLUMNS = ("HBM-Usage(MB)", "Memory-Usage(MB)")
VERSION_FILES = (
    "aarch64-linux/ascend_toolkit_install.info",
    "x86_64-linux/ascend_toolkit_install.info",
    "arm64-linux/ascend_toolkit_install.info",
    "ascend_toolkit_install.info",
    "version.cfg",
    "version.info",
)
"""Where CANN's installers write it, below its folder."""


def parse(text: str) -> tuple[str, list[dict]]:
    """The version of npu-smi, which is that of the driver package, and every chip."""
    version = re.search(r"npu-smi\s+(\d{1,3}\.[\w.]{1,20})", plain(text))
    found: list[dict] = []
    pending: dict | None = None
    memory_is_last = False
    for cells in rows(text):
        if any("Process id" in cell for cell in cells):
            break
        if len(cells) != 3:
            continue
        if cells[0].startswith("Chip"):
            last_column = cells[2].split("  ")[-1].strip()
            memory_is_last = last_column in MEMORY_COLUMNS
            continue
        if pending is None:
            pending = _first_line(cells)
            continue
        chip = _second_line(cells, memory_is_last)
        if chip is not None:
            found.append({**pending, **chip})
        pending = None
    return version.group(1) if version else "", found


def _first_line(cells: list[str]) -> dict | None:
    """Number, name and health; None when it is not the first of a chip's two lines."""
    head = re.match(r"^(\d{1,5})\s+([A-Za-z0-9][\w-]{0,30})$", cells[0])
    health = re.match(r"^[A-Z][A-Za-z]{1,15}$", cells[1])
    if not head or not health:
        return None
    return {"npu": int(head.group(1)), "name": head.group(2), "health": cells[1]}


def _second_line(cells: list[str], memory_is_last: bool) -> dict | None:
    """The chip's number, and address and memory where they are told; None when it is not the
    second of a chip's two lines."""
    number = re.match(r"^(\d{1,3})(?:\s+\d{1,5})?$", cells[0])
    if not number or not re.match(r"^(?:NA|[0-9A-Fa-fxX]{4}:[0-9A-Fa-fxX]{2}:.*)$", cells[1]):
        return None
    chip: dict = {"chip": int(number.group(1))}
    if address(cells[1]) and cells[1] != "0000:00:00.0":
        chip["address"] = address(cells[1])
    usage = re.search(r"\d{1,7}\s*/\s*(\d{1,7})$", cells[2]) if memory_is_last else None
    size = mebibytes(usage.group(1)) if usage else None
    if size is not None:
        chip["memory_bytes"] = size
    return chip


def field(text: str, name: str) -> str:
    """`Version=23.0.3` or `version=8.0.RC1` from the vendor's files; empty when it is not there."""
    match = re.search(
        rf"^\s*{name}\s*=\s*\[?\"?([0-9][\w.-]{{0,30}})", text, re.MULTILINE | re.IGNORECASE
    )
    return match.group(1) if match else ""


def cann(tree: Tree, environment: dict[str, str]) -> tuple[str, str]:
    """The version of CANN and the file that says it; both empty when none is installed."""
    own = [environment.get(name, "") for name in ("ASCEND_HOME_PATH", "ASCEND_TOOLKIT_HOME")]
    for root in [path for path in own if path.startswith("/")] + list(ROOTS):
        for name in VERSION_FILES:
            path = f"{root.rstrip('/')}/{name}"
            version = _version(tree.text(path) or "")
            if version:
                return version, path
    return "", ""


def _version(text: str) -> str:
    running = re.search(r"_running_version=\[([0-9][\w.]*):", text)
    return field(text, "version") or (running.group(1) if running else "")


def facts(
    answer: tuple[str, list[dict]] | None, error: str, tree: Tree, environment: dict[str, str]
) -> list[dict]:
    """Chips, driver and CANN. `answer` is what `parse` found, or None with the reason."""
    chips = answer[1] if answer else []
    driver = field(tree.text(DRIVER) or "", "Version") or (answer[0] if answer else "")
    toolkit, toolkit_source = cann(tree, environment)
    answers = [
        known("ascend.devices", chips, "npu-smi", COMMAND),
        either("ascend.driver", driver, "no Ascend driver is installed", DRIVER, f"cat {DRIVER}"),
        either(
            "ascend.cann",
            toolkit,
            "CANN is not where its installer puts it",
            toolkit_source or ROOTS[0],
            f"cat {toolkit_source or ROOTS[0] + '/version.cfg'}",
        ),
    ]
    if error:
        answers.append(known("ascend.note", f"npu-smi did not tell: {error}", "npu-smi", COMMAND))
    return answers


def absent() -> list[dict]:
    """No NPU is a fact."""
    why = "there is no Ascend device here"
    return [
        known("ascend.devices", [], "PCI identity and device nodes", "lspci -nn -d 19e5:"),
        missing("ascend.driver", why, DRIVER, f"cat {DRIVER}"),
        missing("ascend.cann", why, ROOTS[0], f"ls {ROOTS[0]}"),
    ]
