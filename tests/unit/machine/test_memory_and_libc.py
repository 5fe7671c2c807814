"""Memory as /proc/meminfo tells it, and the C library."""

from __future__ import annotations

import pytest

from probes.machine import libc, memory


@pytest.mark.parametrize(
    ("name", "total", "available"),
    [
        ("intelcorei5", 16502300672, 11495358464),
        ("anonhugepages", 260799420 * 1024, 127880216 * 1024),
        ("issue1002", 260579328, None),
    ],
)
def test_recorded_memory(name, total, available, recorded, tree) -> None:
    facts = {
        fact["name"]: fact
        for fact in memory.facts(tree({"/proc/meminfo": recorded(f"meminfo/{name}")}))
    }
    assert facts["memory.total_bytes"]["value"] == total
    if available is not None:
        assert facts["memory.available_bytes"]["value"] == available


def test_more_available_than_there_is_is_not_believed(tree) -> None:
    files = tree({"/proc/meminfo": "MemTotal: 10 kB\nMemAvailable: 11 kB\n"})
    facts = {fact["name"]: fact for fact in memory.facts(files)}
    assert "missing" in facts["memory.available_bytes"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glibc 2.36", ("glibc", "2.36")),
        ("ldd (GNU libc) 2.28\nCopyright (C) 2018 Free Software Foundation", ("glibc", "2.28")),
        ("ldd (Ubuntu GLIBC 2.35-0ubuntu3.8) 2.35", ("glibc", "2.35")),
        ("musl libc (x86_64)\nVersion 1.2.5\nDynamic Program Loader", ("musl", "1.2.5")),
        ("something else", ("", "")),
    ],
)
def test_the_c_library_by_its_own_words(text, expected) -> None:
    assert libc.parse(text) == expected
