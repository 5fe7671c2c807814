"""Where packages come from: what pip is configured with is handed to uv, which does not read it.

Whoever set up pip for a company's mirror, a folder of wheels or a private certificate meant every
installer. It also keeps gigabytes away: a CPU build in a find-links folder has the higher version,
and wins over the one with CUDA.
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from advisor.reading.regular import Refused, read_regular

OFF = os.devnull
"""PIP_CONFIG_FILE with this value turns pip's files off."""
MACHINE_WIDE = Path("/etc/pip.conf")
SECTIONS = ("global", "install")
NO = ("", "0", "no", "false", "off")


class IndexSettings(Struct, frozen=True, kw_only=True):
    """pip's settings that decide what is found where."""

    index: str = ""
    extra_indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    certificate: str = ""
    proxy: str = ""
    no_index: bool = False


def pip_settings(
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    *,
    machine: Path = MACHINE_WIDE,
) -> IndexSettings:
    """What pip would use, in pip's order: global, user, site, PIP_CONFIG_FILE, PIP_* variables."""
    environment = os.environ if environment is None else environment
    values: dict[str, str] = {}
    for file in _files(environment, home or Path.home(), machine):
        values.update(_read(file))
    for name in (
        "index-url",
        "extra-index-url",
        "find-links",
        "constraint",
        "trusted-host",
        "cert",
        "proxy",
        "no-index",
    ):
        given = environment.get("PIP_" + name.upper().replace("-", "_"))
        if given is not None:
            values[name] = given
    certificate = os.path.expanduser(values.get("cert", "").strip())
    return IndexSettings(
        index=values.get("index-url", "").strip(),
        extra_indexes=_existing(values.get("extra-index-url", "")),
        find_links=_existing(values.get("find-links", "")),
        constraints=_existing(values.get("constraint", "")),
        trusted_hosts=tuple(values.get("trusted-host", "").split()),
        certificate=certificate if os.path.exists(certificate) else "",
        proxy=values.get("proxy", "").strip(),
        no_index=values.get("no-index", "").strip().lower() not in NO,
    )


def uv_arguments(
    settings: IndexSettings,
    *,
    more: tuple[str, ...] = (),
    find_links: bool = True,
    environment: Mapping[str, str],
) -> list[str]:
    """The same as options of uv.

    Args:
        more: indexes asked for in this one case; they come first.
        find_links: False when a device's build is wanted that a CPU build would win over.
        environment: uv's own variables win over pip's settings.
    """
    arguments = []
    if settings.index and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(environment):
        arguments += ["--default-index", settings.index]
    for url in (*more, *settings.extra_indexes):
        arguments += ["--index", url]
    if more or settings.extra_indexes:
        # As pip does: uv would otherwise stop at the first index that has any version of a package.
        arguments += ["--index-strategy", "unsafe-best-match"]
    for place in settings.find_links if find_links else ():
        arguments += ["--find-links", place]
    for host in settings.trusted_hosts:
        arguments += ["--allow-insecure-host", host]
    if settings.no_index:
        arguments.append("--no-index")
    return arguments


def uv_variables(settings: IndexSettings, environment: Mapping[str, str]) -> dict[str, str]:
    """What uv takes from its environment: the certificate and the proxy."""
    variables = {}
    if settings.certificate and "SSL_CERT_FILE" not in environment:
        variables["SSL_CERT_FILE"] = settings.certificate
    if settings.proxy and not {"HTTPS_PROXY", "https_proxy", "ALL_PROXY"} & set(environment):
        variables["ALL_PROXY"] = settings.proxy
    return variables


def _files(environment: Mapping[str, str], home: Path, machine: Path) -> list[Path]:
    given = environment.get("PIP_CONFIG_FILE", "")
    if given == OFF:
        return []
    files = [
        Path(folder) / "pip/pip.conf"
        for folder in environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
    ]
    files.append(machine)
    if not (given and os.path.exists(given)):
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        files += [home / ".pip/pip.conf", config / "pip/pip.conf"]
    files.append(Path(sys.prefix) / "pip.conf")
    return [*files, Path(given)] if given else files


def _read(file: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(read_regular(file).decode("utf-8"))
    except (Refused, UnicodeDecodeError, configparser.Error):
        return {}
    values: dict[str, str] = {}
    for section in SECTIONS:
        if parser.has_section(section):
            values.update({name.replace("_", "-"): value for name, value in parser.items(section)})
    return values


def _existing(text: str) -> tuple[str, ...]:
    """The places that are there: a folder that is gone is a warning to pip and an error to uv."""
    places = []
    for word in text.split():
        parts = urlsplit(word)
        if parts.scheme == "file":
            there = os.path.exists(unquote(parts.path))
        elif parts.scheme:
            there = True
        else:
            word = os.path.abspath(os.path.expanduser(word))
            there = os.path.exists(word)
        if there:
            places.append(word)
    return tuple(places)
