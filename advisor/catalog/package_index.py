"""What a package index says about a package: its files, by the simple API (PEP 503, 691, 700)."""

from __future__ import annotations

import base64
import ssl
import urllib.error
import urllib.parse
import urllib.request
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import msgspec
from msgspec import Struct

TIMEOUT = 15.0
"""Seconds to connect, and between two pieces of an answer."""
LARGEST = 64 << 20
"""Bytes; the largest known page has a tenth of it."""
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


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
    """One index, asked over HTTP. It keeps the certificate and the proxy; nothing is written anywhere."""

    def __init__(self, address: str, *, certificate: str = "", proxy: str = "") -> None:
        parts = urllib.parse.urlsplit(address if "://" in address else f"https://{address}")
        if parts.scheme not in ("http", "https"):
            raise IndexFailure(f"an index with {parts.scheme}: cannot be asked over HTTP")
        self._headers = {"Accept": ACCEPT, "User-Agent": "fwadvisor"}
        if parts.username:
            secret = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            self._headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        host = parts.netloc.rpartition("@")[2]
        self._base = urllib.parse.urlunsplit((parts.scheme, host, parts.path.rstrip("/") + "/", "", ""))
        handlers: list[Any] = [
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=certificate or None))
        ]
        if proxy:
            handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
        self._opener = urllib.request.build_opener(*handlers)

    def files(self, name: str) -> tuple[IndexFile, ...]:
        """All files of one package.

        Raises:
            IndexFailure: no such package, no network, no sensible answer.
        """
        project = name.lower().replace("_", "-").replace(".", "-")
        request = urllib.request.Request(self._base + urllib.parse.quote(project) + "/", headers=self._headers)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                kind = answer.headers.get_content_type()
                body: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as error:
            with error:
                reason = "it has no such package" if error.code == 404 else f"it answered with status {error.code}"
            raise IndexFailure(reason) from None
        except (OSError, ValueError) as error:
            because = error.reason if isinstance(error, urllib.error.URLError) else error
            raise IndexFailure(f"it could not be reached ({because})") from None
        if len(body) > LARGEST:
            raise IndexFailure("its answer is too large")
        return _from_json(body) if kind.endswith("json") else _from_html(body)


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
                uploaded=datetime.fromisoformat(file.upload_time).date() if file.upload_time else None,
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
