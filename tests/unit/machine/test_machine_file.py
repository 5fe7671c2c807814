"""Machines that people hand in, correct, save and replay."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import AdvisorError, ExitCode
from advisor.intake.machine_file import correct, parse_machine, read_machine
from advisor.intake.machine_saving import as_yaml, document, without_names
from advisor.model.machine import Fact, Machine

EXAMPLES = Path(__file__).parents[3] / "knowledge" / "machines"
HEAD = "schema: fwadvisor.machine/1\nfacts:\n"


def machine(text: str) -> Machine:
    whole = text if text.startswith(("schema", "{")) else HEAD + text
    return parse_machine(whole.encode(), Path("given.yaml"))


@pytest.mark.parametrize("name", sorted(file.stem for file in EXAMPLES.glob("*.yaml")))
def test_every_example_reads_and_says_that_it_is_none_of_ours(name: str) -> None:
    found = read_machine(name, EXAMPLES)
    assert not found.here
    assert found.text("cpu.arch")
    assert found.get("memory.usable_bytes") == found.get("memory.total_bytes")
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    assert "not a measurement" in text.splitlines()[0]
    assert all(
        yaml.safe_load(text)[key][lang] for key in ("title", "note") for lang in ("en", "zh")
    )


def test_what_is_written_by_hand_is_understood() -> None:
    found = machine(
        "  memory.total_bytes: 64 GiB\n  libc.version: '2.30'\n  python.interpreters: ['3.9', "
        "'3.11']\n"
    )
    assert found.get("memory.total_bytes") == 64 * 2**30
    assert found.get("libc.version") == "2.30"
    assert found.get("python.interpreters") == ({"version": "3.9"}, {"version": "3.11"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  cpu.mode: x\n", "there is no fact called 'cpu.mode' (did you mean cpu.model?)"),
        ("  cpu.arch: pentium\n", "cpu.arch is one of x86_64, aarch64"),
        ("  cpu.cores_logical: many\n", "cpu.cores_logical is a number, not 'many'"),
        ("  cpu.cores_logical: -4\n", "cpu.cores_logical is a whole number from 0 up, not -4"),
        ("  cpu.cores_logical: 2.5\n", "whole number"),
        ("  memory.total_bytes: 64 gigs\n", "such as `64 GiB`"),
        ("  libc.version: 2.30\n", "libc.version is a word in quotation marks"),
        (
            "  os.family: rpm\n  os.family: deb\n",
            "given.yaml:4:3: The key os.family stands here a second time.",
        ),
        ("  accelerators.found: nvidia_cuda\n", "accelerators.found is a list of words"),
        ("  python.interpreters: [new]\n", "list of versions"),
        ("  cpu.model: [a\n", "given.yaml:4:1: Not YAML"),
        ("schema: fwadvisor.machine/2\nfacts: {}\n", "its first line must be"),
        ("schema: fwadvisor.machine/1\nfact: {}\n", "there is no field 'fact'"),
        ("schema: fwadvisor.machine/1\n", "`facts` must be names with values"),
        (
            "schema: fwadvisor.machine/1\nfacts:\n- {name: cpu.arch, source: x}\n",
            "either a value or the reason",
        ),
        (
            "schema: fwadvisor.machine/1\nfacts:\n- {name: cpu.arch, value: 1, source: x, colour: "
            "red}\n",
            "colour",
        ),
        (
            '{"schema": "fwadvisor.machine/1", "facts": ',
            "given.yaml:1:44: Not JSON: expected a value here",
        ),
        ("schema: [\n", "given.yaml:2:1: Not YAML"),
    ],
)
def test_a_wrong_file_says_what_was_expected_where(text: str, expected: str) -> None:
    with pytest.raises(AdvisorError) as caught:
        machine(text)
    assert caught.value.reference == "bad-machine-file"
    assert caught.value.exit_code == ExitCode.USAGE
    assert expected.lower() in caught.value.why.lower()
    assert caught.value.hint


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"just words", b"- a\n- b\n", b"\xef\xbb\xbfschema: x"]
)
def test_a_file_that_is_no_machine_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "machine.yaml"
    path.write_bytes(content)
    with pytest.raises(AdvisorError):
        read_machine(path)


def test_a_missing_file_names_the_examples() -> None:
    with pytest.raises(AdvisorError) as caught:
        read_machine("kylin_kunpeng", EXAMPLES)
    assert "kylin_kunpeng_ascend" in caught.value.why


def test_a_correction_is_marked_and_what_follows_from_it_too() -> None:
    before = machine(
        "  cpu.cores_logical: 96\n  memory.total_bytes: 512 GiB\n  nvidia.driver: '535.54'\n"
    )
    after = correct(before, ("cpu.cores_logical=8", "memory.limit_bytes=16 GiB", "nvidia.driver="))
    facts = {fact.name: fact for fact in after.facts}
    assert facts["cpu.cores_logical"].corrected
    assert facts["cpu.cores_usable"].value == 8
    assert facts["cpu.cores_usable"].corrected
    assert facts["memory.usable_bytes"].value == 16 * 2**30
    assert facts["nvidia.driver"].value is None
    assert facts["nvidia.driver"].missing == "set to unknown by the user"
    assert after.fingerprint != before.fingerprint


def test_lists_and_switches_can_be_corrected_from_a_command_line() -> None:
    after = correct(
        machine("  os.id: x\n"), ("accelerators.found=ascend_npu, cpu", "disk.network=yes")
    )
    assert after.get("accelerators.found") == ("ascend_npu", "cpu")
    assert after.get("disk.network") is True
    assert correct(after, ("accelerators.found=none",)).get("accelerators.found") == ()


@pytest.mark.parametrize(
    "text", ["cpu.cores_logical", "cpu.coresusable=8", "cpu.cores_logical=lots", "disk.network=2"]
)
def test_a_wrong_correction_is_wrong_usage(text: str) -> None:
    with pytest.raises(AdvisorError) as caught:
        correct(machine("  os.id: x\n"), (text,))
    assert caught.value.reference == "bad-fact"
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_saved_machine_reads_back_the_same_and_holds_no_name(tmp_path: Path) -> None:
    facts = (
        Fact(
            name="memory.swap_bytes", value=0, unit="B", source="/proc/meminfo", command="free -b"
        ),
        Fact(name="disk.network", value=False, source="x", command="findmnt -T /home/mei/data"),
        Fact(name="cpu.governor", missing="no scaling here", source="x", command="y"),
        Fact(name="cpu.cores_usable", value=8, source="given by the user", corrected=True),
        Fact(
            name="python.interpreters",
            value=(
                {"version": "3.10.1", "path": "/home/mei/.pyenv/versions/3.10.1/bin/python3.10"},
            ),
            source="asked each of them",
        ),
    )
    text = as_yaml(
        document(
            Machine(facts=facts, fingerprint="x"),
            saved="2026-11-23",
            program="1",
            private=("/home/mei",),
        )
    )
    assert "mei" not in text
    again = parse_machine(text.encode(), tmp_path / "saved.yaml")
    by_name = {fact.name: fact for fact in again.facts}
    assert by_name["memory.swap_bytes"].value == 0
    assert by_name["disk.network"].value is False
    assert by_name["cpu.governor"].missing == "no scaling here"
    assert by_name["cpu.cores_usable"].corrected
    (python,) = by_name["python.interpreters"].value
    assert python["path"] == "~/.pyenv/versions/3.10.1/bin/python3.10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/lab7/data", "/srv/*/data"),
        ("/data/zhang/envs", "/data/*/envs"),
        ("/home/someone-else/x", "~/x"),
        ("/root/tools/bin", "~/tools/bin"),
        ("/rooted/tree", "/rooted/tree"),
        ("lab7 is a word here", "lab7 is a word here"),
    ],
)
def test_paths_tell_nobodys_name(text: str, expected: str) -> None:
    assert without_names(text, ("/root", "zhang", "lab7")) == expected


@given(
    text=st.text(max_size=200),
    lead=st.sampled_from(["", HEAD, HEAD + "  cpu.model: ", HEAD + "- {name: cpu.arch, "]),
)
def test_any_text_is_a_machine_or_an_error_for_a_person(text: str, lead: str) -> None:
    with contextlib.suppress(AdvisorError):
        parse_machine((lead + text).encode(), Path("given.yaml"))
