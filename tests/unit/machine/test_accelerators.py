"""Which devices count as accelerators: vendor and class, and who uses a shared node."""

from __future__ import annotations

import pytest

from probes.machine import accelerators, pci


def bus(
    *devices: str, drivers: dict[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Files and links of /sys for devices written `address vendor device class`."""
    files, links = {}, {}
    for text in devices:
        address, vendor, device, kind = text.split()
        folder = f"/sys/bus/pci/devices/{address}"
        files |= {
            f"{folder}/vendor": f"0x{vendor}\n",
            f"{folder}/device": f"0x{device}\n",
            f"{folder}/class": f"0x{kind}\n",
        }
        if drivers and address in drivers:
            links[f"{folder}/driver"] = f"../../../bus/pci/drivers/{drivers[address]}"
    return files, links


def found_on(tree, *devices: str, drivers=None, **more: str) -> list[str]:
    files, links = bus(*devices, drivers=drivers)
    machine = tree({**files, **more}, links)
    described = accelerators.describe(pci.devices(machine, accelerators.wanted))
    return accelerators.facts(machine, described)[0]["value"]


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        ("0000:17:00.0 10de 20b2 030200", "nvidia_cuda"),
        ("0000:c1:00.0 19e5 d802 120000", "ascend_npu"),
        ("0000:53:00.0 1d22 3684 120000", "kunlun_xpu"),
        ("0000:03:00.0 1d94 6211 038000", "hygon_dcu"),
        ("0000:39:00.0 cabc 0370 120000", "cambricon_mlu"),
        ("0000:3b:00.0 1e3e 0001 030200", "iluvatar"),
        ("0000:2a:00.0 1ed5 0327 030000", "moore_threads"),
        ("0000:0e:00.0 9999 0a01 038000", "metax"),
        ("0000:01:00.0 1e36 c035 120000", "enflame"),
        ("0000:c3:00.0 1002 740f 038000", "amd_rocm"),
        ("0000:03:00.0 8086 56a0 030000", "intel_gpu"),
    ],
)
def test_every_kind_is_known_by_vendor_and_class(device, kind, tree) -> None:
    assert found_on(tree, device) == [kind]


@pytest.mark.parametrize(
    "device",
    [
        "0000:75:00.0 19e5 a250 120000",  # the compression engine of a Kunpeng 920
        "0000:08:00.0 19e5 1711 030000",  # the display of a server's management chip
        "0000:81:00.0 19e5 3754 010802",  # a disk
        "0000:7d:00.0 19e5 a222 020000",  # a network card
        "0000:00:01.0 1d94 1453 060400",  # a bridge in a Hygon processor
        "0000:01:00.0 1d22 1380 010802",  # a disk of Baidu's
        "0000:02:00.1 10de 228e 040300",  # the sound of a graphics card
        "0000:2a:00.1 1ed5 02ff 040300",  # the sound of a graphics card
        "0000:03:00.0 1a03 2000 030000",  # a server's own display
        "0000:00:02.0 8086 5916 030000",  # graphics in a processor
        "0000:06:00.0 1002 1638 030000",  # graphics in a processor
        "0000:00:04.0 1af4 1050 030000",  # the display of a virtual machine
    ],
)
def test_other_devices_of_the_same_vendors_do_not_count(device, tree) -> None:
    assert found_on(tree, device) == []


def test_a_card_that_the_old_radeon_driver_serves_does_not_count(tree) -> None:
    device = "0000:01:00.0 1002 6779 030000"
    assert found_on(tree, device, drivers={"0000:01:00.0": "radeon"}) == []
    assert found_on(tree, device, drivers={"0000:01:00.0": "amdgpu"}) == ["amd_rocm"]


def test_kfd_belongs_to_whoever_is_on_the_bus(tree) -> None:
    assert found_on(tree, "0000:03:00.0 1d94 6211 038000", **{"/dev/kfd": "", "/dev/mkfd": ""}) == [
        "hygon_dcu"
    ]
    assert found_on(tree, "0000:c3:00.0 1002 740f 038000", **{"/dev/kfd": ""}) == ["amd_rocm"]
    # Graphics in a processor have the node too.
    assert found_on(tree, "0000:06:00.0 1002 1638 030000", **{"/dev/kfd": ""}) == []


def test_kfd_without_a_bus_is_told_apart_by_the_drivers_own_list(tree) -> None:
    node = "/sys/class/kfd/kfd/topology/nodes"
    amd = {
        "/dev/kfd": "",
        f"{node}/0/properties": "vendor_id 0\n",
        f"{node}/1/properties": "vendor_id 4098\n",
    }
    assert found_on(tree, **amd) == ["amd_rocm"]
    assert found_on(tree, **{"/dev/kfd": "", "/opt/hyhal/lib": ""}) == ["hygon_dcu"]
    assert found_on(tree, **{"/dev/kfd": ""}) == []


def test_device_nodes_show_what_the_bus_hides(tree) -> None:
    assert found_on(tree, **{"/dev/davinci0": "", "/dev/davinci_manager": ""}) == ["ascend_npu"]
    assert found_on(tree, **{"/dev/davinci_manager": ""}) == []
    assert found_on(tree, **{"/dev/xpu0": "", "/dev/xpuctrl": ""}) == ["kunlun_xpu"]
    assert found_on(tree, **{"/dev/dxg": "", "/usr/lib/wsl/lib/libnvidia-ml.so.1": ""}) == [
        "nvidia_cuda"
    ]
    assert found_on(tree, **{"/dev/dxg": ""}) == []


def test_a_laptop_counts_its_discrete_cards_only(recorded) -> None:
    found = pci.parse_lspci(recorded("lspci/laptop_intel_and_two_nvidia"))
    assert [device["address"] for device in found] == [
        "0000:00:02.0",
        "0000:02:00.0",
        "0000:08:00.0",
    ]
    entries = accelerators.describe(found)
    assert [(entry["kind"], entry.get("built_in", False)) for entry in entries] == [
        ("intel_gpu", True),
        ("nvidia_cuda", False),
        ("nvidia_cuda", False),
    ]


def test_lspci_with_details_gives_the_device_and_not_its_subsystem(recorded) -> None:
    assert pci.parse_lspci(recorded("lspci/matebook_intel_only")) == [
        {"address": "0000:00:02.0", "vendor": "8086", "device": "5916", "class": "0300"}
    ]
    assert [
        device["device"] for device in pci.parse_lspci(recorded("lspci/laptop_nvidia_mx330"))
    ] == ["1d16"]


def told(kind: str, cards: list[dict], error: str = "") -> dict:
    return {kind: {"tool": "cnmon", "driver": "5.10.13", "cards": cards, "error": error}}


def test_tool_and_bus_are_matched_by_address_and_disagreement_is_said(tree) -> None:
    devices = [
        {
            "kind": "cambricon_mlu",
            "address": "0000:39:00.0",
            "pci": "cabc:0370",
            "name": "MLU370",
            "driver": "x",
        },
        {"kind": "cambricon_mlu", "address": "0000:3d:00.0", "pci": "cabc:0370", "driver": "x"},
    ]
    cards = [
        {"index": 0, "name": "MLU370-X8", "address": "0000:39:00.0", "memory_bytes": 24 * 2**30},
        {"index": 1, "name": "MLU370-X8", "address": "0000:99:00.0"},
    ]
    facts = {
        fact["name"]: fact
        for fact in accelerators.reconciled(tree({}), devices, told("cambricon_mlu", cards), True)
    }
    first, second = facts["accelerators.devices"]["value"]
    assert (first["name"], first["memory_bytes"], first["said_by"]) == (
        "MLU370-X8",
        24 * 2**30,
        "cnmon",
    )
    assert "memory_bytes" not in second
    assert facts["accelerators.notes"]["value"][:2] == [
        "cnmon lists 0000:99:00.0, which is not on the PCI bus",
        "on the PCI bus but not in cnmon: 0000:3d:00.0",
    ]


def test_a_tool_that_hangs_leaves_what_the_bus_told(tree) -> None:
    devices = [{"kind": "cambricon_mlu", "address": "0000:39:00.0", "pci": "cabc:0370"}]
    answer = told("cambricon_mlu", [], "no answer within 5 s")
    facts = {
        fact["name"]: fact for fact in accelerators.reconciled(tree({}), devices, answer, True)
    }
    assert facts["accelerators.devices"]["value"] == devices
    assert "cnmon did not tell: no answer within 5 s" in facts["accelerators.notes"]["value"]
