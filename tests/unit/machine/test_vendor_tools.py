"""What vendors' tools printed on real machines, read card by card."""

from __future__ import annotations

import pytest

from probes.machine import ascend, vendor_tools

GIB = 2**30


@pytest.mark.parametrize(
    ("name", "version", "chips"),
    [
        (
            "910b2c_23.0.3",
            "23.0.3",
            [("910B2C", "0000:5a:00.0", 64), ("910B2C", "0000:29:00.0", 64)],
        ),
        ("910b3_23.0.7", "23.0.7", [("910B3", "0000:c1:00.0", 64), ("910B3", "0000:c2:00.0", 64)]),
        ("910b4_24.1.1", "24.1.1", [("910B4", "0000:c1:00.0", 32), ("910B4", "0000:c2:00.0", 32)]),
        ("910b4-1_25.2.0", "25.2.0", [("910B4-1", None, 64), ("910B4-1", None, 64)]),
        (
            "910c_two_chips",
            "",
            [("Ascend910", "0000:9d:00.0", 64), ("Ascend910", "0000:9f:00.0", 64)],
        ),
        (
            "310p3_25.5.1",
            "25.5.1",
            [("310P3", "0000:81:00.0", 21525 / 1024), ("310P3", "0000:85:00.0", 21525 / 1024)],
        ),
    ],
)
def test_npu_smi_in_its_old_and_new_forms(name, version, chips, recorded) -> None:
    said, found = ascend.parse(recorded(f"npu-smi/{name}"))
    assert said == version
    assert [
        (chip["name"], chip.get("address"), chip["memory_bytes"] / GIB) for chip in found
    ] == chips
    assert all(chip["health"] == "OK" for chip in found)


def test_a_card_of_two_chips_repeats_its_number(recorded) -> None:
    _version, found = ascend.parse(recorded("npu-smi/910c_two_chips"))
    assert [(chip["npu"], chip["chip"]) for chip in found] == [(0, 0), (0, 1)]


@pytest.mark.parametrize(
    ("parser", "recording", "driver", "cards"),
    [
        (
            vendor_tools.cnmon,
            "cnmon/mlu370-x8_5.10.13",
            "5.10.13",
            [("MLU370-X8", "0000:39:00.0", 23374), ("MLU370-X8", "0000:3d:00.0", 23374)],
        ),
        (
            vendor_tools.xpu_smi,
            "xpu_smi/r300_4.31",
            "4.0",
            [("R300", "0000:53:00.0", 32768), ("R300", "0000:56:00.0", 32768)],
        ),
        (
            vendor_tools.efsmi,
            "efsmi/s60_1.2.0.301",
            "1.2.0.301",
            [("S60", "0000:01:00.0", 49120), ("S60", "0000:09:00.0", 42976)],
        ),
        (
            vendor_tools.mthreads_gmi,
            "mthreads-gmi/s5000_2.3.2",
            "3.3.5-server",
            [("MTT S5000", "0000:2a:00.0", 81920), ("MTT S5000", "0000:3a:00.0", 81920)],
        ),
        (
            vendor_tools.intel_xpu_smi,
            "xpu-smi/intel_arc_a770_2.0",
            "",
            [("Intel(R) Arc(TM) A770", "0000:03:00.0", 16288)],
        ),
    ],
)
def test_cards_have_name_address_and_memory(parser, recording, driver, cards, recorded) -> None:
    said, found = parser(recorded(recording))
    assert said == driver
    assert [
        (card["name"], card["address"], card["memory_bytes"] // 2**20) for card in found
    ] == cards


def test_hygons_tool_only_counts(recorded) -> None:
    _driver, cards = vendor_tools.rocm_smi(recorded("rocm-smi/dcu_dtk23.10"))
    assert [card["index"] for card in cards] == [0, 1, 2, 3]


def test_the_two_tools_called_xpu_smi_are_not_mistaken_for_each_other(recorded) -> None:
    assert vendor_tools.xpu_smi(recorded("xpu-smi/intel_arc_a770_2.0"))[1] == []
    assert vendor_tools.intel_xpu_smi(recorded("xpu_smi/r300_4.31"))[1] == []


def test_colours_change_nothing(recorded) -> None:
    text = recorded("npu-smi/910b3_23.0.7")
    coloured = text.replace("910B3", "\x1b[1;32m910B3\x1b[0m").replace("OK", "\x1b[32mOK\x1b[m")
    assert ascend.parse(coloured) == ascend.parse(text)


def test_cann_and_driver_are_read_from_their_files(tree) -> None:
    root = "/usr/local/Ascend/ascend-toolkit/latest"
    installed = (
        "package_name=Ascend-cann-toolkit\nversion=7.0.RC1\ninnerversion=V100R001C13SPC005B246\n"
    )
    files = tree(
        {
            f"{root}/aarch64-linux/ascend_toolkit_install.info": installed,
            "/usr/local/Ascend/driver/version.info": "Version=23.0.3\nascendhal_version=7.35.19\n",
        }
    )
    facts = {fact["name"]: fact for fact in ascend.facts(None, "it printed nothing", files, {})}
    assert facts["ascend.cann"]["value"] == "7.0.RC1"
    assert facts["ascend.driver"]["value"] == "23.0.3"
    assert facts["ascend.note"]["value"] == "npu-smi did not tell: it printed nothing"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0000:C1:00.0", "0000:c1:00.0"),
        ("00000000:2a:00.0", "0000:2a:00.0"),
        ("01:00.0", "0000:01:00.0"),
        ("0000:xx:00.0", ""),
        ("c1:00.9", ""),
        ("", ""),
    ],
)
def test_addresses_are_written_as_the_kernel_writes_them(text, expected) -> None:
    assert vendor_tools.address(text) == expected
