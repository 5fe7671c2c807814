"""`python -m probes.machine`: one JSON line per fact, as soon as it is known.

Every line is {name, value or missing, unit, source, command}. Files of /proc, /sys and /etc are read here; whatever can
block runs in children, all at once.
"""

from __future__ import annotations

import json
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
    nvidia,
    operating_system,
    pci,
    tools,
    virtualisation,
)
from probes.machine.children import Children
from probes.machine.fact import missing
from probes.machine.tree import Tree


class Lines:
    """Writes facts; remembers them, because some sources build on others."""

    def __init__(self) -> None:
        self.known: dict[str, dict] = {}

    def write(self, facts: list[dict]) -> None:
        """Write them at once: whoever reads shows them while others are still being found out."""
        text = ""
        for fact in facts:
            self.known[fact["name"]] = fact
            text += json.dumps(fact, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(1, data) :]


def careful(lines: Lines, source: str, read: object) -> None:
    """One source that fails must not cost the others: the failure is a fact."""
    try:
        lines.write(read())
    except BrokenPipeError:
        raise
    except Exception as error:
        reason = f"the probe failed: {type(error).__name__}: {error}"
        lines.write([missing(f"probe.{source}", reason, f"probes/machine/{source}.py", "python -m probes.machine")])


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

    devices: list[dict] = []

    def of_pci() -> list[dict]:
        found = pci.facts(tree, accelerators.wanted)
        devices.extend(found[0].get("value", ()))
        return found

    def started(name: str, function: object, facts: object, seconds: float) -> None:
        def done(answer: object) -> None:
            def read() -> list[dict]:
                if answer.error or answer.status != 0:
                    return facts(None, answer.error or "its process failed")
                return facts(answer.value(), "")

            careful(lines, name, read)

        children.call(function, done, seconds)

    careful(lines, "pci", of_pci)
    if nvidia.signs(tree, devices):
        started("nvidia", nvidia.read, lambda answer, error: nvidia.facts(answer, error, tree, devices), nvidia.SECONDS)
    else:
        lines.write(nvidia.absent("there is no NVIDIA device and no NVIDIA driver here"))
    started("microarchitecture", lambda: microarchitecture.read(tree, arch), microarchitecture.facts, 2.0)
    started("disk", lambda: disk.read(data, cache), lambda answer, error: disk.facts(answer, error, data), 2.0)
    pythons = interpreters.Interpreters(children, tree, home, environment)
    found_tools = tools.Tools(children, tree, environment)

    careful(lines, "cpu", lambda: cpu.facts(tree, arch))
    careful(lines, "memory", lambda: memory.facts(tree))
    careful(lines, "limits", lambda: limits.facts(tree, lines.known))
    careful(lines, "operating_system", lambda: operating_system.facts(tree))
    careful(lines, "libc", lambda: libc.facts(tree))
    careful(lines, "virtualisation", lambda: virtualisation.facts(tree))
    careful(lines, "accelerators", lambda: accelerators.facts(tree, devices if _has_bus(lines) else None))
    careful(lines, "kits", lambda: tools.kits(tree))
    careful(lines, "libraries", lambda: tools.libraries(tree, given["--library"], environment))
    children.wait()
    careful(lines, "interpreters", pythons.facts)
    careful(lines, "tools", found_tools.facts)
    return 0


def _has_bus(lines: Lines) -> bool:
    return "value" in lines.known.get("pci.devices", {})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # Whoever read us went away.
        os._exit(0)
