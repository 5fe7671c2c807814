"""What a resolution would fetch, from the file that uv writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.lab.installing.file_sizes import fetched, locked_files, unpacked_from

LOCK = """lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "Big_Net"
version = "2.0"
sdist = { url = "https://example.org/big.tar.gz", size = 9 }
wheels = [{ url = "https://example.org/big.whl", size = 5000, hashes = { sha256 = "00" } }]

[[packages]]
name = "from-source"
version = "1.0"
sdist = { url = "https://example.org/source.tar.gz", size = 300 }

[[packages]]
name = "near"
version = "1.0+cpu"
wheels = [{ url = "file://FOLDER/near%20by.whl", hashes = { sha256 = "00" } }]

[[packages]]
name = "beside"
version = "1.0"
wheels = [{ path = "beside.whl" }]

[[packages]]
name = "silent"
version = "1.0"
wheels = [{ url = "https://example.org/silent.whl" }]
"""


def test_what_is_fetched_is_the_wheel_or_the_source_and_nothing_that_lies_here(
    tmp_path: Path,
) -> None:
    (tmp_path / "near by.whl").write_bytes(bytes(70))
    (tmp_path / "beside.whl").write_bytes(bytes(8))
    files = locked_files(LOCK.replace("FOLDER", str(tmp_path)), tmp_path)
    assert [file.name for file in files] == ["big-net", "from-source", "near", "beside", "silent"]
    assert fetched(files).bytes == 5300
    assert fetched(files).unknown == ("silent",)
    assert fetched(files, cached={"big-net", "silent"}).bytes == 300
    assert fetched(files, cached={"silent"}).unknown == ()
    assert unpacked_from(files).bytes == 5378


def test_an_empty_resolution_fetches_nothing_and_what_is_no_toml_is_an_error(
    tmp_path: Path,
) -> None:
    assert fetched(locked_files('lock-version = "1.0"\n', tmp_path)).bytes == 0
    with pytest.raises(ValueError, match="Expected"):
        locked_files("error: no", tmp_path)
