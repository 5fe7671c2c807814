"""Processors of five architectures, as their kernels describe them."""

from __future__ import annotations

import pytest

from probes.machine import cpu, microarchitecture

ARCHSPEC = {
    # recording: architecture, model, vendor, an extension it has, one it has not, name in
    # archspec's own tests
    "linux-rocky8.5-zen4": (
        "x86_64",
        "AMD EPYC 9654 96-Core Processor",
        "AMD",
        "avx512_bf16",
        "amx_tile",
        "zen4",
    ),
    "linux-rocky9-zen5": ("x86_64", None, "AMD", "avx512_vnni", "amx_tile", "zen5"),
    "linux-ubuntu20.04-zen3": ("x86_64", None, "AMD", "avx2", "avx512f", "zen3"),
    "linux-rhel7-zen": ("x86_64", None, "AMD", "avx2", "avx512f", "zen"),
    "linux-unknown-sapphirerapids": (
        "x86_64",
        "Intel Xeon Platinum 8480+",
        "Intel",
        "amx_bf16",
        "sve",
        "sapphirerapids",
    ),
    "linux-centos7-cascadelake": (
        "x86_64",
        None,
        "Intel",
        "avx512_vnni",
        "avx512_bf16",
        "cascadelake",
    ),
    "linux-rhel7-skylake_avx512": (
        "x86_64",
        None,
        "Intel",
        "avx512f",
        "avx512_vnni",
        "skylake_avx512",
    ),
    "linux-rhel7-haswell": ("x86_64", None, "Intel", "avx2", "avx512f", "haswell"),
    "linux-amazon-neoverse_n1": ("aarch64", "Neoverse N1", "Arm", "asimddp", "sve", "neoverse_n1"),
    "linux-rhel9-neoverse_n2": ("aarch64", "Neoverse N2", "Arm", "sve2", "lasx", "neoverse_n2"),
    "linux-unknown-neoverse_v2": ("aarch64", "Neoverse V2", "Arm", "i8mm", "sme", "neoverse_v2"),
    "linux-rocky8-a64fx": ("aarch64", "A64FX", "Fujitsu", "sve", "bf16", "a64fx"),
    "linux-centos7-thunderx2": ("aarch64", "ThunderX2", "Cavium", "asimd", "asimddp", "thunderx2"),
    "linux-asahi-m2": ("aarch64", "Apple M2", "Apple", "asimd", "sve", "m2"),
    "linux-sifive-u74mc": ("riscv64", "sifive,u74-mc", "sifive", "", "v", "u74mc"),
    "linux-spacemit-x60": ("riscv64", "Spacemit X60", "spacemit", "v", "sve", ""),
}


@pytest.mark.parametrize("name", ARCHSPEC)
def test_a_recorded_processor_is_read_as_it_is(name, recorded, tree) -> None:
    arch, model, vendor, has, has_not, _micro = ARCHSPEC[name]
    facts = {
        fact["name"]: fact
        for fact in cpu.facts(tree({"/proc/cpuinfo": recorded(f"cpuinfo/{name}")}), arch)
    }
    if model is not None:
        assert facts["cpu.model"]["value"] == model
    assert facts["cpu.vendor"]["value"] == vendor
    assert not has or has in facts["cpu.extensions"]["value"]
    assert has_not not in facts["cpu.extensions"]["value"]


@pytest.mark.parametrize("name", [name for name in ARCHSPEC if ARCHSPEC[name][0] != "riscv64"])
def test_the_name_among_micro_architectures_is_the_one_that_archspec_tests_for(
    name, recorded, tree
) -> None:
    arch, micro = ARCHSPEC[name][0], ARCHSPEC[name][5]
    assert (
        microarchitecture.read(tree({"/proc/cpuinfo": recorded(f"cpuinfo/{name}")}), arch) == micro
    )


def test_hidden_flags_lower_the_name_because_programs_cannot_use_what_the_kernel_hides(
    recorded, tree
) -> None:
    text = recorded("cpuinfo/linux-rocky8.5-zen4")
    without = " ".join(word for word in text.split(" ") if not word.startswith("avx512"))
    files = tree({"/proc/cpuinfo": without})
    assert microarchitecture.read(files, "x86_64") in ("zen3", "zen2", "zen")
    facts = {fact["name"]: fact for fact in cpu.facts(files, "x86_64")}
    assert facts["cpu.level"]["value"] == "x86-64-v3"


@pytest.mark.parametrize(
    ("name", "model", "vendor", "logical"),
    [
        ("phytium-d2000", "Phytium,D2000/8", "Phytium", 8),
        ("phytium-ft2000-4", "Phytium FTC663", "Phytium", 4),
        ("phytium-e2000q", "Phytium FTC310 + Phytium FTC664", "Phytium", 4),
        ("kunpeng-920-taishan-2280", "Kunpeng 920", "HiSilicon", 2),
    ],
)
def test_chinese_arm_processors_have_their_names(
    name, model, vendor, logical, recorded, tree
) -> None:
    facts = {
        fact["name"]: fact
        for fact in cpu.facts(tree({"/proc/cpuinfo": recorded(f"cpuinfo/{name}")}), "aarch64")
    }
    assert facts["cpu.model"]["value"] == model
    assert facts["cpu.vendor"]["value"] == vendor
    assert facts["cpu.cores_logical"]["value"] == logical
    assert facts["cpu.extensions"]["value"] == (
        ["asimd"] if "phytium" in name else ["asimd", "asimdhp", "asimddp"]
    )


@pytest.mark.parametrize(
    ("name", "arch", "model", "logical", "physical", "sockets", "numa"),
    [
        # The counts are those that lscpu's own tests expect of the same recordings.
        ("loongarch-loongson_3a5000_hv", "loongarch64", "Loongson-3A5000-HV", 4, 4, 1, 1),
        ("loongarch-kvm_on_loongson_3c6000", "loongarch64", "Loongson-3A5000", 32, 32, 32, 1),
        ("rv64-visionfive2", "riscv64", "sifive,u74-mc", 4, 4, 1, 1),
        ("rv64-milkvpioneer", "riscv64", None, 64, 64, 1, 4),
        ("x86_64-64cpu-linux6.2", "x86_64", "11th Gen Intel Core i7-1165G7 @ 2.80GHz", 8, 4, 1, 1),
        ("x86_64-dell_e4310", "x86_64", "Intel Core i5 M 560 @ 2.67GHz", 4, 2, 1, 1),
        ("vbox-win", "x86_64", "Intel Core i5-3317U @ 1.70GHz", 2, 2, 1, 1),
        (
            "arm-A510-A710-A715-X3",
            "aarch64",
            "Cortex-A510 + Cortex-A715 + Cortex-A710 + Cortex-X3",
            8,
            8,
            None,
            None,
        ),
    ],
)
def test_whole_machines_are_counted_right(
    name, arch, model, logical, physical, sockets, numa, recorded_tree
) -> None:
    facts = {fact["name"]: fact for fact in cpu.facts(recorded_tree(f"trees/{name}.tree"), arch)}
    if model is not None:
        assert facts["cpu.model"]["value"] == model
    assert facts["cpu.cores_logical"].get("value") == logical
    assert facts["cpu.cores_physical"].get("value") == physical
    if sockets is not None:
        assert facts["cpu.sockets"].get("value") == sockets
    assert facts["cpu.numa_nodes"].get("value") == numa


def test_loongson_has_its_vector_extensions(recorded_tree) -> None:
    facts = {
        fact["name"]: fact
        for fact in cpu.facts(
            recorded_tree("trees/loongarch-loongson_3a5000_hv.tree"), "loongarch64"
        )
    }
    assert facts["cpu.extensions"]["value"] == ["lsx", "lasx"]
    assert facts["cpu.vendor"]["value"] == "Loongson"


def test_a_draft_vector_extension_is_not_taken_for_the_standard_one(recorded_tree) -> None:
    facts = {
        fact["name"]: fact
        for fact in cpu.facts(recorded_tree("trees/rv64-milkvpioneer.tree"), "riscv64")
    }
    assert "v" not in facts["cpu.extensions"]["value"]


def test_the_highest_clock_is_that_of_the_fastest_kind_of_core(recorded_tree) -> None:
    facts = {
        fact["name"]: fact
        for fact in cpu.facts(recorded_tree("trees/arm-A510-A710-A715-X3.tree"), "aarch64")
    }
    assert facts["cpu.frequency_mhz"]["value"] == 3187.2


@pytest.mark.parametrize("name", ["gopsutil-1037", "gopsutil-1958"])
def test_a_processor_with_an_unusual_text_gives_only_what_it_says(name, recorded, tree) -> None:
    arch = "aarch64" if "CPU implementer" in recorded(f"cpuinfo/{name}") else "x86_64"
    for fact in cpu.facts(tree({"/proc/cpuinfo": recorded(f"cpuinfo/{name}")}), arch):
        assert ("value" in fact) != ("missing" in fact)


def test_a_machine_without_cpuinfo_has_reasons_instead_of_numbers(tree) -> None:
    facts = {fact["name"]: fact for fact in cpu.facts(tree({}), "sw_64")}
    assert facts["cpu.model"]["missing"]
    assert facts["cpu.cores_logical"]["missing"]
    assert facts["cpu.arch"]["value"] == "sw_64"
