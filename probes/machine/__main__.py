"""`python -m probes.machine`: one JSON line per fact, as soon as it is known.

Every line is {name, value or missing, unit, source, command}. Files of /proc, /sys and /etc are read here; whatever can
block runs in children, all at once.
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
from probes.machine.lines import Lines, careful
from probes.machine.tree import Tree


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

    def started(name: str, function: object, facts: object, seconds: float) -> None:
        def done(answer: object) -> None:
            def read() -> list[dict]:
                if answer.error or answer.status != 0:
                    return facts(None, answer.error or "its process failed")
                return facts(answer.value(), "")

            careful(lines, name, read)

        children.call(function, done, seconds)

    careful(lines, "pci", lambda: pci.facts(tree, accelerators.wanted))
    bus = "value" in lines.known.get("pci.devices", {})
    on_bus: list[dict] = lines.known.get("pci.devices", {}).get("value", [])
    devices = accelerators.describe(on_bus)
    careful(lines, "accelerators", lambda: accelerators.facts(tree, devices))
    kinds = set(lines.known.get("accelerators.found", {}).get("value", [])) | {entry["kind"] for entry in devices}

    ask_nvidia(lines, children, tree, on_bus, environment)
    ask_ascend(lines, children, tree, "ascend_npu" in kinds, environment)
    told = ask_vendors(children, tree, kinds, environment)
    started("disk", lambda: disk.read(data, cache), lambda answer, error: disk.facts(answer, error, data), 2.0)
    pythons = interpreters.Interpreters(children, tree, home, environment)
    found_tools = tools.Tools(children, tree, environment)

    careful(lines, "cpu", lambda: cpu.facts(tree, arch))
    careful(lines, "microarchitecture", lambda: microarchitecture.facts(tree, arch))
    careful(lines, "memory", lambda: memory.facts(tree))
    careful(lines, "limits", lambda: limits.facts(tree, lines.known))
    careful(lines, "operating_system", lambda: operating_system.facts(tree))
    careful(lines, "libc", lambda: libc.facts(tree))
    careful(lines, "virtualisation", lambda: virtualisation.facts(tree))
    careful(lines, "kits", lambda: tools.kits(tree))
    careful(lines, "libraries", lambda: tools.libraries(tree, given["--library"], environment))
    children.wait()
    careful(lines, "accelerators", lambda: accelerators.reconciled(tree, devices, told, bus))
    careful(lines, "interpreters", lambda: pythons.facts(arch))
    careful(lines, "tools", found_tools.facts)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # Whoever read us went away.
        os._exit(0)
