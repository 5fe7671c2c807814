"""What a process tells of its own life: its first step, its peak, what it saves and where it
lives."""

import mmap
import sys

import pytest

from probes.contract import Unsupported, WrongResult
from probes.process import Process
from probes.workloads import resnet50_train, simplenet_train


def fresh(size):
    """So many bytes that are really in memory, and were in no heap before."""
    held = mmap.mmap(-1, max(size, 1))
    for page in range(0, size, mmap.PAGESIZE):
        held[page] = 1
    return held


class Net:
    """An adapter whose steps are the reference's own losses, times something."""

    def __init__(self, factor=1.0, ballast=0):
        self.factor, self.ballast, self.held = factor, ballast, []

    def offer(self, name):
        losses = {
            "simplenet_train": simplenet_train.losses,
            "resnet50_train": lambda: resnet50_train.LOSSES,
        }[name]()

        def prepare(given):
            left = iter(losses)

            def step():
                self.held.append(fresh(self.ballast))
                return next(left) * self.factor

            return step

        return prepare

    def wait(self, value):
        pass

    def numpy(self, value):
        return value


def process(adapter, **how):
    return Process(adapter, import_seconds=1.0, resident_bytes=how.pop("resident", 0), **how)


def test_the_first_step_is_timed_and_then_compared():
    ticks = iter([10.0, 12.5])

    assert process(Net(), clock=lambda: next(ticks)).first_step(simplenet_train) == 2.5


def test_a_first_step_that_is_quick_and_wrong_is_no_figure():
    with pytest.raises(WrongResult):
        process(Net(factor=1.1)).first_step(simplenet_train)


def test_a_process_has_one_first_step():
    once = process(Net())
    once.first_step(simplenet_train)

    with pytest.raises(Unsupported):
        once.first_step(simplenet_train)


def test_the_peak_sees_what_the_steps_held(monkeypatch):
    monkeypatch.setattr(resnet50_train, "given", lambda: None)
    small = process(Net()).peak_above_import(resnet50_train)
    large = process(Net(ballast=60 * 2**20)).peak_above_import(resnet50_train)

    assert large - small > 100 * 2**20


def test_the_environment_is_more_than_its_interpreter(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    bare = process(Net()).environment_bytes()
    (tmp_path / "compiled").write_bytes(b"x" * 2**20)

    assert process(Net()).environment_bytes() - bare >= 2**20


def test_a_python_among_other_things_has_no_size_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))

    with pytest.raises(Unsupported):
        process(Net()).environment_bytes()
    (tmp_path / "conda-meta").mkdir()
    assert process(Net()).environment_bytes() > 0


def test_what_is_saved_is_counted_with_all_of_its_files(work):
    answer = work("numpy_reference", "saved_size")

    assert answer.outcome("saved_size") == ("ok", None)
    # Every parameter of ResNet-50 in four bytes, and a little for the format.
    assert 0 < answer.of("sample")[0]["value"] - 4 * 25_557_032 < 2**20


def test_what_was_computed_before_takes_the_first_step_away(work):
    answer = work("numpy_reference", "first_step", "saved_size", "matmul")

    assert {line["outcome"] for line in answer.of("finished")} == {"ok"}
    assert work("numpy_reference", "matmul", "first_step").outcome("first_step")[0] == "unsupported"
