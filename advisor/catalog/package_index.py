"""What a package index says about a package: its files, by the simple API (PEP 503, 691, 700)."""

from __future__ import annotations

import re
import ssl
import urllib.parse
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser

import msgspec
from msgspec import Struct

TIMEOUT = 15.0
"""Seconds to connect, and between two pieces of an answer."""
LARGEST = 64 << 20
"""Bytes; the largest known page has a tenth of it."""
ACCEPT = (
    "application/vnd.pypi.simple.v1+json, "
    "application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
)


class IndexFile(Struct, frozen=True, kw_only=True):
    """One file of a package."""

    filename: str
    uploaded: date | None = None
    """None where the index offers HTML only."""
    yanked: bool = False
    bytes: int | None = None


class IndexFailure(Exception):
    """The index did not answer; the text says why, in one sentence and without its address."""


class PackageIndex:
    """One index, asked over HTTP. It keeps the certificate and the proxy; nothing is written
    anywhere."""

    def __init__(self, address: str, *, certificate: str = "", proxy: str = "") -> None:
        parts = urllib.parse.urlsplit(address if "://" in address else f"https://{address}")
        if parts.scheme not in ("http", "https"):
            raise IndexFailure(f"an index with {parts.scheme}: cannot be asked over HTTP")
        self._secret = None
        if parts.username:
            self._secret = (
                urllib.parse.unquote(parts.username),
                urllib.parse.unquote(parts.password or ""),
            )
        host = parts.netloc.rpartition("@")[2]
        self._base = urllib.parse.urlunsplit(
            (parts.scheme, host, parts.path.rstrip("/") + "/", "", "")
        )
        self._certificate, self._proxy = certificate, proxy

    def files(self, name: str) -> tuple[IndexFile, ...]:
        """All files of one package.

        Raises:
            IndexFailure: no such package, no network, no sensible answer.
        """
        project = name.lower().replace("_", "-").replace(".", "-")
        import httpx

        address = self._base + urllib.parse.quote(project) + "/"
        try:
            with (
                httpx.Client(
                    headers={"Accept": ACCEPT, "User-Agent": "fwadvisor"},
                    auth=self._secret,
                    verify=ssl.create_default_context(cafile=self._certificate or None),
                    proxy=self._proxy or None,
                    timeout=TIMEOUT,
                    follow_redirects=True,
                ) as client,
                client.stream("GET", address) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    missing = answer.status_code == httpx.codes.NOT_FOUND
                    raise IndexFailure(
                        "it has no such package"
                        if missing
                        else f"it answered with status {answer.status_code}"
                    )
                kind = answer.headers.get("content-type", "").split(";")[0].strip()
                body = _read(answer.iter_bytes())
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise IndexFailure(f"it could not be reached ({_without_address(error)})") from None
        return _from_json(body) if kind.endswith("json") else _from_html(body)


def _read(pieces: Iterator[bytes]) -> bytes:
    body = b""
    for piece in pieces:
        body += piece
        if len(body) > LARGEST:
            raise IndexFailure("its answer is too large")
    return body


def _without_address(error: Exception) -> str:
    """What went wrong, without the address, which may hold a secret."""
    return re.sub(r"https?://\S+", "the index", str(error)) or type(error).__name__


class _File(Struct, frozen=True):
    filename: str
    upload_time: str | None = msgspec.field(default=None, name="upload-time")
    yanked: bool | str = False
    size: int | None = None


class _Page(Struct, frozen=True):
    files: tuple[_File, ...]


def _from_json(body: bytes) -> tuple[IndexFile, ...]:
    try:
        page = msgspec.json.decode(body, type=_Page)
        return tuple(
            IndexFile(
                filename=file.filename,
                uploaded=datetime.fromisoformat(file.upload_time).date()
                if file.upload_time
                else None,
                yanked=file.yanked is not False,
                bytes=file.size,
            )
            for file in page.files
        )
    except (msgspec.DecodeError, ValueError):
        raise IndexFailure("its answer is not what the simple API describes") from None


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[IndexFile] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            path = urllib.parse.urlsplit(given["href"] or "").path
            name = urllib.parse.unquote(path.rpartition("/")[2])
            if name.endswith((".whl", ".tar.gz", ".zip")):
                self.found.append(IndexFile(filename=name, yanked="data-yanked" in given))


def _from_html(body: bytes) -> tuple[IndexFile, ...]:
    anchors = _Anchors()
    anchors.feed(body.decode("utf-8", "replace"))
    return tuple(anchors.found)
