"""Each use of a name, judged by a table."""

from datetime import date

from advisor.explanation.migration import MigrationEffort, judge, modules_of
from advisor.model.apis import ApiTable, Bite, Counterpart, Origin
from advisor.model.migration import Project, Use
from advisor.model.source import Source
from advisor.model.surroundings import SourcedSentence
from advisor.model.text import Text

SAYS = Text(en="Read.", zh="读过。")


def a_table(origin: Origin | None = None, **names: Counterpart) -> ApiTable:
    return ApiTable(
        id="new",
        basis=SourcedSentence(
            says=SAYS, grade="documented", checked=date(2026, 1, 2), sources=("page",)
        ),
        sources={
            "page": Source(title="A page", at="https://example.org/page", read=date(2026, 1, 2))
        },
        origin=origin,
        bites={"upside": Bite(says=SAYS, sources=("page",))},
        names={name.replace("_", "."): counterpart for name, counterpart in names.items()},
    )


TABLE = a_table(
    old_same=Counterpart(kind="same", here="new.same", renamed={"dim": "axis"}, lacks=("out",)),
    old_differs=Counterpart(kind="differs", here="new.differs", bites=("upside",)),
    old_missing=Counterpart(kind="missing"),
    old_Class=Counterpart(kind="same", here="new.Class"),
    old_part_deep=Counterpart(kind="missing"),
)


def judged(*uses: tuple[str, tuple[str, ...]], table: ApiTable = TABLE) -> MigrationEffort:
    found = tuple(
        Use(name=name, file="a.py", line=at, keywords=words)
        for at, (name, words) in enumerate(uses, 1)
    )
    return judge(Project(files=1, uses=found), table, modules_of({"new": TABLE}))


def test_each_use_is_the_same_differs_is_missing_or_is_unknown() -> None:
    effort = judged(("old.same", ()), ("old.differs", ()), ("old.missing", ()), ("old.nowhere", ()))
    assert effort.counts == {"same": 1, "differs": 1, "missing": 1, "unknown": 1}
    assert effort.share("unknown") == 0.25


def test_what_is_in_no_table_is_neither_there_nor_missing() -> None:
    effort = judged(("old.nowhere", ()))
    assert effort.missing(5) == ()
    assert effort.names[0].counterpart is None
    assert effort.files[0].work == 0


def test_a_same_name_differs_where_an_argument_is_given_that_is_called_otherwise_or_lacks() -> None:
    effort = judged(("old.same", ("dim",)), ("old.same", ("out",)), ("old.same", ("keepdim",)))
    assert effort.counts["differs"] == 2
    assert effort.counts["same"] == 1
    assert effort.names[0].verdict == "differs"


def test_what_hangs_on_a_known_name_goes_with_it() -> None:
    effort = judged(("old.Class.method", ()), ("old.Class", ()))
    assert [(fate.name, len(fate.uses)) for fate in effort.names] == [("old.Class", 2)]


def test_a_module_alone_is_no_use() -> None:
    assert judged(("old", ()), ("old.part", ())).uses == 0


def test_the_framework_that_projects_come_from_keeps_every_name() -> None:
    effort = judged(("old.anything", ("x",)), table=a_table(Origin(package="old")))
    assert effort.share("same") == 1.0


def test_names_are_listed_by_use_and_files_by_work() -> None:
    uses = [
        Use(name="old.missing", file="b.py", line=1),
        Use(name="old.missing", file="b.py", line=2),
    ]
    uses += [
        Use(name="old.same", file="a.py", line=1),
        Use(name="old.differs", file="c.py", line=9),
    ]
    effort = judge(Project(files=3, uses=tuple(uses)), TABLE, frozenset())
    assert [fate.name for fate in effort.names] == ["old.missing", "old.differs", "old.same"]
    assert [(file.file, file.work) for file in effort.files] == [
        ("b.py", 2),
        ("c.py", 1),
        ("a.py", 0),
    ]
    assert effort.missing(5) == ("old.missing",)


def test_without_a_use_there_is_no_share() -> None:
    assert judged().share("same") == 0.0
