"""A large batch is tried only where a small one says that it will end well."""

import pytest

from probes import ahead, memory
from probes.ahead import look_ahead
from probes.contract import NotTried
from probes.reason import because


class Patient:
    def wait(self, value):
        pass


def look(monkeypatch, *, seconds=1.0, resident=100, peak=200, can_have=10_000, times=8):
    now = [0.0]
    steps = []

    def step():
        now[0] += seconds
        steps.append(now[0])

    monkeypatch.setattr(ahead.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(memory, "resident_bytes", lambda: resident)
    monkeypatch.setattr(memory, "peak_bytes", lambda: peak)
    monkeypatch.setattr(memory, "obtainable_bytes", lambda: can_have)
    look_ahead(Patient(), lambda smaller: step, "smaller", times)
    return len(steps)


def test_what_fits_is_tried(monkeypatch):
    assert look(monkeypatch) == 2


def test_a_step_that_would_take_more_than_a_minute_is_not_tried(monkeypatch):
    with pytest.raises(NotTried) as caught:
        look(monkeypatch, seconds=8.0)
    assert caught.value.outcome == "too_slow"
    assert caught.value.reason == because("smaller_batch_too_slow", times=8, step=8.0, most=60.0)


def test_what_would_fill_the_memory_is_not_tried(monkeypatch):
    with pytest.raises(NotTried) as caught:
        look(monkeypatch, peak=1200)
    assert caught.value.outcome == "out_of_memory"
    assert caught.value.reason["code"] == "smaller_batch_too_large"


def test_where_the_kernel_does_not_say_it_is_tried(monkeypatch):
    assert look(monkeypatch, peak=None) == 2
    assert look(monkeypatch, can_have=None) == 2


def test_this_process_can_have_at_least_what_it_has():
    assert memory.obtainable_bytes() >= memory.resident_bytes()
