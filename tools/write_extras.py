"""Write the extras of pyproject.toml from the heads of the adapters, or check that they are written
(--check).

An extra is one framework beside the program itself: the pins of its measured environment, for the
Pythons that both admit. A framework that admits none of the program's Pythons has no extra.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from advisor.lab.heads import AdapterHead, adapters  # noqa: E402 - after the path

PYPROJECT = ROOT / "pyproject.toml"
MINORS = tuple(f"3.{minor}" for minor in range(8, 30))
_EXTRAS = re.compile(r"(?<=# Frameworks: begin\n).*?(?=# Frameworks: end\n)", re.DOTALL)
_CONFLICTS = re.compile(r"(?<=conflicts = \[\[\n).*?(?=\]\]\n)", re.DOTALL)


def main() -> int:
    """Write or check; 0 when all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    before = PYPROJECT.read_text(encoding="utf-8")
    project = tomllib.loads(before)["project"]
    found = extras(project["requires-python"])
    if not parser.parse_args().check:
        PYPROJECT.write_text(written(before, found), encoding="utf-8")
        return 0
    # A framework may do without an extra; one that is there says what the head says.
    there = {id: found[id] for id in found if id in project["optional-dependencies"]}
    fine = written(before, there) == before
    if not fine:
        print("pyproject.toml differs from the heads of the adapters: run `make extras`")
    return 0 if fine else 1


def extras(ours: str) -> dict[str, tuple[str, ...]]:
    """The requirements of each extra, in the order of ids.

    Args:
        ours: the Pythons of the program itself.
    """
    found = {}
    for id, head in adapters(ROOT / "probes").items():
        shared = [minor for minor in _admitted(ours) if minor in _admitted(head.requires_python)]
        if shared and not head.embedded:
            found[id] = tuple(_bounded(each, head, ours) for each in head.dependencies)
    return found


def written(text: str, found: dict[str, tuple[str, ...]]) -> str:
    """The text of pyproject.toml with these extras, and with their conflict with one another."""
    lines = []
    for id, requirements in found.items():
        lines.append(f"{id} = [\n")
        lines += [f'  "{each}",\n' for each in requirements]
        lines.append("]\n")
    conflicts = "".join(f'  {{extra = "{id}"}},\n' for id in found)
    with_extras = _EXTRAS.sub("".join(lines), text, count=1)
    return _CONFLICTS.sub(conflicts, with_extras, count=1)


def _admitted(specifier: str) -> list[str]:
    admitted = SpecifierSet(specifier)
    return [minor for minor in MINORS if admitted.contains(minor)]


def _bounded(requirement: str, head: AdapterHead, ours: str) -> str:
    """The requirement, for those of the program's Pythons that the framework admits."""
    ends = [each for each in SpecifierSet(head.requires_python) if each.operator == "<"]
    marker = " and ".join(f"python_version < '{each.version}'" for each in ends)
    own = Requirement(requirement).marker
    plain = requirement.partition(";")[0].strip()
    together = " and ".join(filter(None, (str(own).replace('"', "'") if own else "", marker)))
    return f"{plain}; {together}" if together else plain


if __name__ == "__main__":
    sys.exit(main())
