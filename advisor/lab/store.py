"""The store of measurements: one SQLite file, each run a whole JSON document with its raw samples.

A run that `add` returned from is on the disk, whatever happens next (synchronous=FULL). Opening to
read changes nothing and imports nothing but sqlite3, since the first paint waits for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from advisor.errors import AdvisorError
from advisor.lab.earlier_runs import with_code
from advisor.lab.foreign_run import impossible
from advisor.messages import Say, words
from advisor.model.run import Run

NAME = "runs.sqlite"
BUSY_SECONDS = 10.0
ENGLISH = words("en")
STRICT_SINCE = (3, 37, 0)

# Each entry brings the file from its index to the next version. `{strict}` is empty where SQLite is
# too old to know it.
MIGRATIONS = (
    (
        "CREATE TABLE run (id TEXT PRIMARY KEY, started TEXT NOT NULL, framework TEXT NOT NULL, "
        "workload TEXT NOT NULL,"
        " outcome TEXT NOT NULL, document TEXT NOT NULL CHECK (json_valid(document))) {strict}",
        "CREATE INDEX run_started ON run (started, id)",
    ),
)


def read_runs(data: Path, *, say: Say = ENGLISH) -> tuple[Run, ...]:
    """Every run, oldest first; none when nothing was ever measured.

    Raises:
        AdvisorError: `store-unreadable`.
    """
    file = data / NAME
    if not file.is_file():
        return ()
    rows = _read_rows(file, say)
    try:
        runs = [read_run(document) for (document,) in rows]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(file, str(error), say) from error
    # A hand, or an import of an older program, put in what cannot be reckoned with.
    return tuple(run for run in runs if not impossible(run))


def read_run(document: str | bytes) -> Run:
    """One kept run, of this program or of one before it.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return with_code(msgspec.json.decode(document, type=Run))


def _read_rows(file: Path, say: Say) -> list[tuple[str]]:
    # Whoever may write opens to write, and only reads: closing then leaves no file behind, which
    # `ro` cannot help. In a folder that cannot be written, a file in WAL mode opens only as one
    # that nobody changes meanwhile.
    ways = ["mode=rw", "mode=ro"]
    waiting = Path(f"{file}-wal")
    if not waiting.exists() or not waiting.stat().st_size:
        ways.append("mode=ro&immutable=1")
    problem: sqlite3.Error | None = None
    for way in ways:
        try:
            return _read(file, way, say)
        except sqlite3.Error as error:
            problem = problem or error
    raise _unreadable(file, str(problem), say) from problem


def _read(file: Path, way: str, say: Say) -> list[tuple[str]]:
    with closing(
        sqlite3.connect(f"{file.absolute().as_uri()}?{way}", uri=True, timeout=BUSY_SECONDS)
    ) as connection:
        connection.execute("PRAGMA query_only=ON")
        if _check_version(file, connection, say) == 0:
            return []
        return connection.execute("SELECT document FROM run ORDER BY started, id").fetchall()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_version(file: Path, connection: sqlite3.Connection, say: Say) -> int:
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise AdvisorError(
            "store-too-new",
            say("{file} was written by a newer fwadvisor.", file=file),
            hint=say("upgrade fwadvisor, or give another folder with --data DIR"),
        )
    return version


def _unreadable(file: Path, why: str, say: Say) -> AdvisorError:
    return AdvisorError(
        "store-unreadable",
        say("The store of measurements {file} cannot be read.", file=file),
        why=say("SQLite says: {why}.", why=why),
        hint=say(
            "move it away with `mv {file} {file}.damaged`; the next measurement begins a new one",
            file=file,
        ),
    )


def unwritable(data: Path, why: str, say: Say = ENGLISH) -> AdvisorError:
    """The data folder cannot be written."""
    return AdvisorError(
        "data-folder-not-writable",
        say("The data folder {data} cannot be written.", data=data),
        why=f"{why}." if why else "",
        hint=say("give another folder with --data DIR, or set FWADVISOR_DATA"),
    )


class Store:
    """The store, open for writing. Use it from the thread that opened it."""

    def __init__(self, data: Path, *, say: Say = ENGLISH) -> None:
        """Open, or make, the store in the data folder.

        Raises:
            AdvisorError: `data-folder-not-writable`, `store-unreadable` or `store-too-new`.
        """
        self.file = data / NAME
        self._say = say
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(data, error.strerror or str(error), say) from error
        try:
            self._connection = sqlite3.connect(
                self.file, isolation_level=None, timeout=BUSY_SECONDS
            )
        except sqlite3.Error as error:
            raise unwritable(data, str(error), say) from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            if isinstance(error, sqlite3.OperationalError) and not isinstance(
                error, sqlite3.NotSupportedError
            ):
                raise unwritable(data, str(error), say) from error
            raise _unreadable(self.file, str(error), say) from error
        except AdvisorError:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        connection = self._connection
        _check_version(self.file, connection, self._say)
        mode = ""
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError:
            mode = ""
        if mode != "wal":
            # Network file systems have no shared memory for WAL.
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        strict = "STRICT" if sqlite3.sqlite_version_info >= STRICT_SINCE else ""
        with self._transaction():
            for version in range(_version(connection), len(MIGRATIONS)):
                for statement in MIGRATIONS[version]:
                    connection.execute(statement.format(strict=strict))
                connection.execute(f"PRAGMA user_version={version + 1}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def add(self, runs: Iterable[Run]) -> int:
        """Keep these runs, all or none; one that is there already stays as it is. Returns how many
        were new.

        Raises:
            AdvisorError: `data-folder-not-writable` (a full disk too).
        """
        rows = (
            (
                run.id,
                run.started,
                run.framework,
                run.workload,
                run.outcome,
                msgspec.json.encode(run).decode(),
            )
            for run in runs
        )
        try:
            with self._transaction():
                before = self._connection.total_changes
                self._connection.executemany(
                    "INSERT OR IGNORE INTO run VALUES (?, ?, ?, ?, ?, ?)", rows
                )
                return self._connection.total_changes - before
        except sqlite3.OperationalError as error:
            raise unwritable(self.file.parent, str(error), self._say) from error

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
