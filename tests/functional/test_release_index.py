"""`fwadvisor knowledge refresh` keeps the release index: an index of our own on the loopback
address, with files that are real archives."""

from __future__ import annotations

import io
import json
import re
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest

from advisor.errors import Cancelled
from advisor.model.event import Event
from advisor.model.releases import PackageReleases
from advisor.usecases.knowledge.refresh import ask_index
from advisor.usecases.knowledge.releases import write_releases
from advisor.usecases.settings import Settings
from tests.functional.test_knowledge_refresh import BASE, refresh

LIST = """\
frameworks: {thing: [thing, thing-npu, thing-mlu]}
engines: [thing-serve]
shared: [numpy]
"""


def wheel(name: str, *requires: str, padding: int = 0) -> bytes:
    """A wheel's archive; `padding` is what lies before its metadata."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(f"{name}/big.so", bytes(padding))
        lines = "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{lines}"
        archive.writestr(f"{name}-1.0.dist-info/METADATA", text)
    return held.getvalue()


def source_archive(metadata_version: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        text = f"Metadata-Version: {metadata_version}\nName: thing-serve\nVersion: 0.9\n"
        text += "Requires-Dist: thing>=1\n"
        info = tarfile.TarInfo("thing_serve-0.9/PKG-INFO")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text.encode()))
    return held.getvalue()


def thing(tag: str, version: str = "2.0", package: str = "thing") -> str:
    return f"{package}-{version}-{tag}.whl"


LINUX = "cp311-cp311-manylinux_2_28_x86_64"
ARM = "cp311-cp311-manylinux_2_28_aarch64"
WINDOWS = "cp311-cp311-win_amd64"


class Index(BaseHTTPRequestHandler):
    """Files by package; asked for whole, in parts, or by the metadata file beside them."""

    files: ClassVar[dict[str, dict[str, bytes]]] = {}
    metadata: ClassVar[dict[str, str]] = {}
    broken: ClassVar[set[str]] = set()
    whole_only: ClassVar[bool] = False
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Index.asked.append(self.path)
        if project := re.fullmatch(r"/simple/([\w-]+)/", self.path):
            self._page(project[1])
            return
        name = self.path.removeprefix("/files/")
        if name in self.metadata:
            self._send(200, self.metadata[name].encode())
            return
        contents = {key: raw for held in self.files.values() for key, raw in held.items()}
        if name in self.broken:
            self.send_error(500)
        elif name in contents:
            self._part(contents[name])
        else:
            self.send_error(404)

    def _page(self, project: str) -> None:
        if project not in self.files:
            self.send_error(404)
            return
        files = [
            {
                "filename": name,
                "url": f"/files/{name}",
                "hashes": {},
                "size": len(raw),
                "requires-python": ">=3.10",
                "upload-time": "2026-10-03T08:00:00.000000Z",
            }
            for name, raw in self.files[project].items()
        ]
        page = {"meta": {"api-version": "1.1"}, "name": project, "files": files}
        self._send(200, json.dumps(page).encode(), "application/vnd.pypi.simple.v1+json")

    def _part(self, raw: bytes) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if wanted is None or self.whole_only:
            self._send(200, raw)
            return
        self._send(206, raw[int(wanted[1]) : int(wanted[2]) + 1])

    def _send(self, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[str]:
    Index.files = {
        "thing": {
            thing(LINUX): wheel("thing", "numpy>=1.26", "tqdm", 'thing-npu; extra == "npu"'),
            thing(ARM): wheel("thing", "numpy>=1.26", "tqdm"),
            thing(WINDOWS): b"",
            thing(LINUX, "1.0"): wheel("thing", "numpy<2", padding=300_000),
        },
        "thing-npu": {
            thing(LINUX, package="thing_npu"): wheel("thing_npu", "thing==2.0+cpu"),
            thing(ARM, package="thing_npu"): wheel("thing_npu", "thing==2.0"),
        },
        "thing-serve": {"thing_serve-0.9.tar.gz": source_archive("2.1")},
        "numpy": {},
    }
    Index.metadata = {}
    Index.broken = set()
    Index.whole_only = False
    Index.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/simple"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    for name in ("frameworks", "criteria", "releases"):
        (folder / name).mkdir(parents=True)
    (folder / "frameworks" / "thing.yaml").write_text(BASE.format(arch="x86_64"), encoding="utf-8")
    (folder / "releases" / "packages.yaml").write_text(LIST, encoding="utf-8")
    return folder


def kept(folder: Path, package: str) -> PackageReleases:
    raw = (folder / "releases" / f"{package}.json").read_bytes()
    return msgspec.json.decode(raw, type=PackageReleases)


def test_an_installed_program_keeps_the_index_in_the_overlay(
    base: Path, tmp_path: Path, index: str
) -> None:
    code, out, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert code == 0, err
    assert "index: thing: - -> 2.0" in out
    assert [file.name for file in (base / "releases").iterdir()] == ["packages.yaml"]
    found = kept(tmp_path, "thing")
    assert [release.version for release in found.releases] == ["2.0", "1.0"]
    newest = found.releases[0]
    assert [file.tag for file in newest.files] == [ARM, LINUX]
    assert newest.requires == ("numpy>=1.26",), "others decide nothing, extras are not asked for"
    assert newest.requires_python == ">=3.10"
    assert newest.date.isoformat() == "2026-10-03"
    assert found.releases[1].requires == ("numpy<2",)
    raw = (tmp_path / "releases" / "thing.json").read_text("utf-8")
    assert "127.0.0.1" not in raw


def test_a_checkout_keeps_it_beside_the_list(base: Path, tmp_path: Path, index: str) -> None:
    (base.parent / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "over").mkdir()
    code, _, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path / "over"))
    assert code == 0, err
    assert kept(base, "thing").releases[0].version == "2.0"
    assert not (tmp_path / "over" / "releases").exists()


def test_files_that_say_different_things_are_told_apart_by_markers(
    base: Path, tmp_path: Path, index: str
) -> None:
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert kept(tmp_path, "thing-npu").releases[0].requires == (
        'thing==2.0; platform_machine == "aarch64"',
        'thing==2.0+cpu; platform_machine == "x86_64"',
    )


def test_a_package_that_is_not_there_is_recorded_as_absent(
    base: Path, tmp_path: Path, index: str
) -> None:
    _, _, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert "not on the index: numpy, thing-mlu" in err
    assert kept(tmp_path, "thing-mlu").releases == ()


def test_what_a_source_archive_needs_is_unknown_unless_it_may_not_change(
    base: Path, tmp_path: Path, index: str
) -> None:
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    release = kept(tmp_path, "thing-serve").releases[0]
    assert (release.requires, release.files[0].tag) == ((), "sdist")
    assert release.requires_unknown == "source archive: known once it is built"
    Index.files["thing-serve"] = {"thing_serve-0.9.tar.gz": source_archive("2.4")}
    (tmp_path / "releases" / "thing-serve.json").unlink()
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert kept(tmp_path, "thing-serve").releases[0].requires == ("thing>=1",)


def test_a_metadata_file_beside_the_wheel_is_enough(base: Path, tmp_path: Path, index: str) -> None:
    Index.metadata = {
        f"{thing(LINUX)}.metadata": "Metadata-Version: 2.1\nName: thing\nVersion: 2.0\n"
        "Requires-Dist: numpy (>=2)\n"
    }
    Index.files["thing"].pop(thing(ARM))
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert kept(tmp_path, "thing").releases[0].requires == ("numpy>=2",)
    assert f"/files/{thing(LINUX)}" not in Index.asked


def test_an_index_that_gives_whole_files_only_leaves_it_unknown(
    base: Path, tmp_path: Path, index: str
) -> None:
    Index.whole_only = True
    _, _, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert kept(tmp_path, "thing").releases[0].requires_unknown == "it gives whole files only"
    assert "thing: what 2 releases need is not known; the file says why" in err


def test_the_next_time_only_what_is_new_is_read(base: Path, tmp_path: Path, index: str) -> None:
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    before = (tmp_path / "releases" / "thing-npu.json").read_bytes()
    Index.asked.clear()
    code, out, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert (code, out) == (0, ""), err
    assert "Nothing newer" in err
    Index.files["thing"][thing(LINUX, "3.0")] = wheel("thing", "numpy>=2")
    Index.asked.clear()
    _, out, _ = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert "index: thing: 2.0 -> 3.0" in out
    files = {path for path in Index.asked if path.startswith("/files/")}
    assert files == {f"/files/{thing(LINUX, '3.0')}", f"/files/{thing(LINUX, '3.0')}.metadata"}
    assert (tmp_path / "releases" / "thing-npu.json").read_bytes() == before


def test_a_change_of_the_list_reads_all_metadata_anew(
    base: Path, tmp_path: Path, index: str
) -> None:
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    longer = LIST.replace("[numpy]", "[numpy, tqdm]")
    (base / "releases" / "packages.yaml").write_text(longer, encoding="utf-8")
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert kept(tmp_path, "thing").releases[0].requires == ("numpy>=1.26", "tqdm")


def test_a_package_that_cannot_be_read_whole_keeps_the_file_it_has(
    base: Path, tmp_path: Path, index: str
) -> None:
    refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    before = (tmp_path / "releases" / "thing.json").read_bytes()
    Index.files["thing"][thing(LINUX, "3.0")] = wheel("thing")
    Index.broken = {thing(LINUX, "3.0")}
    code, _, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert code == 0
    assert "thing stays as it was: the index: it answered with status 500" in err
    assert (tmp_path / "releases" / "thing.json").read_bytes() == before
    assert not list((tmp_path / "releases").glob("*.tmp"))


def test_what_was_written_before_a_stop_stays(base: Path, tmp_path: Path, index: str) -> None:
    settings = Settings(knowledge=base, overlay=None, data=tmp_path, cache=tmp_path / "cache")
    environment = {"PIP_INDEX_URL": index, "NO_PROXY": "127.0.0.1"}
    found = ask_index(
        (),
        settings=settings,
        on_event=lambda _event: None,
        cancelled=lambda: False,
        environment=environment,
    )
    done: list[Event] = []
    with pytest.raises(Cancelled):
        write_releases(
            found,
            folder=tmp_path / "releases",
            settings=settings,
            on_event=done.append,
            cancelled=lambda: bool(done),
        )
    assert [file.name for file in (tmp_path / "releases").iterdir()] == ["numpy.json"]
    found.index.__exit__()


def test_a_dry_run_asks_for_pages_only(base: Path, tmp_path: Path, index: str) -> None:
    code, out, _ = refresh(base, tmp_path, index, "--dry-run")
    assert code == 0
    assert "index: thing: - -> 2.0" in out
    assert not [path for path in Index.asked if path.startswith("/files/")]


def test_a_list_that_cannot_be_read_is_said(base: Path, tmp_path: Path, index: str) -> None:
    (base / "releases" / "packages.yaml").write_text("frameworks: [thing]\n", encoding="utf-8")
    code, _, err = refresh(base, tmp_path, index, "--dry-run")
    assert code == 1
    assert "error: knowledge-invalid" in err
    assert "packages.yaml" in err
