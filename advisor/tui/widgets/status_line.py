"""The line above the keys: how old the evidence is, what is simulated or saved, and work that is
going on."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from advisor.messages import Say
from advisor.tui.desk import Desk
from advisor.tui.widgets.line import TextLine


class StatusLine(TextLine):
    """Facts about the advice that must never be out of sight."""

    def __init__(self) -> None:
        super().__init__(id="status")

    def show(self, desk: Desk, busy: tuple[str, ...], say: Say) -> None:
        """Draw it; warnings come first, so that a narrow terminal cuts the least important."""
        line = Content(" ")
        if desk.machine_file:
            line += Content.styled(
                say(" simulated machine: {file} ", file=desk.machine_file), "bold $warning reverse"
            )
            line += Content("  ")
        if desk.facts:
            line += Content.styled(say("facts as you say: {n}", n=len(desk.facts)), "$accent")
            line += Content("  ")
        if busy:
            line += Content.styled(
                say("working: {what}", what=", ".join(busy)), "$accent"
            ) + Content("  ")
        if desk.saved:
            line += Content.styled(say("your saved need (0 starts afresh)"), "$primary") + Content(
                "  "
            )
        line += Content.styled("  ".join(self._facts(desk, say)), "$muted")
        if cell_len(line.plain) > self.app.size.width:
            line = line.truncate(self.app.size.width, ellipsis=False)
        self.draw(line)

    @staticmethod
    def _facts(desk: Desk, say: Say) -> list[str]:
        if desk.advice is None or desk.gathered is None:
            return []
        runs = desk.gathered.runs
        facts = [say("knowledge {version}", version=desk.advice.knowledge.version)]
        if runs:
            newest = max(run.started for run in runs)[:10]
            facts.append(say("{n} runs, newest {day}", n=len(runs), day=newest))
        else:
            facts.append(say("nothing measured yet"))
        if not desk.machine_fresh and not desk.machine_file:
            facts.append(say("machine as last seen"))
        facts.append(say("seed {seed}", seed=desk.need.seed))
        return facts
