"""The distribution from os-release, its package family from what is installed, and the kernel."""

from __future__ import annotations

import os
import re

from probes.machine.fact import either, known, missing
from probes.machine.tree import Tree

FILES = ("/etc/os-release", "/usr/lib/os-release")
OS_VERSION = "/etc/os-version"
EDITIONS = ("/etc/.productinfo", "/etc/kylin-release", OS_VERSION, "/etc/openEuler-release")


def parse(text: str) -> dict[str, str]:
    """os-release fields: shell assignments, quoted or not."""
    found = {}
    for line in text.lstrip("\ufeff").splitlines():
        match = re.match(r"^\s*([A-Z][A-Z0-9_]{0,63})=(.*)$", line)
        if match:
            found[match.group(1)] = unquoted(match.group(2).strip())
    return found


def unquoted(value: str) -> str:
    """A shell word without its quotes; in double quotes a backslash escapes."""
    if len(value) >= 2 and value[0] == value[-1] == "'":
        value = value[1:-1]
    elif len(value) >= 2 and value[0] == value[-1] == '"':
        value = re.sub(r'\\(["$`\\])', r"\1", value[1:-1])
    return "".join(letter for letter in value if letter.isprintable()).strip()


def family(tree: Tree, release: dict[str, str]) -> tuple[str, str]:
    """`deb` or `rpm`, and where that shows.

    The ID does not tell: `kylin` and `uos` are each used by an rpm server and by a deb desktop.
    """
    if tree.exists("/var/lib/dpkg/info/base-files.list") or tree.exists("/etc/debian_version"):
        return "deb", "/var/lib/dpkg"
    for path in (
        "/var/lib/rpm/rpmdb.sqlite",
        "/var/lib/rpm/Packages",
        "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    ):
        if tree.exists(path):
            return "rpm", path
    return family_of(release), "os-release"


def family_of(release: dict[str, str]) -> str:
    """What os-release alone tells; empty when it does not."""
    like = set(release.get("ID_LIKE", "").lower().split()) | {release.get("ID", "").lower()}
    if like & {"debian", "ubuntu", "deepin", "openkylin"}:
        return "deb"
    if like & {"rhel", "fedora", "centos", "suse", "opensuse", "openeuler", "anolis", "mageia"}:
        return "rpm"
    # Only rpm distributions with modules carry a PLATFORM_ID.
    if release.get("PLATFORM_ID", "").startswith("platform:"):
        return "rpm"
    name = release.get("NAME", "").lower()
    if "server" in name and release.get("ID", "").lower() in ("kylin", "uos"):
        return "rpm"
    return ""


def facts(tree: Tree) -> list[dict]:
    """Identity of the operating system."""
    where = next((path for path in FILES if tree.text(path)), "")
    release = parse(tree.text(where) or "") if where else {}
    command = f"cat {where or FILES[0]}"
    source = where or FILES[0]
    answers = []
    for name, field in (
        ("os.id", "ID"),
        ("os.id_like", "ID_LIKE"),
        ("os.version_id", "VERSION_ID"),
        ("os.name", "NAME"),
        ("os.pretty_name", "PRETTY_NAME"),
    ):
        value = release.get(field, "")
        reason = f"there is no {FILES[0]}" if not where else f"it has no {field}"
        answers.append(
            either(
                name,
                value.lower() if field in ("ID", "ID_LIKE") else value,
                reason,
                source,
                command,
            )
        )
    answers.append(either("os.release", release, f"there is no {FILES[0]}", source, command))
    kind, kind_source = family(tree, release)
    answers.append(
        either(
            "os.family",
            kind,
            "neither dpkg nor rpm left its database",
            kind_source,
            "ls -d /var/lib/dpkg/info /var/lib/rpm",
        )
    )
    edition = _edition(tree)
    if edition:
        answers.append(known("os.edition", edition[0], edition[1], f"cat {edition[1]}"))
    answers.append(_kernel(tree))
    return answers


def _edition(tree: Tree) -> tuple[str, str] | None:
    """Where Kylin and UOS write the service pack that os-release leaves out."""
    for path in EDITIONS:
        lines = [line.strip() for line in (tree.text(path) or "").splitlines() if line.strip()]
        if path == OS_VERSION:
            lines = [_uos_version(lines)]
        if lines and lines[0]:
            text = " ".join(lines[:3])
            return "".join(letter for letter in text if letter.isprintable())[:200], path
    return None


def _uos_version(lines: list[str]) -> str:
    """Of `/etc/os-version`, which has a field a line."""
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    told = [fields.get(key, "") for key in ("EditionName", "MinorVersion", "OsBuild")]
    return " ".join(part for part in told if part)


def _kernel(tree: Tree) -> dict:
    text = os.uname().release if tree.live else tree.word("/proc/sys/kernel/osrelease")
    if not text:
        return missing("os.kernel", "the kernel's version is not recorded", "uname", "uname -r")
    return known("os.kernel", text, "uname", "uname -r")
