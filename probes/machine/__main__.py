"""`python -m probes.machine`: one JSON line per fact, as soon as it is known.

Every line is {name, value or missing, unit, source, command}. Files of /proc, /sys and /etc are
read here; whatever can block runs in children, all at once.
"""

from __future__ import annotations

import os
import signal
import sys

from probes.machine import (
    accelerators,
    cpu,
    disk,
    interpreters,
    libc,
    limits,
    memory,
    microarchitecture,
    operating_system,
    pci,
    tools,
    virtualisation,
)
from probes.machine.ask import ask_ascend, ask_nvidia, ask_vendors
from probes.machine.children import Children
from probes.machine.fact import missing
from probes.machine.lines import Lines, careful
from probes.machine.tree import Tree

# A folder on a network disk that hangs costs this long, once.
SEARCH_SECONDS = 3.0
DISK_SECONDS = 2.0


def options(arguments: list[str]) -> dict[str, list[str]]:
    """`--data DIR`, `--cache DIR`, `--library NAME` (any number of times)."""
    found: dict[str, list[str]] = {"--data": [], "--cache": [], "--library": []}
    for name, value in zip(arguments[::2], arguments[1::2]):
        if name not in found:
            raise SystemExit(f"unknown option {name}")
        found[name].append(value)
    return found


def main(arguments: list[str]) -> int:
    """Print every fact of this machine."""
    given = options(arguments)
    tree, lines, children = Tree(), Lines(), Children()
    environment = dict(os.environ)
    home = os.path.expanduser("~")
    arch = os.uname().machine
    data = (given["--data"] or [home])[0]
    cache = (given["--cache"] or [data])[0]

    def stop(_number: int, _frame: object) -> None:
        children.kill()
        os._exit(1)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    careful(lines, "pci", lambda: pci.facts(tree, accelerators.wanted))
    bus = "value" in lines.known.get("pci.devices", {})
    on_bus: list[dict] = lines.known.get("pci.devices", {}).get("value", [])
    devices = accelerators.describe(on_bus)
    careful(lines, "accelerators", lambda: accelerators.facts(tree, devices))
    kinds = set(lines.known.get("accelerators.found", {}).get("value", [])) | {
        entry["kind"] for entry in devices
    }

    programs: dict[str, str] = {}
    told: dict[str, dict] = {}
    pythons, found_tools = interpreters.Interpreters(), tools.Tools()

    def search() -> dict:
        return {
            "programs": tools.locate(tree, environment),
            "pythons": interpreters.candidates(tree, home, environment),
            "libraries": tools.libraries(tree, given["--library"], environment),
        }

    def searched(answer: object) -> None:
        if answer.error or answer.status != 0:
            why = answer.error or "its process failed"
            why = f"the search of the PATH and of the home folder failed: {why}"
            lines.write([missing("probe.search", why, "PATH", "echo $PATH")])
            found = {"programs": {}, "pythons": [], "libraries": []}
        else:
            found = answer.value()
        programs.update(found["programs"])
        lines.write(found["libraries"])
        pythons.ask(children, found["pythons"])
        found_tools.ask(children, programs)
        ask_ascend(lines, children, tree, "ascend_npu" in kinds, programs, environment)
        ask_vendors(children, kinds, programs, told)

    def measured(answer: object) -> None:
        failed = answer.error or ("" if answer.status == 0 else "its process failed")
        careful(lines, "disk", lambda: disk.facts(None if failed else answer.value(), failed, data))

    children.call(search, searched, SEARCH_SECONDS)
    children.call(lambda: disk.read(data, cache), measured, DISK_SECONDS)
    ask_nvidia(lines, children, tree, on_bus, programs)

    careful(lines, "cpu", lambda: cpu.facts(tree, arch))
    careful(lines, "microarchitecture", lambda: microarchitecture.facts(tree, arch))
    careful(lines, "memory", lambda: memory.facts(tree))
    careful(lines, "limits", lambda: limits.facts(tree, lines.known))
    careful(lines, "operating_system", lambda: operating_system.facts(tree))
    careful(lines, "libc", lambda: libc.facts(tree))
    careful(lines, "virtualisation", lambda: virtualisation.facts(tree))
    careful(lines, "kits", lambda: tools.kits(tree))
    children.wait()
    strangers = accelerators.strange(on_bus)
    careful(
        lines,
        "accelerators",
        lambda: accelerators.reconciled(tree, devices, told, bus, strangers),
    )
    careful(lines, "interpreters", lambda: pythons.facts(arch))
    careful(lines, "tools", found_tools.facts)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # Whoever read us went away.
        os._exit(0)
