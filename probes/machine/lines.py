"""Writes facts as they are found, one JSON object a line, and turns a failing source into a
fact."""

from __future__ import annotations

import json
import os

from probes.machine.fact import missing


class Lines:
    """Writes facts; remembers them, because some sources build on others."""

    def __init__(self) -> None:
        self.known: dict[str, dict] = {}

    def write(self, facts: list[dict]) -> None:
        """Write them at once: whoever reads shows them while others are still being found out."""
        text = ""
        for fact in facts:
            self.known[fact["name"]] = fact
            text += (
                json.dumps(fact, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
            )
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
        lines.write(
            [
                missing(
                    f"probe.{source}",
                    reason,
                    f"probes/machine/{source}.py",
                    "python -m probes.machine",
                )
            ]
        )
