"""What a package index says about a package: its files, by the simple API (PEP 503, 691, 700), and
parts of them."""

from __future__ import annotations

import re
import ssl
import threading
import urllib.parse
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    import httpx

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
    url: str = ""
    """Where it lies; empty where the index does not say."""
    uploaded: date | None = None
    """None where the index offers HTML only."""
    yanked: bool = False
    bytes: int | None = None
    requires_python: str = ""


class IndexFailure(Exception):
    """The index did not answer; the text says why, in one sentence and without its address."""


class NotThere(IndexFailure):
    """The index answered that it has no such thing."""


class PackageIndex:
    """One index, asked over HTTP by any number of threads. It keeps the certificate and the proxy;
    nothing is written anywhere."""

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
        self._client: httpx.Client | None = None
        self._opening = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def files(self, name: str) -> tuple[IndexFile, ...]:
        """All files of one package.

        Raises:
            NotThere: no such package.
            IndexFailure: no network, no sensible answer.
        """
        project = name.lower().replace("_", "-").replace(".", "-")
        address = self._base + urllib.parse.quote(project) + "/"
        answer, body = self._get(address, {"Accept": ACCEPT}, none="it has no such package")
        kind = answer.headers.get("content-type", "").split(";")[0].strip()
        found = _from_json(body) if kind.endswith("json") else _from_html(body)
        page = str(answer.url)
        return tuple(replace(file, url=urllib.parse.urljoin(page, file.url)) for file in found)

    def metadata(self, file: IndexFile) -> bytes:
        """The metadata file that lies beside a wheel (PEP 658).

        Raises:
            NotThere: the index does not offer it.
            IndexFailure: no network.
        """
        return self._get(f"{file.url}.metadata", {}, none="it offers no metadata file")[1]

    def part(self, file: IndexFile, first: int, last: int) -> bytes:
        """Bytes of a file, both ends included (RFC 9110, 14.1.2).

        Raises:
            NotThere: no such file, or only whole files are given.
            IndexFailure: no network.
        """
        asked = {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"}
        return self._get(file.url, asked, none="it does not have that file", partial=True)[1]

    def _get(
        self, address: str, headers: dict[str, str], *, none: str, partial: bool = False
    ) -> tuple[httpx.Response, bytes]:
        import httpx

        same_host = (
            urllib.parse.urlsplit(address).netloc == urllib.parse.urlsplit(self._base).netloc
        )
        secret = self._secret if same_host else None  # a file's host is somebody else's
        wanted = httpx.codes.PARTIAL_CONTENT if partial else httpx.codes.OK
        try:
            with self._open().stream("GET", address, headers=headers, auth=secret) as answer:
                if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
                    raise NotThere(none)
                if partial and answer.status_code == httpx.codes.OK:
                    raise NotThere("it gives whole files only")
                if answer.status_code != wanted:
                    raise IndexFailure(f"it answered with status {answer.status_code}")
                return answer, _read(answer.iter_bytes())
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise IndexFailure(f"it could not be reached ({_without_address(error)})") from None

    def _open(self) -> httpx.Client:
        import httpx

        with self._opening:
            if self._client is None:
                self._client = httpx.Client(
                    headers={"User-Agent": "fwadvisor"},
                    verify=ssl.create_default_context(cafile=self._certificate or None),
                    proxy=self._proxy or None,
                    timeout=TIMEOUT,
                    follow_redirects=True,
                )
            return self._client


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
    url: str = ""
    upload_time: str | None = msgspec.field(default=None, name="upload-time")
    yanked: bool | str = False
    size: int | None = None
    requires_python: str | None = msgspec.field(default=None, name="requires-python")


class _Page(Struct, frozen=True):
    files: tuple[_File, ...]


def _from_json(body: bytes) -> tuple[IndexFile, ...]:
    try:
        page = msgspec.json.decode(body, type=_Page)
        return tuple(
            IndexFile(
                filename=file.filename,
                url=file.url,
                uploaded=datetime.fromisoformat(file.upload_time).date()
                if file.upload_time
                else None,
                yanked=file.yanked is not False,
                bytes=file.size,
                requires_python=file.requires_python or "",
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
            url, _, _ = (given["href"] or "").partition("#")
            path = urllib.parse.urlsplit(url).path
            name = urllib.parse.unquote(path.rpartition("/")[2])
            if name.endswith((".whl", ".tar.gz", ".zip")):
                file = IndexFile(
                    filename=name,
                    url=url,
                    yanked="data-yanked" in given,
                    requires_python=given.get("data-requires-python") or "",
                )
                self.found.append(file)


def _from_html(body: bytes) -> tuple[IndexFile, ...]:
    anchors = _Anchors()
    anchors.feed(body.decode("utf-8", "replace"))
    return tuple(anchors.found)
