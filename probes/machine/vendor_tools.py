"""Reads what vendors' tools print about their cards: name, memory and PCI address of each, and the
driver.

Only forms that were seen in public recordings are read (tests/data/machines); anything else gives
no device and no number. Units are MiB where the tools write MB or MiB.
"""

from __future__ import annotations

import re

MIB = 2**20
ADDRESS = r"(?:(?:[0-9a-f]{2}|[0-9a-f]{4,8}):)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"
LARGEST = 4 << 20  # MiB on one card; beyond 4 TiB the text is damaged


def plain(text: str) -> str:
    """The text without the colours and cursor movements of a terminal."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    return "".join(
        letter for letter in text if letter == "\n" or letter.isprintable() or letter == "\t"
    )


def address(text: str) -> str:
    """A PCI address as the kernel writes it, `0000:c1:00.0`; empty when it is none."""
    text = text.strip().lower()
    if not re.match(rf"^{ADDRESS}$", text):
        return ""
    # The domain has none, two, four or eight digits, by the tool's taste; the kernel writes four.
    domain = text[:-7].rstrip(":")[-4:]
    return f"{domain:0>4}:{text[-7:]}"


def mebibytes(text: str) -> int | None:
    """A count of MiB in bytes; None when it is no plausible number."""
    if not re.match(r"^\d{1,7}$", text) or not 0 < int(text) <= LARGEST:
        return None
    return int(text) * MIB


def card(index: str, name: str, where: str, memory: str) -> dict:
    """One card; what is not known is left out."""
    entry = {"index": int(index), "name": re.sub(r"\s+", " ", name).strip()}
    if address(where):
        entry["address"] = address(where)
    size = mebibytes(memory)
    if size is not None:
        entry["memory_bytes"] = size
    return entry


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, without the frame."""
    found = []
    for line in plain(text).splitlines():
        line = line.strip()
        if line.startswith("|") and line.endswith("|") and len(line) > 2:
            found.append([cell.strip() for cell in line[1:-1].split("|")])
    return found


def one(pattern: str, text: str) -> str:
    """The first group of the first match; empty when there is none."""
    match = re.search(pattern, plain(text))
    return match.group(1) if match else ""


def cnmon(text: str) -> tuple[str, list[dict]]:
    """Cambricon: two rows a card, name and address above memory."""
    found = []
    table = rows(text)
    for upper, lower in zip(table, table[1:]):
        if len(upper) != 3 or len(lower) != 3:
            continue
        head = re.match(r"^(\d{1,3})\s+\S+\s+(MLU[\w-]+)\s+v[\d.]+$", upper[0])
        memory = re.match(r"^\d{1,7} MiB/\s*(\d{1,7}) MiB$", lower[1])
        if head and address(upper[1]) and memory:
            found.append(card(head.group(1), head.group(2), upper[1], memory.group(1)))
    return one(r"Driver v(\d{1,3}(?:\.\d{1,4}){1,3})", text), found


def xpu_smi(text: str) -> tuple[str, list[dict]]:
    """Kunlun: one row a card under a header that names the columns."""
    found = []
    columns: list[str] = []
    for cells in rows(text):
        if "PCI Addr" in cells:
            columns = cells
        elif columns and len(cells) == len(columns):
            row = dict(zip(columns, cells))
            memory = re.match(r"^\d{1,7} / (\d{1,7}) MB$", row.get("Memory", ""))
            if re.match(r"^\d{1,3}$", row.get("DevID", "")) and address(row["PCI Addr"]) and memory:
                found.append(
                    card(row["DevID"], row.get("Model", ""), row["PCI Addr"], memory.group(1))
                )
        else:
            columns = []
    return one(r"Driver Version: (\d{1,4}(?:\.\d{1,4}){1,3})", text), found


def rocm_smi(text: str) -> tuple[str, list[dict]]:
    """Hygon's rocm-smi of the DCU: it tells how many there are, not which."""
    if not re.search(r"^DCU\s+Temp", plain(text), re.MULTILINE):
        return "", []
    found = re.findall(r"^(\d{1,3})\s+\d{1,3}\.\d[cC]\s+\d", plain(text), re.MULTILINE)
    return "", [{"index": int(index)} for index in found]


def efsmi(text: str) -> tuple[str, list[dict]]:
    """Enflame: two rows a card, name and address above memory."""
    found = []
    table = rows(text)
    for upper, lower in zip(table, table[1:]):
        if len(upper) != 3 or len(lower) != 3:
            continue
        head = re.match(r"^(\d{1,3})\s+([A-Z]\d{1,3}\w*)$", upper[0])
        where = re.match(rf"^({ADDRESS})\s", upper[2].lower() + " ")
        memory = re.match(r"^(\d{1,7})MiB\b", lower[1])
        if head and where and memory:
            found.append(card(head.group(1), head.group(2), where.group(1), memory.group(1)))
    return one(r"Driver Ver: (\d{1,4}(?:\.\d{1,4}){1,4})", text), found


def mthreads_gmi(text: str) -> tuple[str, list[dict]]:
    """Moore Threads: name, address and memory in one line a card."""
    found = []
    for line in plain(text).splitlines():
        match = re.match(
            rf"^(\d{{1,3}})\s+(MTT [\w "
            rf"]+?)\s*\|({ADDRESS})\s*\|\d{{1,3}}%\s+\d{{1,7}}MiB\((\d{{1,7}})MiB\)$",
            line.strip(),
            re.IGNORECASE,
        )
        if match:
            found.append(card(*match.groups()))
    return one(r"Driver Version:\s*(\d{1,3}(?:\.\d{1,4}){1,3}(?:-[a-z]+)?)", text), found


def intel_xpu_smi(text: str) -> tuple[str, list[dict]]:
    """Intel: the same name as Kunlun's tool, another table; memory stands in a later row of the
    same card."""
    found: list[dict] = []
    for cells in rows(text):
        if len(cells) != 3:
            continue
        head = re.match(r"^(\d{1,3})\s+(Intel\(R\) .+?)\s+(?:On|Off)$", cells[0])
        where = re.match(rf"^({ADDRESS})\s", cells[1].lower() + " ")
        if head and where:
            found.append(card(head.group(1), head.group(2), where.group(1), ""))
        memory = re.match(r"^\d{1,7}MiB / (\d{1,7})MiB$", cells[1])
        if memory and found and "memory_bytes" not in found[-1] and mebibytes(memory.group(1)):
            found[-1]["memory_bytes"] = mebibytes(memory.group(1))
    return "", found


# kind: (program, arguments, parser). Ascend and NVIDIA have files of their own.
TOOLS = {
    "cambricon_mlu": ("cnmon", [], cnmon),
    "kunlun_xpu": ("xpu_smi", [], xpu_smi),
    "hygon_dcu": ("rocm-smi", [], rocm_smi),
    "enflame": ("efsmi", [], efsmi),
    "moore_threads": ("mthreads-gmi", [], mthreads_gmi),
    "intel_gpu": ("xpu-smi", [], intel_xpu_smi),
}
SECONDS = 5.0
