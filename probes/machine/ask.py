"""Decides which drivers and vendors' tools are asked on this machine, and starts them, all at
once."""

from __future__ import annotations

from probes.machine import ascend, nvidia, nvidia_smi, vendor_tools
from probes.machine.children import Children
from probes.machine.lines import Lines, careful
from probes.machine.tree import Tree


def ask_nvidia(
    lines: Lines, children: Children, tree: Tree, on_bus: list[dict], programs: dict[str, str]
) -> None:
    """NVML in a child; where it does not load, the vendor's own program, which may find it
    elsewhere."""
    if not nvidia.signs(tree, on_bus):
        lines.write(nvidia.absent("there is no NVIDIA device and no NVIDIA driver here"))
        return

    def spoken(answer: object) -> None:
        told = answer.value() if not answer.error and answer.status == 0 else None
        error = answer.error or ("" if told else "its process failed")
        program = programs.get("nvidia-smi")
        if program and (told is None or told.get("error") == nvidia.LIBRARY_NOT_FOUND):
            children.run(
                [program, "-q", "-x"],
                lambda said: fallen_back(said, told, error),
                nvidia_smi.SECONDS,
            )
        else:
            careful(lines, "nvidia", lambda: nvidia.facts(told, error, tree, on_bus))

    def fallen_back(said: object, told: dict | None, error: str) -> None:
        better = nvidia_smi.parse(said.text) if not said.error else None
        careful(lines, "nvidia", lambda: nvidia.facts(better or told, error, tree, on_bus))

    children.call(nvidia.read, spoken, nvidia.SECONDS)


def ask_ascend(
    lines: Lines,
    children: Children,
    tree: Tree,
    here: bool,
    programs: dict[str, str],
    environment: dict[str, str],
) -> None:
    """npu-smi, when there is a device or the program itself."""
    program = programs.get("npu-smi")
    if not here and not program:
        lines.write(ascend.absent())
        return

    def done(answer: object) -> None:
        parsed = ascend.parse(answer.text)
        error = answer.error or ("" if parsed[1] else _last_line(answer.text))
        careful(lines, "ascend", lambda: ascend.facts(parsed, error, tree, environment))

    if program:
        children.run([program, "info"], done, ascend.SECONDS)
    else:
        error = "the program is not on the PATH"
        careful(lines, "ascend", lambda: ascend.facts(None, error, tree, environment))


def ask_vendors(
    children: Children, kinds: set[str], programs: dict[str, str], told: dict[str, dict]
) -> None:
    """The other vendors' tools, each only where its kind of device is; answers arrive in `told`."""
    for kind in sorted(kinds & set(vendor_tools.TOOLS)):
        name, arguments, parser = vendor_tools.TOOLS[kind]
        if name not in programs:
            continue

        def done(
            answer: object, kind: str = kind, name: str = name, parser: object = parser
        ) -> None:
            driver, cards = parser(answer.text)
            error = answer.error or ("" if cards else _last_line(answer.text))
            told[kind] = {"tool": name, "driver": driver, "cards": cards, "error": error}

        children.run([programs[name], *arguments], done, vendor_tools.SECONDS)


def _last_line(text: str) -> str:
    """What a tool that listed nothing said last."""
    lines = vendor_tools.plain(text).strip().splitlines()
    return lines[-1][:200] if lines else "it printed nothing"
