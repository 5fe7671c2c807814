"""The script that describes a machine on which fwadvisor cannot run: one file for /bin/sh, with the
table of accelerators of this knowledge base in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from advisor.model.knowledge import Knowledge
from advisor.model.surroundings import Accelerator
from advisor.resources import probes_dir
from advisor.usecases.settings import Settings
from advisor.version import __version__

COMPUTING = ("03", "12", "0b40")
"""PCI classes whose devices are listed whoever made them."""
SAFE = re.compile(r"[\w./*?:\[\]-]+")
"""What may stand in the script unquoted; anything else of a table is left out."""


def write_collector(settings: Settings) -> str:
    """The script with the table of the knowledge base that is in use."""
    from advisor.catalog.load import open_knowledge

    knowledge = open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)
    template = probes_dir() / "machine" / "collect.sh"
    return collector(template, knowledge, program=f"fwadvisor {__version__}")


def collector(template: Path, knowledge: Knowledge, *, program: str) -> str:
    """The script.

    Args:
        template: probes/machine/collect.sh.
        program: our name and version.
    """
    accelerators = list(knowledge.accelerators.values())
    values = {
        "PROGRAM": program,
        "WANTED": "|".join(_wanted(accelerators)),
        "NODES": " ".join(
            _safe(node for each in accelerators for node in each.detection.device_nodes)
        ),
        "TOOLS": "\n".join(_tools(each) for each in accelerators if each.detection.tools),
    }
    text = template.read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda match: values.get(match[1], match[0]), text)


def _wanted(accelerators: list[Accelerator]) -> list[str]:
    """Patterns of `vendor:device:class` for the shell's `case`."""
    patterns = [f"*:*:{prefix}*" for prefix in COMPUTING]
    for accelerator in accelerators:
        rule = accelerator.detection
        for vendor in rule.pci_vendors:
            further = [kind for kind in rule.pci_classes if not kind.startswith(COMPUTING)]
            patterns += [f"{vendor}:*:{prefix}*" for prefix in further]
            patterns += [f"{vendor}:{model.device}:*" for model in rule.models]
    return _safe(patterns)


def _tools(accelerator: Accelerator) -> str:
    """`kind|vendor ids|programs|chips`, one line for the script to read."""
    rule = accelerator.detection
    chips = [model.chip for model in rule.models if " " not in model.chip]
    columns = (rule.pci_vendors, rule.tools, dict.fromkeys(chips))
    return "|".join([accelerator.id, *(" ".join(_safe(column)) for column in columns)])


def _safe(words: Iterable[str]) -> list[str]:
    return [word for word in words if SAFE.fullmatch(word)]
