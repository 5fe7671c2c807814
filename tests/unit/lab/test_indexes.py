"""What pip is configured with reaches uv, and nothing that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.lab.installing.indexes import pip_settings, uv_arguments, uv_variables


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".config/pip").mkdir(parents=True)
    (tmp_path / "wheels").mkdir()
    return tmp_path


def settings_of(home: Path, text: str, **environment: str):  # type: ignore[no-untyped-def]
    file = home / "pip.conf"
    file.write_text(text)
    return pip_settings(
        {"PIP_CONFIG_FILE": str(file), "XDG_CONFIG_DIRS": str(home / "none"), **environment},
        home,
        machine=home / "none",
    )


def test_indexes_and_wheel_folders_are_handed_on(home: Path) -> None:
    settings = settings_of(
        home,
        f"[global]\nindex-url = https://mirror.example/simple\nextra-index-url = "
        f"https://a.example/simple\n"
        f"  https://b.example/simple\nfind-links = {home}/wheels\n",
    )
    assert uv_arguments(settings, environment={}) == [
        *("--default-index", "https://mirror.example/simple"),
        *("--index", "https://a.example/simple", "--index", "https://b.example/simple"),
        *("--index-strategy", "unsafe-best-match"),
        *("--find-links", f"{home}/wheels"),
    ]


def test_without_any_setting_uv_decides(home: Path) -> None:
    assert "--default-index" not in uv_arguments(settings_of(home, ""), environment={})
    assert "--find-links" not in uv_arguments(settings_of(home, ""), environment={})


def test_places_that_are_gone_are_left_out(home: Path) -> None:
    settings = settings_of(
        home,
        f"[global]\nfind-links = {home}/gone\nextra-index-url = file://{home}/gone\ncert = "
        f"{home}/gone.pem\n",
    )
    assert (settings.find_links, settings.extra_indexes, settings.certificate) == ((), (), "")


def test_a_variable_wins_over_the_file_and_install_over_global(home: Path) -> None:
    text = (
        "[global]\nindex-url = https://one.example\nproxy = http://p:1\n"
        "[install]\nindex-url = https://two.example\n"
    )
    assert settings_of(home, text).index == "https://two.example"
    assert (
        settings_of(home, text, PIP_INDEX_URL="https://three.example").index
        == "https://three.example"
    )


def test_the_users_file_is_read_where_no_other_is_named(home: Path) -> None:
    (home / ".config/pip/pip.conf").write_text("[global]\ntrusted-host = inside.example\n")
    settings = pip_settings({"XDG_CONFIG_DIRS": str(home / "none")}, home, machine=home / "none")
    assert settings.trusted_hosts == ("inside.example",)
    assert "--allow-insecure-host" in uv_arguments(settings, environment={})


def test_pips_files_can_be_turned_off(home: Path) -> None:
    (home / ".config/pip/pip.conf").write_text("[global]\nindex-url = https://one.example\n")
    assert pip_settings({"PIP_CONFIG_FILE": "/dev/null"}, home).index == ""


def test_uvs_own_variables_win(home: Path) -> None:
    settings = settings_of(home, "[global]\nindex-url = https://one.example\nproxy = http://p:1\n")
    assert "--default-index" not in uv_arguments(
        settings, environment={"UV_DEFAULT_INDEX": "https://uv.example"}
    )
    assert uv_variables(settings, {}) == {"ALL_PROXY": "http://p:1"}
    assert uv_variables(settings, {"HTTPS_PROXY": "http://q:1"}) == {}


def test_a_devices_build_is_not_looked_for_among_the_local_wheels(home: Path) -> None:
    settings = settings_of(home, f"[global]\nfind-links = {home}/wheels\n")
    given = uv_arguments(
        settings, more=("https://device.example",), find_links=False, environment={}
    )
    assert "--find-links" not in given
    assert given[:2] == ["--index", "https://device.example"]


def test_a_broken_file_is_no_setting(home: Path) -> None:
    assert settings_of(home, "index-url without a section").index == ""
