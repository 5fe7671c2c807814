"""The first screen: the ranking, already there when it appears; the need that steers it; the
verdict beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace as with_fields
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import DataTable, Static

from advisor.explanation.advice import Advice
from advisor.messages import N_
from advisor.tui.messages import FrameworkMarked, NeedChanged, PageWanted
from advisor.tui.page import CORNERS, Page
from advisor.tui.widgets.need_table import NeedTable
from advisor.tui.widgets.table_view import TableView, cut
from advisor.usecases.need import adjust
from advisor.views.figures import Table
from advisor.views.need.rows import MenuItem, need_table, row_help
from advisor.views.ranking.place import row_lines, with_marks
from advisor.views.ranking.table import headline, ranking_table, verdict_lines

if TYPE_CHECKING:
    from advisor.tui.asking.need import AskingNeed
    from advisor.views.ranking.arrange import Arrangement


class DecideScreen(Page):
    """Need, ranking, verdict."""

    NAME = "decide"
    HELP = N_(
        "The ranking of the frameworks for your machine and your need. The table is the answer; "
        "below it stand what "
        "you asked for, which you can change, and how sure the answer is. Tab goes to the need: "
        "arrows left and right "
        "change a row, Enter chooses or types, Backspace takes it back. The ranking moves at "
        "once. s sorts it, by any "
        "criterion too; f shows a part of it. P keeps your need as a file; v merges the files of "
        "a team, shows who "
        "would change the winner, and takes the merged weights."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "measure", N_("measure")),
        Binding("m", "mark", N_("mark")),
        Binding("c", "compare", N_("compare")),
        Binding("v", "team", N_("team")),
        Binding("s", "sort", N_("sort")),
        Binding("f", "filter", N_("filter")),
        Binding("slash", "find", N_("find a row"), show=False),
        Binding("escape", "table", N_("to the ranking"), show=False),
        Binding("P", "keep", N_("keep your need as a file"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.arrangement: Arrangement | None = None
        self.unfolded: frozenset[str] = frozenset()
        """Families whose criteria are shown."""

    def content(self) -> ComposeResult:
        with Container(id="halves"):
            with Container(id="ranking-panel", classes="panel"):
                yield RankingTable(id="ranking")
            with Container(id="below"):
                with Container(id="need-panel", classes="panel"):
                    yield NeedTable(id="need", gap=1, header=False)
                with VerticalScroll(id="verdict-panel", classes="panel"):
                    yield Static(id="verdict", classes="prose", markup=False)

    def present(self) -> None:
        desk, say = self.desk, self.say
        assert desk.advice is not None
        ranking, line = self.ranking(desk.advice)
        room = self.app.size.width - CORNERS
        title = (
            ranking.title
            if cell_len(ranking.title) <= room
            else headline(desk.advice, say, short=True)
        )
        self.entitle("#ranking-panel", cut(title, room), line)
        self.entitle("#need-panel", say("Your need"))
        self.entitle("#verdict-panel", say("Verdict"))
        table = self.query_one("#ranking", RankingTable)
        table.show(with_marks(ranking, desk.marked), at=desk.framework())
        self.query_one("#need", NeedTable).show(need_table(desk.advice, say, self.unfolded))
        self.show_verdict()
        if self.focused is None:
            table.focus()

    def ranking(self, advice: Advice) -> tuple[Table, str]:
        """The ranking as the person wants to see it, and what that is in words."""
        desk, say, how = self.desk, self.say, self.arrangement
        table, line = ranking_table(advice, desk.certainty, say), ""
        if how is not None:
            from advisor.views.ranking.arrange import arranged, arrangement_line

            table = arranged(table, advice, desk.certainty, desk.marked, how, say)
            line = arrangement_line(advice, how, len(table.rows), say)
        return table, line

    def show_verdict(self) -> None:
        """The verdict, and more about the row under the cursor."""
        desk, say = self.desk, self.say
        if desk.advice is None:
            return
        first, *more = verdict_lines(desk.advice, desk.certainty, say)
        if desk.to_find_out is not None:
            from advisor.views.ranking.next_step import next_step

            more = [
                line
                for line in (next_step(desk.to_find_out, desk.advice, say, keys=True), *more)
                if line
            ]
        lines = [*self._large_model(desk.advice), first, *more, ""]
        need = self.query_one("#need", NeedTable)
        if need.has_focus:
            lines.append(row_help(desk.advice, need.row_id, say))
        else:
            lines += row_lines(desk.advice, desk.framework(), say)
        text, shown = "\n".join(lines), self.query_one("#verdict", Static)
        if shown.content != text:
            shown.update(text)

    def _large_model(self, advice: Advice) -> list[str]:
        """Which engine runs it there and what it takes, where the need is about one."""
        if advice.large_model is None:
            return []
        from advisor.views.large_models.lines import answer_lines
        from advisor.views.large_models.table import bar_line

        first, *rest = answer_lines(advice, self.say)
        bar = bar_line(advice.large_model, self.say)
        return [line for line in (first, bar, *rest) if line] + [""]

    @on(TableView.Pointed)
    def pointed(self, event: TableView.Pointed) -> None:
        if event.table.id == "ranking":
            self.desk.chosen = event.row
        self.show_verdict()

    def on_descendant_focus(self) -> None:
        self.show_verdict()

    @on(DataTable.RowSelected, "#ranking")
    def opened(self) -> None:
        self.post_message(PageWanted("why"))

    @on(TableView.Headed, "#ranking")
    def headed(self, event: TableView.Headed) -> None:
        from advisor.views.ranking.arrange import HEADERS

        if event.column < len(HEADERS):
            self.show_by("sort", HEADERS[event.column])
        else:
            self.action_sort()

    @on(NeedTable.Stepped)
    def stepped(self, event: NeedTable.Stepped) -> None:
        if self.desk.advice is None:
            return
        if event.row == "must+" or event.row.startswith("heading"):
            self.asking().open(event.row)
        else:
            need = adjust.step(self.desk.said.need, self.desk.advice, event.row, event.by)
            self.post_message(NeedChanged(need))

    @on(NeedTable.Folded)
    def folded(self, event: NeedTable.Folded) -> None:
        self.unfolded ^= {event.row.partition(":")[2]}
        self._show_need()

    def unfold(self, row: str) -> None:
        """Show a criterion's row, whose family may be shut."""
        advice, (kind, _, id) = self.desk.advice, row.partition(":")
        if advice is not None and kind == "weight":
            self.unfolded |= {advice.knowledge.criteria[id].group}
            self._show_need()

    def _show_need(self) -> None:
        if self.desk.advice is not None:
            table = need_table(self.desk.advice, self.say, self.unfolded)
            self.query_one("#need", NeedTable).show(table)

    @on(NeedTable.Reset)
    def reset(self, event: NeedTable.Reset) -> None:
        self.post_message(NeedChanged(adjust.reset(self.desk.said.need, event.row)))

    @on(NeedTable.Opened)
    def asked(self, event: NeedTable.Opened) -> None:
        self.asking().open(event.row)

    def asking(self) -> AskingNeed:
        """The dialogs, imported when the first one is opened."""
        from advisor.tui.asking.need import AskingNeed

        return AskingNeed(self)

    def action_table(self) -> None:
        self.query_one("#ranking").focus()

    def action_measure(self) -> None:
        self.post_message(PageWanted("measure"))

    def action_mark(self) -> None:
        self.post_message(FrameworkMarked(self.desk.framework()))

    def action_compare(self) -> None:
        self.post_message(PageWanted("compare"))

    def action_sort(self) -> None:
        from advisor.views.ranking.arrange import sort_choices

        if self.desk.advice is not None:
            self._arrange(
                "sort", self.say("Sort the ranking by"), sort_choices(self.desk.advice, self.say)
            )

    def action_filter(self) -> None:
        from advisor.views.ranking.arrange import show_choices

        self._arrange("show", self.say("Show of the ranking"), show_choices(self.say))

    def _arrange(self, part: str, title: str, known: tuple[MenuItem, ...]) -> None:
        from advisor.tui.screens.pick import Pick
        from advisor.views.ranking.arrange import Arrangement

        before = self.arrangement or Arrangement()

        def picked(id: str | None) -> None:
            if id is not None:
                self.show_by(part, id)

        self.app.push_screen(Pick(title, known, self.say, now=getattr(before, part)), picked)

    def action_team(self) -> None:
        from advisor.tui.teaming import Teaming

        Teaming(self).choose()

    def action_keep(self) -> None:
        from advisor.tui.teaming import Teaming

        Teaming(self).keep()

    def show_by(self, part: str, id: str) -> None:
        """Show the ranking in another order, or another part of it."""
        from advisor.views.ranking.arrange import Arrangement

        after = with_fields(self.arrangement or Arrangement(), **{part: id})
        self.arrangement = after if after != Arrangement() else None
        self.renew(force=True)

    def action_find(self) -> None:
        self.asking().find(self.query_one("#need", NeedTable), self.unfold)


class RankingTable(TableView):
    """The ranking; Enter asks why."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", N_("why"))]


PAGE = DecideScreen
