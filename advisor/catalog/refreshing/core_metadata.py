"""What a file on an index says that it needs: its core metadata, without fetching the file."""

from __future__ import annotations

import tarfile
import zipfile
import zlib

from msgspec import Struct

from advisor.catalog.refreshing.package_index import IndexFile, NotThere, PackageIndex
from advisor.catalog.refreshing.remote_file import RemoteFile

MEMBERS = 400
"""Files of a source archive that are passed over in search of its metadata, which stands near the
beginning."""
STATIC = (2, 2)
"""Metadata version from which a source archive says which of its fields a build may change (PEP
643)."""


class PackageNeeds(Struct, frozen=True, kw_only=True):
    """What one file needs."""

    requires: tuple[str, ...] = ()
    """Requirements as written, those of extras included."""
    unknown: str = ""
    """Why they are not known, in a few words; empty when they are."""


def needs(index: PackageIndex, file: IndexFile) -> PackageNeeds:
    """Read the metadata of a wheel or source archive: the file beside it (PEP 658), otherwise the
    few kilobytes of the archive that hold it.

    Raises:
        IndexFailure: the network failed; what the index or the file itself does not tell is a
            reason in the answer.
    """
    if not file.filename.endswith(".whl"):
        return _of_source_archive(index, file)
    try:
        return _parsed(index.metadata(file))
    except NotThere:
        pass
    if file.bytes is None:
        return PackageNeeds(unknown="the index tells no size")
    try:
        with zipfile.ZipFile(_remote(index, file)) as archive:
            names = archive.namelist()
            inside = [name for name in names if _is_metadata(name)]
            if len(inside) != 1:
                return PackageNeeds(unknown="the wheel holds no metadata")
            return _parsed(archive.read(inside[0]))
    except NotThere as failure:
        return PackageNeeds(unknown=str(failure))
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError) as error:
        return PackageNeeds(unknown=f"the wheel cannot be read: {error}")


def _is_metadata(name: str) -> bool:
    folder, _, file = name.partition("/")
    return folder.endswith(".dist-info") and file == "METADATA"


def _of_source_archive(index: PackageIndex, file: IndexFile) -> PackageNeeds:
    """Only what a build cannot change counts."""
    if file.bytes is None or not file.filename.endswith(".tar.gz"):
        return PackageNeeds(unknown="source archive: known once it is built")
    try:
        text = _package_info(_remote(index, file))
    except NotThere as failure:
        return PackageNeeds(unknown=str(failure))
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        return PackageNeeds(unknown=f"the source archive cannot be read: {error}")
    if not _is_static(text):
        return PackageNeeds(unknown="source archive: known once it is built")
    return _parsed(text)


def _remote(index: PackageIndex, file: IndexFile) -> RemoteFile:
    def part(first: int, last: int) -> bytes:
        return index.part(file, first, last)

    return RemoteFile(file.bytes or 0, part)


def _package_info(remote: RemoteFile) -> bytes:
    with tarfile.open(fileobj=remote, mode="r|gz") as archive:
        for number, member in enumerate(archive):
            if member.name.count("/") == 1 and member.name.endswith("/PKG-INFO"):
                found = archive.extractfile(member)
                return found.read() if found else b""
            if number > MEMBERS:
                break
    return b""


def _is_static(text: bytes) -> bool:
    from packaging.metadata import parse_email

    raw, _ = parse_email(text)
    version = raw.get("metadata_version", "0")
    numbers = tuple(int(part) for part in version.split(".") if part.isdigit())
    dynamic = {field.lower() for field in raw.get("dynamic", [])}
    return numbers >= STATIC and "requires-dist" not in dynamic


def _parsed(text: bytes) -> PackageNeeds:
    from packaging.metadata import parse_email

    raw, _ = parse_email(text)
    if "metadata_version" not in raw:
        return PackageNeeds(unknown="its metadata cannot be read")
    return PackageNeeds(requires=tuple(raw.get("requires_dist", [])))
