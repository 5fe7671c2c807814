"""One table of accelerators for probe and advice: generated, fresh, and read by both in the same
way."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge
from advisor.catalog.probe_table import probe_table
from advisor.evidence.accelerator import unknown_accelerators, which_accelerators
from advisor.evidence.pci import judge
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Fact, Machine
from probes.machine import accelerators

ROOT = Path(__file__).parents[3]
CLASSES = ("0300", "0302", "0380", "0600", "0780", "0b40", "1000", "1200")
STRANGER = {"address": "0000:65:00.0", "vendor": "1234", "device": "5678", "class": "1200"}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(ROOT / "knowledge", cache=tmp_path_factory.mktemp("cache"))


def with_devices(*devices: dict[str, str]) -> Machine:
    fact = Fact(name="pci.devices", value=devices, source="a test")
    return Machine(facts=(fact,), fingerprint="x", here=False)


def test_the_probes_table_is_the_one_of_the_knowledge_base(knowledge: Knowledge) -> None:
    written = Path(accelerators.TABLE).read_bytes()
    assert written == probe_table(knowledge), "run `make schema`"


def test_probe_and_advice_judge_every_device_alike(knowledge: Knowledge) -> None:
    numbers = {"5678", "a250", "a255", "1111", "5916", "1638", "d999", "6320", "7d1d"}
    vendors = {"1234", "8086", "ffff"}
    for accelerator in knowledge.accelerators.values():
        rule = accelerator.detection
        vendors |= {*rule.pci_vendors, *(other.pci[:4] for other in rule.others)}
        numbers |= {model.device for model in rule.models[:3]}
    for vendor, number, kind in product(sorted(vendors), sorted(numbers), CLASSES):
        for address, driver in (("0000:00:02.0", "radeon"), ("0000:65:00.0", "")):
            device = {
                "address": address,
                "vendor": vendor,
                "device": number,
                "class": kind,
                "driver": driver,
            }
            _alike(device, knowledge)


def _alike(device: dict[str, str], knowledge: Knowledge) -> None:
    verdict = judge(device, knowledge.accelerators)
    kind = accelerators.of_pci(device)
    assert (kind["id"] if kind else "") == verdict.kind, device
    assert accelerators.unknown(device) == verdict.unknown, device
    if kind:
        counts = not accelerators.built_in(device) and not accelerators.too_old(device)
        assert counts == verdict.counts, device


@pytest.mark.parametrize(
    ("identity", "kind", "accelerator", "chip"),
    [
        ("1d94:6320", "0b40", "hygon_dcu", ""),
        ("1d94:6210", "0b40", "hygon_dcu", "K100_AI"),
        ("1d94:55b7", "0380", "hygon_dcu", "Z100L"),
        ("1d22:3688", "0780", "kunlun_xpu", "P800"),
        ("19e5:d500", "1200", "ascend_npu", "310P"),
        ("19e5:d803", "1200", "ascend_npu", "910C"),
        ("10de:20b2", "0302", "nvidia_cuda", "A100"),
        ("10de:2329", "0302", "nvidia_cuda", "H20"),
        ("10de:1db4", "0302", "nvidia_cuda", "V100"),
    ],
)
def test_a_card_is_known_by_its_number_with_its_chip(
    identity: str, kind: str, accelerator: str, chip: str, knowledge: Knowledge
) -> None:
    vendor, _, number = identity.partition(":")
    device = {"address": "0000:65:00.0", "vendor": vendor, "device": number, "class": kind}
    verdict = judge(device, knowledge.accelerators)
    assert verdict.kind == accelerator
    assert (verdict.model.chip if verdict.model else "") == chip
    assert which_accelerators(with_devices(device), knowledge.accelerators)[0] == accelerator


@pytest.mark.parametrize("kind", ["0300", "0b40", "1200"])
def test_an_accelerator_that_no_table_knows_is_said(kind: str, knowledge: Knowledge) -> None:
    device = {**STRANGER, "class": kind}
    assert unknown_accelerators(with_devices(device), knowledge.accelerators) == ("1234:5678",)
    assert accelerators.strange([device]) == [
        "an accelerator that no table knows: 1234:5678 at 0000:65:00.0"
    ]


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ("19e5:a250", "1200"),
        ("19e5:1711", "0300"),
        ("1a03:2000", "0300"),
        ("1234:1111", "0300"),
        ("0014:7a36", "0300"),
        ("8086:7d1d", "1200"),
        ("8086:4940", "0b40"),
        ("8086:5916", "0300"),
        ("1d94:1453", "0604"),
    ],
)
def test_what_is_known_to_be_none_is_no_stranger(
    identity: str, kind: str, knowledge: Knowledge
) -> None:
    vendor, _, number = identity.partition(":")
    device = {"address": "0000:00:02.0", "vendor": vendor, "device": number, "class": kind}
    assert unknown_accelerators(with_devices(device), knowledge.accelerators) == ()
    assert which_accelerators(with_devices(device), knowledge.accelerators) == ("cpu",)
