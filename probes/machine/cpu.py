"""The processor: /proc/cpuinfo in the spellings of five architectures, and its topology from /sys.

The flags of /proc/cpuinfo win over every name: they are what the kernel lets a program use, in a
virtual machine too.
"""

from __future__ import annotations

import re

from probes.machine.arm import named_arm
from probes.machine.fact import either, known, missing
from probes.machine.tree import Tree, ranges

INFO = "/proc/cpuinfo"
CPUS = "/sys/devices/system/cpu"
NODES = "/sys/devices/system/node"

# What decides which code path a framework's kernels take; everything else in the flags is noise to
# a chooser.
EXTENSIONS = (
    # x86_64
    "sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx_vnni_int8", "avx_ne_convert",
    "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512_vnni", "avx512_bf16",
    "avx512_fp16",
    "amx_tile", "amx_int8", "amx_bf16", "amx_fp16",
    # aarch64
    "asimd", "asimdhp", "asimddp", "sve", "sve2", "bf16", "i8mm", "svebf16", "svei8mm",
    "sme", "sme2",
    # loongarch64
    "lsx", "lasx",
)  # fmt: skip

# x86-64 psABI micro-architecture levels, in the kernel's spelling (pni is SSE3, abm holds LZCNT).
LEVELS = (
    ("x86-64-v2", {"cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"}),
    ("x86-64-v3", {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"}),
    ("x86-64-v4", {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}),
)

T_HEAD = "0x5b7"
"""Their first cores print `v` for a draft of the vector extension that no compiler of today
targets."""

VENDORS = {
    "genuineintel": "Intel",
    "authenticamd": "AMD",
    "hygongenuine": "Hygon",
    "centaurhauls": "Zhaoxin",
    "  shanghai  ": "Zhaoxin",
    "shanghai": "Zhaoxin",
    "loongson": "Loongson",
    "sw": "Sunway",
    "sunway": "Sunway",
}


def blocks(text: str) -> list[dict[str, str]]:
    """/proc/cpuinfo as one table per paragraph, keys in lower case; the first of a repeated key
    wins."""
    found: list[dict[str, str]] = [{}]
    for line in text.splitlines():
        if not line.strip():
            if found[-1]:
                found.append({})
            continue
        key, colon, value = line.partition(":")
        if colon:
            found[-1].setdefault(key.strip().lower(), value.strip())
    return [block for block in found if block]


def first(info: list[dict[str, str]], *keys: str) -> str:
    """The first value that any block has for any of the keys, keys in order of trust."""
    for key in keys:
        for block in info:
            if block.get(key):
                return block[key]
    return ""


def clean_name(name: str) -> str:
    """A model name without trademarks and padding; empty when it holds no printable word."""
    name = re.sub(r"\((R|TM|tm|r)\)|\bCPU\b", " ", name)
    name = "".join(letter if letter.isprintable() else " " for letter in name)
    name = re.sub(r"\s+", " ", name).strip()
    return name if re.search(r"\w", name) else ""


def model(info: list[dict[str, str]], arch: str) -> tuple[str, str]:
    """Model and vendor as people know them; empty where the kernel does not say."""
    name = clean_name(first(info, "model name", "cpu model", "cpu name", "processor name"))
    vendor_id = first(info, "vendor_id", "mvendorid", "cpu vendor").lower()
    vendor = VENDORS.get(vendor_id, "")
    if arch == "aarch64":
        arm_name, arm_vendor = arm_cores(info)
        # Some kernels say only `ARMv8 Processor rev 1 (v8l)`, which names no model.
        if not name or re.match(r"^(armv\d|aarch64) processor", name.lower()):
            name = arm_name
        vendor = arm_vendor
    if arch == "riscv64":
        name = name or clean_name(first(info, "uarch"))
        vendor = vendor or clean_name(first(info, "uarch").partition(",")[0])
    if arch == "loongarch64":
        vendor = vendor or ("Loongson" if "loongson" in name.lower() else "")
    if arch == "sw_64":
        vendor = vendor or "Sunway"
    return name, vendor or _maker(name)


def _maker(name: str) -> str:
    """The vendor that a model's name tells; empty when it tells none."""
    for brand in ("Intel", "AMD", "Hygon", "Zhaoxin", "Phytium", "Kunpeng"):
        if brand.lower() in name.lower():
            return {"Kunpeng": "HiSilicon"}.get(brand, brand)
    return ""


def arm_cores(info: list[dict[str, str]]) -> tuple[str, str]:
    """The names of every kind of core, `+` between them, and the vendor; empty when nothing is
    known."""
    names: dict[str, str] = {}
    for block in info:
        if block.get("cpu implementer"):
            name, vendor = named_arm(
                block["cpu implementer"], block.get("cpu part", ""), block.get("hardware", "")
            )
            names.setdefault(name, vendor)
    known_names = [name for name in names if name]
    return " + ".join(known_names), next((vendor for vendor in names.values() if vendor), "")


def flags(info: list[dict[str, str]], arch: str) -> list[str] | None:
    """The flags that every processor of the machine has; None when the kernel prints none."""
    if arch == "riscv64":
        return riscv_flags(info)
    sets = []
    for block in info:
        text = block.get("flags") or block.get("features") or ""
        if text:
            sets.append(set(text.lower().split()))
    return sorted(set.intersection(*sets)) if sets else None


def riscv_flags(info: list[dict[str, str]]) -> list[str] | None:
    """`rv64imafdcv_zicsr_zba` as single letters and names."""
    sets = []
    for block in info:
        isa = (block.get("hart isa") or block.get("isa") or "").lower()
        match = re.match(r"rv64([a-z]+)((?:_[a-z0-9]+)*)$", isa)
        if match:
            letters = set(match.group(1)) | set(match.group(2).strip("_").split("_")) - {""}
            if block.get("mvendorid") == T_HEAD and block.get("marchid", "0x0") == "0x0":
                letters.discard("v")
            sets.append(letters)
    return sorted(set.intersection(*sets)) if sets else None


def extensions(found: list[str], arch: str) -> list[str]:
    """The flags that matter to a framework, in a fixed order."""
    names = [name for name in EXTENSIONS if name in found]
    if arch == "riscv64":
        names += [name for name in ("v", "zvfh", "zvfbfmin", "zfh", "zba", "zbb") if name in found]
    return names


def level(found: list[str]) -> str:
    """The highest x86-64 level whose flags, and all lower levels' flags, are there."""
    reached = "x86-64-v1"
    for name, needed in LEVELS:
        if not needed <= set(found):
            break
        reached = name
    return reached


def frequency(info: list[dict[str, str]], tree: Tree) -> tuple[float | None, str]:
    """The highest clock in MHz that the kernel names, and where it says so."""
    names = [name for name in tree.names(f"{CPUS}/cpufreq") if name.startswith("policy")]
    folders = [f"{CPUS}/cpufreq/{name}" for name in names] or [f"{CPUS}/cpu0/cpufreq"]
    fastest, source = 0, ""
    for folder in folders:
        kilohertz = tree.number(f"{folder}/cpuinfo_max_freq") or 0
        if fastest < kilohertz < 20_000_000:
            fastest, source = kilohertz, f"{folder}/cpuinfo_max_freq"
    if fastest > 10_000:
        return fastest / 1000, source
    return _listed_frequency(info), INFO


def _listed_frequency(info: list[dict[str, str]]) -> float | None:
    """The highest clock in MHz that /proc/cpuinfo lists; None when it lists no likely one."""
    highest = 0.0
    for block in info:
        text = block.get("cpu mhz") or block.get("cpu frequency [mhz]") or ""
        match = re.match(r"^(\d{2,5}(?:\.\d+)?)\s*(?:MHz)?$", text)
        if match:
            highest = max(highest, float(match.group(1)))
    return round(highest, 1) if 10 < highest < 20_000 else None


def counts(info: list[dict[str, str]], tree: Tree) -> dict[str, int | None]:
    """Sockets, physical and logical cores; None for what neither /sys nor /proc/cpuinfo tells."""
    online = ranges(tree.word(f"{CPUS}/online"))
    listed = sum(1 for block in info if block.get("processor", "").isdigit())
    logical = len(online) if online else (listed or None)
    cores, sockets = _topology(tree, online or [])
    if not cores:
        cores, more = _listed(info)
        sockets |= more
    return {"logical": logical, "physical": len(cores) or None, "sockets": len(sockets) or None}


def _topology(tree: Tree, online: list[int]) -> tuple[set, set]:
    """Cores by the processors that share them, and packages, by /sys."""
    cores, sockets = set(), set()
    for number in online:
        topology = f"{CPUS}/cpu{number}/topology"
        siblings = tree.word(f"{topology}/core_cpus_list")
        siblings = siblings or tree.word(f"{topology}/thread_siblings_list")
        package = tree.number(f"{topology}/physical_package_id")
        if siblings:
            cores.add(siblings)
        if package is not None and package >= 0:
            sockets.add(package)
    return cores, sockets


def _listed(info: list[dict[str, str]]) -> tuple[set, set]:
    """Cores and packages by /proc/cpuinfo."""
    cores, sockets = set(), set()
    for block in info:
        package = block.get("physical id", block.get("package", ""))
        core = block.get("core id", block.get("core", ""))
        if core.isdigit() and package.isdigit():
            cores.add((package, core))
            sockets.add(package)
    return cores, sockets


def caches(tree: Tree) -> list[dict]:
    """The caches that the first processor sees, with how many processors share each."""
    found = []
    for name in tree.names(f"{CPUS}/cpu0/cache"):
        folder = f"{CPUS}/cpu0/cache/{name}"
        match = re.match(r"^(\d{1,9})([KM]?)$", tree.word(f"{folder}/size"))
        depth = tree.number(f"{folder}/level")
        if not name.startswith("index") or not match or depth is None:
            continue
        size = int(match.group(1)) * {"": 1, "K": 1024, "M": 1024**2}[match.group(2)]
        shared = ranges(tree.word(f"{folder}/shared_cpu_list"))
        kind = tree.word(f"{folder}/type").lower()
        if size:
            found.append(
                {
                    "level": depth,
                    "kind": kind,
                    "bytes": size,
                    "shared_by": len(shared) if shared else 0,
                }
            )
    return found


def facts(tree: Tree, arch: str) -> list[dict]:
    """Everything about the processor but its name among micro-architectures, which takes a
    library."""
    info = blocks(tree.text(INFO) or "")
    name, vendor = model(info, arch)
    found = flags(info, arch)
    count = counts(info, tree)
    clock, clock_source = frequency(info, tree)
    governor = tree.word(f"{CPUS}/cpu0/cpufreq/scaling_governor")
    nodes = sum(1 for name in tree.names(NODES) if re.match(r"^node\d+$", name))
    none = f"{INFO} does not say"
    answers = [
        known("cpu.arch", arch, "uname", "uname -m"),
        either("cpu.model", name, none, INFO, "lscpu | grep -i 'model name'"),
        either("cpu.vendor", vendor, none, INFO, "lscpu | grep -i vendor"),
        either("cpu.cores_logical", count["logical"], none, f"{CPUS}/online", "nproc --all"),
        either(
            "cpu.cores_physical",
            count["physical"],
            none,
            f"{CPUS}/cpu*/topology",
            "lscpu -p=CORE,SOCKET | sort -u",
        ),
        # Without ACPI an Arm kernel counts clusters of cores as packages.
        either(
            "cpu.sockets",
            None if " + " in name else count["sockets"],
            none,
            f"{CPUS}/cpu*/topology",
            "lscpu | grep -i socket",
        ),
        either(
            "cpu.frequency_mhz",
            clock,
            "the kernel names no clock",
            clock_source,
            "lscpu | grep -i mhz",
            "MHz",
        ),
        either(
            "cpu.governor",
            governor,
            "no frequency scaling here, as is usual in a virtual machine",
            f"{CPUS}/cpu0/cpufreq/scaling_governor",
            f"cat {CPUS}/cpu0/cpufreq/scaling_governor",
        ),
        either(
            "cpu.numa_nodes",
            nodes or None,
            "the kernel shows no NUMA",
            NODES,
            "lscpu | grep -i numa",
        ),
        either(
            "cpu.caches",
            caches(tree),
            "the kernel shows no caches",
            f"{CPUS}/cpu0/cache",
            "lscpu -C",
        ),
    ]
    listed = sum(1 for block in info if block.get("processor", "").isdigit())
    if listed and count["logical"] and listed != count["logical"]:
        # A container may hide processors in one of the two; the limits decide what may be used.
        text = f"{INFO} lists {listed} processors, {CPUS}/online {count['logical']}"
        answers.append(
            known(
                "machine.disagreements",
                [text],
                INFO,
                f"cat {CPUS}/online; grep -c ^processor {INFO}",
            )
        )
    command = "grep -m1 -iE '^(flags|features|isa)' /proc/cpuinfo"
    if found is None:
        answers.append(missing("cpu.extensions", f"{INFO} prints no flags", INFO, command))
    else:
        answers.append(known("cpu.extensions", extensions(found, arch), INFO, command))
    if arch == "x86_64" and found is not None:
        answers.append(known("cpu.level", level(found), INFO, "ld.so --help | grep x86-64-v"))
    return answers
