"""The way of a need from the command line to the ranking: which modules it passes, in order.

Runs a command in this process and notes each step from one module of the program into another that
was not taken before. A climb is a step from a lower layer into a higher one; pyproject.toml holds
the layers. `make way` prints it.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = str(ROOT / "advisor") + "/"
DEFAULT = ("rank", "--industry", "healthcare")
PAGE = ROOT / "docs" / "way-of-a-need.md"
CALLBACK = "a function that was handed down, to ask whether the person still wants to know."


def layers() -> dict[str, int]:
    """Each package of the program with its height, the highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    ordered = next(one["layers"] for one in contracts if one["type"] == "layers")
    return {name: at for at, line in enumerate(ordered) for name in line.split(" | ")}


def module_of(frame: FrameType) -> str:
    """`usecases.ranking.advise`; "" outside the program."""
    path = frame.f_code.co_filename
    if not path.startswith(HOME):
        return ""
    return path.removeprefix(HOME).removesuffix(".py").replace("/", ".")


class Way:
    """The steps, in the order in which each was first taken."""

    def __init__(self) -> None:
        self.steps: dict[tuple[str, str], None] = {}

    def watch(self, frame: FrameType, event: str, _argument: Any) -> None:
        """For `sys.setprofile`. What a module does while it is imported is no step."""
        if event != "call" or frame.f_code.co_name == "<module>":
            return
        into = module_of(frame)
        caller = frame.f_back
        while into and caller is not None and not module_of(caller):
            caller = caller.f_back
        origin = module_of(caller) if caller is not None else ""
        if into and origin and into != origin:
            self.steps.setdefault((origin, into), None)


def main() -> None:
    """Print the modules in order, then the climbs."""
    from advisor.__main__ import main as command_line

    way = Way()
    arguments = sys.argv[1:] or list(DEFAULT)
    sys.argv = ["fwadvisor", *arguments]
    sys.setprofile(way.watch)
    try:
        command_line()
    except SystemExit:
        pass
    finally:
        sys.setprofile(None)
    lines = page(arguments, way)
    if arguments == list(DEFAULT):
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def page(arguments: list[str], way: Way) -> list[str]:
    """The list for people: the rooms in order, each with the modules that were passed there."""
    order = layers()
    passed = dict.fromkeys(module for step in way.steps for module in step)
    climbs = [
        (origin, into)
        for origin, into in way.steps
        if order.get(into.split(".")[0], 0) < order.get(origin.split(".")[0], 0)
    ]
    return [
        "# The way of a need from the command line to the ranking",
        "",
        f"`fwadvisor {' '.join(arguments)}` passes {len(passed)} modules, in this order.",
        "Written by `make way`; the knowledge was compiled before.",
        "",
        *(f"{at}. `advisor.{module}`" for at, module in enumerate(passed, 1)),
        "",
        f"Climbs from a lower layer into a higher one: {len(climbs)}.",
        *(f"- `{origin}` calls back into `{into}`: {CALLBACK}" for origin, into in climbs),
    ]


if __name__ == "__main__":
    main()
