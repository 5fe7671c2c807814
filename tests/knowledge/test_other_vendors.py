"""What the shipped base says for machines that other vendors' engineers run every day: the stacks
that they would name themselves. A new release changes a line here together with its row."""

from __future__ import annotations

import pytest

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.target import known_chip
from advisor.model.stack import Conflict, Stack, Target, Value
from advisor.resources import knowledge_dir
from advisor.stacks.resolve import resolve
from advisor.stacks.stock import Stock

CUDA = "nvidia_cuda"


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder))


def target(
    stock: Stock,
    accelerator: str,
    printed: str,
    *,
    arch: str = "x86_64",
    python: str = "3.10",
    **versions: str,
) -> Target:
    """A machine with glibc 2.35 whose tools print this for its card."""
    chips = [
        chip
        for file in stock.compatibility.values()
        if file.accelerator == accelerator
        for chip in file.chips
    ]
    known = known_chip(printed, chips)
    assert known, printed
    return Target(
        arch=Value(value=arch, origin="detected"),
        glibc=Value(value="2.35", origin="detected"),
        pythons=(python,),
        pythons_origin="detected",
        accelerator=Value(value=accelerator, origin="detected"),
        chip=Value(value=known, origin="detected"),
        versions={id: Value(value=found, origin="detected") for id, found in versions.items()},
        indexes={"PyPI": True},
    )


def shown(stack: Stack) -> set[str]:
    """Every version of a stack, as `component version`."""
    return {f"{part.component} {part.version}" for part in stack.parts}


@pytest.mark.parametrize(
    ("printed", "driver", "arch", "python", "framework", "expected"),
    [
        ("Tesla V100-SXM2-32GB", "535.183.01", "x86_64", "3.10", "pytorch", {"build cu126"}),
        ("Tesla V100-SXM2-32GB", "535.183.01", "x86_64", "3.10", "paddlepaddle", {"build cu118"}),
        ("NVIDIA A100-SXM4-80GB", "535.183.01", "x86_64", "3.10", "pytorch", {"build cu126"}),
        ("NVIDIA A100-SXM4-80GB", "550.90.07", "x86_64", "3.10", "paddlepaddle", {"build cu126"}),
        ("NVIDIA A100-SXM4-80GB", "580.95.05", "x86_64", "3.12", "pytorch", {"build cu132"}),
        ("NVIDIA H20", "550.90.07", "x86_64", "3.10", "pytorch", {"build cu126"}),
        ("NVIDIA GeForce RTX 5090", "575.57.08", "x86_64", "3.10", "pytorch", {"build cu128"}),
        ("NVIDIA GeForce RTX 5090", "575.57.08", "x86_64", "3.10", "paddlepaddle", {"build cu129"}),
        ("Tesla P100-PCIE-16GB", "535.183.01", "x86_64", "3.10", "pytorch", {"build cu126"}),
        ("Tesla P100-PCIE-16GB", "470.256.02", "x86_64", "3.10", "pytorch", {"build cu118"}),
        ("NVIDIA GH200 480GB", "550.90.07", "aarch64", "3.10", "pytorch", {"build cu126"}),
        ("NVIDIA GH200 480GB", "580.95.05", "aarch64", "3.12", "pytorch", {"build cu132"}),
    ],
)
def test_an_nvidia_card_and_its_driver_choose_the_build(
    printed: str,
    driver: str,
    arch: str,
    python: str,
    framework: str,
    expected: set[str],
    stock: Stock,
) -> None:
    machine = target(stock, CUDA, printed, arch=arch, python=python, nvidia_driver=driver)
    found = resolve(machine, framework, stock)
    assert isinstance(found, Stack), found
    assert expected <= shown(found), shown(found)


@pytest.mark.parametrize(
    ("accelerator", "printed", "versions", "framework", "expected"),
    [
        ("hygon_dcu", "K100_AI", {"dtk": "25.04"}, "pytorch", {"torch 2.4.1+das.opt2.dtk2504"}),
        ("hygon_dcu", "BW1000", {"dtk": "26.04"}, "pytorch", {"torch 2.10.0+das.opt1.dtk2604"}),
        ("kunlun_xpu", "P800", {}, "paddlepaddle", {"paddlepaddle-xpu 3.3.1"}),
        ("moore_threads", "MTT S4000", {"musa": "4.3.2"}, "pytorch", {"torch_musa 2.5.0"}),
        ("moore_threads", "MTT S5000", {"musa": "5.2.0"}, "pytorch", {"torch_musa 2.11.0.post1"}),
        ("cambricon_mlu", "MLU590-M9", {"mlu_driver": "6.2.29"}, "pytorch", {"torch_mlu 1.29.2"}),
        ("cambricon_mlu", "MLU370", {}, "paddlepaddle", {"paddle-custom-mlu 3.3.0"}),
        ("cambricon_mlu", "MLU370", {}, "pytorch", {"torch_mlu 1.22.0"}),
        ("metax", "C500", {}, "pytorch", {"torch 2.8.0"}),
        (
            "metax",
            "C500",
            {"maca": "2.20.2.20", "metax_driver": "2.3.0"},
            "pytorch",
            {"torch 2.0.0"},
        ),
        ("metax", "C550", {"metax_driver": "3.9.6"}, "pytorch", {"torch 2.10.0"}),
        ("enflame", "S60", {"gcu_driver": "1.9.10"}, "pytorch", {"torch_gcu 2.10.0"}),
        ("iluvatar", "BI-V150", {"iluvatar_driver": "4.4.0"}, "pytorch", {"torch 2.7.1"}),
        ("iluvatar", "BI-V100", {}, "pytorch", {"torch 1.13.1"}),
        (
            "iluvatar",
            "MR-V100",
            {"corex": "4.3.0"},
            "tensorflow",
            {"tensorflow 2.16.2+corex.4.3.0"},
        ),
        ("moore_threads", "MTT S5000", {"musa": "4.3.2"}, "paddlepaddle", {"paddle_musa 3.2.1"}),
    ],
)
def test_a_chinese_card_and_its_kit_choose_the_set(
    accelerator: str,
    printed: str,
    versions: dict[str, str],
    framework: str,
    expected: set[str],
    stock: Stock,
) -> None:
    found = resolve(target(stock, accelerator, printed, **versions), framework, stock)
    assert isinstance(found, Stack), found
    assert expected <= shown(found), shown(found)


@pytest.mark.parametrize(
    ("printed", "cann", "python", "framework", "expected"),
    [
        ("910B3", "9.0.0", "3.9", "jittor", {"jittor 1.3.11.0"}),
        ("310B4", "8.0.0", "3.9", "mindspore", {"mindspore 2.5.0"}),
        ("310B4", "7.0.0", "3.9", "mindspore", set()),  # its page of then is about the 910 alone
        ("310P3", "8.0.0", "3.9", "paddlepaddle", set()),
    ],
)
def test_an_ascend_chip_has_what_its_pages_say(
    printed: str, cann: str, python: str, framework: str, expected: set[str], stock: Stock
) -> None:
    machine = target(
        stock,
        "ascend_npu",
        printed,
        arch="aarch64",
        python=python,
        cann=cann,
        ascend_driver="25.5.1",
    )
    found = resolve(machine, framework, stock)
    if expected:
        assert isinstance(found, Stack), found
        assert found.grade == "documented"
        assert {f"{part.name} {part.version}" for part in found.parts} >= expected
    else:
        assert isinstance(found, Conflict), found


@pytest.mark.parametrize(
    ("printed", "driver", "framework"),
    [
        ("NVIDIA GeForce RTX 5090", "550.90.07", "pytorch"),  # CUDA 12.8 is of driver 570
        ("NVIDIA H20", "550.90.07", "mindspore"),  # CUDA 11.6 knows no Hopper
        ("NVIDIA H20", "550.90.07", "megengine"),  # nor does CUDA 10.1
    ],
)
def test_what_cannot_run_is_no_stack(
    printed: str, driver: str, framework: str, stock: Stock
) -> None:
    found = resolve(target(stock, CUDA, printed, nvidia_driver=driver), framework, stock)
    assert isinstance(found, Conflict), found
