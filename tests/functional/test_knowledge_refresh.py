"""`fwadvisor knowledge refresh` against an index of our own on the loopback address."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from advisor.catalog.load import open_knowledge
from tests.functional.program import run

PYTHONS = ("cp310", "cp311", "cp312", "cp313")
BASE = """\
id: thing
name: Thing
summary: {{en: "A thing.", zh: "一个东西。"}}
sources:
  wheel: {{title: "thing 1.0", at: "PyPI: thing==1.0", read: "2026-01-02"}}
releases:
  - {{version: "1.0", date: "2026-01-02", source: wheel}}
packages:
  - name: thing
    version: "1.0"
    index: PyPI
    kind: wheel
    command: pip install thing==1.0
    accelerators: []
    pythons: ["3.10"]
    archs: [{arch}]
    glibc: "2.17"
    tags: [cp310-cp310-manylinux_2_17_{arch}]
    checked: "2026-01-02"
    sources: [wheel]
claims: []
"""


class Index(BaseHTTPRequestHandler):
    """A simple index with two packages; `form` chooses what it offers."""

    form: ClassVar[str] = "json"
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Index.seen.append(self.headers.get("Authorization", ""))
        if self.path != "/simple/thing/":
            self.send_error(404)
            return
        names = [("thing-1.0-cp310-cp310-manylinux_2_17_x86_64.whl", "2026-01-02", False)]
        names += [
            (f"thing-2.0-{tag}-{tag}-manylinux_2_28_x86_64.whl", "2026-10-03", False)
            for tag in PYTHONS
        ]
        names += [
            ("thing-2.0-cp313-cp313-win_amd64.whl", "2026-10-03", False),
            ("thing-2.0.tar.gz", "2026-10-03", False),
        ]
        names += [("thing-2.1rc1-cp313-cp313-manylinux_2_28_x86_64.whl", "2026-10-20", False)]
        names += [
            ("thing-3.0-cp313-cp313-manylinux_2_28_x86_64.whl", "2026-10-21", True),
            ("not a wheel.whl", "2026-10-21", False),
        ]
        if Index.form == "json":
            files = [
                {
                    "filename": name,
                    "url": f"../{name}",
                    "hashes": {},
                    "upload-time": f"{day}T08:00:00Z",
                    "yanked": yanked,
                }
                for name, day, yanked in names
            ]
            body = json.dumps(
                {"meta": {"api-version": "1.1"}, "name": "thing", "files": files}
            ).encode()
            kind = "application/vnd.pypi.simple.v1+json"
        else:
            anchors = "".join(
                f'<a href="../../files/{name}#sha256=0"'
                f"{' data-yanked' if yanked else ''}>{name}</a>"
                for name, _, yanked in names
            )
            body = (
                f"<!DOCTYPE html><html><body>{anchors}</body></html>".encode()
                if Index.form == "html"
                else b"\x00"
            )
            kind = "text/html" if Index.form == "html" else "application/vnd.pypi.simple.v1+json"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Index.form = "json"
    Index.seen.clear()
    yield f"http://127.0.0.1:{server.server_address[1]}/simple"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    (folder / "frameworks").mkdir(parents=True)
    (folder / "criteria").mkdir()
    (folder / "frameworks" / "thing.yaml").write_text(BASE.format(arch="x86_64"), encoding="utf-8")
    return folder


def refresh(base: Path, home: Path, index: str, *more: str) -> tuple[int, str, str]:
    ended = run(
        "knowledge",
        "refresh",
        "--knowledge",
        str(base),
        *more,
        home=home,
        PIP_INDEX_URL=index,
        NO_PROXY="127.0.0.1",
    )
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout, ended.stderr


def test_the_difference_is_shown_and_nothing_is_written_unasked(
    base: Path, tmp_path: Path, index: str
) -> None:
    code, out, err = refresh(base, tmp_path, index)
    assert code == 2
    assert "thing: release thing: 1.0 -> 2.0 (2026-10-03)" in out
    assert "thing: release thing: 1.0 -> 2.1rc1 (2026-10-20)" in out
    assert "thing: package thing: 1.0 -> 2.0" in out
    assert "3.0" not in out, "it was taken back"
    assert "--yes" in err
    assert not list(tmp_path.rglob("overlay"))


def test_what_is_new_lands_in_the_overlay_and_the_shipped_file_stays(
    base: Path, tmp_path: Path, index: str
) -> None:
    shipped = (base / "frameworks" / "thing.yaml").read_bytes()
    code, _, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path))
    assert code == 0, err
    assert (base / "frameworks" / "thing.yaml").read_bytes() == shipped
    thing = open_knowledge(base, overlay=tmp_path).frameworks["thing"]
    assert {release.version: release.stable for release in thing.releases} == {
        "1.0": True,
        "2.0": True,
        "2.1rc1": False,
    }
    new = thing.packages[-1]
    assert (new.version, new.command, new.glibc) == ("2.0", "pip install thing==2.0", "2.28")
    assert new.pythons == ("3.10", "3.11", "3.12", "3.13")
    assert all("manylinux_2_28_x86_64" in tag for tag in new.tags)
    source = thing.sources[new.sources[0]]
    assert source.at == "PyPI: thing==2.1rc1"
    assert index not in (tmp_path / "frameworks" / "thing.yaml").read_text("utf-8")
    code, out, err = refresh(base, tmp_path, index, "--overlay", str(tmp_path))
    assert (code, out) == (0, "")
    assert "Nothing newer" in err


def test_an_overlay_that_a_person_wrote_is_never_written_over(
    base: Path, tmp_path: Path, index: str
) -> None:
    own = tmp_path / "own" / "frameworks" / "thing.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("# mine\nid: thing\n", encoding="utf-8")
    code, _, err = refresh(base, tmp_path, index, "--yes", "--overlay", str(tmp_path / "own"))
    assert code == 3
    assert "error: overlay-is-yours" in err
    assert own.read_text("utf-8") == "# mine\nid: thing\n"


def test_an_index_with_html_only_still_tells_versions_and_tags(
    base: Path, tmp_path: Path, index: str
) -> None:
    Index.form = "html"
    code, out, _ = refresh(base, tmp_path, index, "--dry-run")
    assert code == 0
    assert "package thing: 1.0 -> 2.0" in out
    assert "release" not in out, "HTML carries no dates"


def test_credentials_of_the_address_are_sent_and_never_shown(
    base: Path, tmp_path: Path, index: str
) -> None:
    secret = index.replace("http://", "http://user:pa%40ss@")
    code, out, err = refresh(base, tmp_path, secret, "--dry-run")
    assert code == 0
    assert Index.seen == ["Basic " + base64.b64encode(b"user:pa@ss").decode()]
    assert "pa%40ss" not in out + err
    assert "pa@ss" not in out + err


def test_no_network_is_said_and_offline_is_obeyed(base: Path, tmp_path: Path) -> None:
    code, _, err = refresh(base, tmp_path, "http://127.0.0.1:9/simple")
    assert code == 3
    assert "error: index-unreachable" in err
    code, _, err = refresh(base, tmp_path, "http://127.0.0.1:9/simple", "--offline")
    assert code == 3
    assert "error: offline" in err


def test_nonsense_from_an_index_is_an_answer_too(base: Path, tmp_path: Path, index: str) -> None:
    Index.form = "nonsense"
    code, _, err = refresh(base, tmp_path, index)
    assert code == 3
    assert "not what the simple API describes" in err


def test_other_platforms_files_do_not_make_a_package_new(
    base: Path, tmp_path: Path, index: str
) -> None:
    (base / "frameworks" / "thing.yaml").write_text(BASE.format(arch="aarch64"), encoding="utf-8")
    code, out, _ = refresh(base, tmp_path, index, "--dry-run")
    assert code == 0
    assert "package" not in out
