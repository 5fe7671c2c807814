"""Whatever an adapter does, the worker says what happened, and the other workloads go on."""

import os
import signal

import pytest

from probes.reason import OWN_WORDS, because

ADAPTER = """
import os
import sys
import numpy as np
from probes import contract

class Adapter(contract.Adapter):
    def versions(self):
        return {{"guest": "1"}}

    def wait(self, value):
        pass

    def numpy(self, value):
        return np.asarray(value)

    def dispatch(self, given):
        start, addend, length = given
        return lambda: start + length * addend

    def simplenet_train(self, given):
        {body}
"""


def adapter(body):
    return ADAPTER.format(body=body.replace("\n", "\n        "))


def outcome(work, body):
    answer = work("guest", "simplenet_train", "dispatch", adapter=adapter(body))
    assert answer.outcome("dispatch")[0] == "ok", "the next workload goes on"
    assert answer.lines[-1]["outcome"] == "ok"
    return answer.outcome("simplenet_train")


def test_a_wrong_answer_is_never_timed(work):
    answer = work("guest", "simplenet_train", adapter=adapter("return lambda: 5.0"))

    result, reason = answer.outcome("simplenet_train")
    assert result == "wrong_result"
    assert reason["code"] == "differs_from_reference"
    assert reason["values"]["apart"] > reason["values"]["allowed"] > 0
    assert answer.of("checked")[0]["agreement"] > 1e-5
    assert answer.of("warm_up") == answer.of("sample") == []


def test_an_answer_that_is_not_a_number_stays_off_the_channel(work):
    answer = work("guest", "simplenet_train", adapter=adapter("return lambda: float('nan')"))

    assert answer.outcome("simplenet_train") == ("wrong_result", because("not_finite"))
    assert answer.of("checked") == []


def test_an_answer_of_another_shape_is_wrong(work):
    shorter = adapter("pass").replace("start + length * addend", "start[:2]")

    _, reason = work("guest", "dispatch", adapter=shorter).outcome("dispatch")

    assert reason["code"] == "other_shape"
    assert reason["values"]["shape"] == "(2,)"


def test_a_workload_that_an_adapter_lacks_is_unsupported(work):
    workload = "# /// workload\n# tolerance = 1\n# ///\ndef given():\n    return ()\n"

    answer = work("numpy_reference", "guest", "dispatch", workload=workload)

    assert answer.outcome("guest") == (
        "unsupported",
        because("not_implemented", workload="guest"),
    )
    assert answer.outcome("dispatch")[0] == "ok"
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("body", "result", "said"),
    [
        (
            "raise contract.Unsupported('Not on this processor.')",
            "unsupported",
            "Not on this processor.",
        ),
        ("raise RuntimeError('kernel missing')", "crashed", "RuntimeError: kernel missing"),
        ("raise MemoryError()", "out_of_memory", "MemoryError"),
        (
            "raise RuntimeError('[enforce fail] . Cannot allocate memory')",
            "out_of_memory",
            "allocate",
        ),
        ("raise RuntimeError('OOM when allocating tensor with shape[8]')", "out_of_memory", "OOM"),
        ("np.zeros(2**50)", "out_of_memory", "Unable to allocate"),
    ],
)
def test_every_failure_is_an_outcome_with_a_reason(work, body, result, said):
    got, reason = outcome(work, body)

    assert got == result
    assert reason["code"] == OWN_WORDS
    assert said in reason["values"]["text"]


def test_a_framework_that_asks_to_exit_has_crashed(work):
    assert outcome(work, "sys.exit(3)") == ("crashed", because("asked_to_exit", exit_code="3"))


def test_a_long_message_is_one_short_line(work):
    _, reason = outcome(work, "raise RuntimeError('a\\\\n' * 5000)")

    text = reason["values"]["text"]
    assert "\n" not in text
    assert len(text) < 400


def test_the_traceback_is_among_the_output(work):
    answer = work(
        "guest", "simplenet_train", adapter=adapter("raise RuntimeError('kernel missing')")
    )

    assert "Traceback" in answer.output
    assert answer.output.rstrip().endswith("RuntimeError: kernel missing")


def test_a_framework_that_cannot_be_imported_says_why(work):
    answer = work(
        "guest", "dispatch", adapter="import ctypes\nctypes.CDLL('libdoesnotexist.so.8')\n"
    )

    assert answer.code == 1
    assert answer.of("imported") == []
    assert answer.lines[-1]["outcome"] == "import_failed"
    assert "libdoesnotexist.so.8" in answer.lines[-1]["reason"]["values"]["text"]


def test_a_framework_that_exits_at_import_says_why(work):
    answer = work("guest", "dispatch", adapter="import sys\nsys.exit('no licence')\n")

    assert answer.lines[-1]["outcome"] == "import_failed"
    assert answer.lines[-1]["reason"] == because("asked_to_exit", exit_code="'no licence'")


def test_a_death_leaves_all_that_was_said_before(work):
    body = "os.kill(os.getpid(), 11)"

    answer = work("guest", "dispatch", "simplenet_train", adapter=adapter(body))

    assert answer.code == -signal.SIGSEGV
    assert answer.outcome("dispatch")[0] == "ok"
    assert len(answer.of("sample")) >= 5
    last = answer.lines[-1]
    assert (last["kind"], last["workload"]) == ("ready", "simplenet_train")


def test_a_framework_that_leaves_without_a_word_has_no_last_line(work):
    answer = work("guest", "simplenet_train", adapter=adapter("os._exit(7)"))

    assert answer.code == 7
    assert answer.of("ended") == []


def test_output_of_the_framework_does_not_reach_the_channel(work):
    body = (
        'print("{}{}{}" * 10)\nos.write(1, b"\\xff\\x00")\n'
        'os.write(2, b"x" * 30000)\nreturn lambda: 5.0'
    )

    answer = work(
        "guest", "simplenet_train", adapter=adapter(body.replace("{", "{{").replace("}", "}}"))
    )

    assert answer.lines[-1]["kind"] == "ended"
    assert "xxxx" in answer.output


def test_a_process_that_a_framework_leaves_behind_does_not_hold_the_channel(work):
    body = (
        "import subprocess\nsubprocess.Popen(['sleep', '5'], stdout=-3, stderr=-3)\n"
        "return lambda: 5.0"
    )
    before = os.times().elapsed

    work("guest", "simplenet_train", adapter=adapter(body))

    assert os.times().elapsed - before < 4


def test_what_does_not_fit_into_the_limit_is_too_slow_with_its_bound(work):
    slow = adapter("pass").replace(
        "return lambda: start", "import time\n        return lambda: time.sleep(0.1) or start"
    )

    answer = work("guest", "dispatch", adapter=slow, sampling_seconds=0.1, timeout_seconds=0.3)

    result, reason = answer.outcome("dispatch")
    assert result == "too_slow"
    assert reason["code"] == "samples_do_not_fit"
    assert reason["values"]["seconds"] >= 0.1
    assert min(line["seconds"] for line in answer.of("warm_up")) >= 0.1


WHOLE = """
# /// workload
# tolerance = 1
# ///
def given():
    return ()

def agreement(answer):
    return float(answer())
"""


@pytest.mark.parametrize(("times", "tried"), [(1.0, True), (1e9, False)])
def test_what_contains_too_slow_a_part_is_not_tried(work, times, tried):
    guest = adapter("pass") + "\n    def guest(self, given):\n        return lambda: np.zeros(())\n"

    answer = work(
        "guest",
        "dispatch",
        "guest",
        adapter=guest,
        workload=WHOLE,
        parts={"guest": {"dispatch": times}},
    )

    result, reason = answer.outcome("guest")
    assert result == ("ok" if tried else "too_slow")
    if not tried:
        assert reason["code"] == "parts_take_too_long"
        assert not [line for line in answer.of("step") if line["workload"] == "guest"]


def test_a_part_that_an_earlier_process_measured_tells_as_well(work):
    guest = adapter("pass") + "\n    def guest(self, given):\n        return lambda: np.zeros(())\n"

    answer = work(
        "guest",
        "guest",
        adapter=guest,
        workload=WHOLE,
        known={"dispatch": 99.0},
        parts={"guest": {"unknown": 2.0, "dispatch": 3.0}},
    )

    assert answer.outcome("guest") == (
        "too_slow",
        because("parts_take_too_long", seconds=297.0),
    )


def test_workloads_of_one_process_share_its_time(work):
    slow = adapter("pass").replace(
        "return lambda: start", "import time\n        return lambda: time.sleep(0.1) or start"
    )

    answer = work(
        "guest",
        "dispatch",
        "simplenet_train",
        adapter=slow,
        sampling_seconds=0.1,
        timeout_seconds=60.0,
        process_timeout_seconds=0.9,
    )

    assert answer.outcome("dispatch")[0] == "ok"
    (ready,) = [line for line in answer.of("ready") if line["workload"] == "simplenet_train"]
    assert ready["left"] < 0.5


SLEEPS = "import time\n        return lambda: time.sleep({seconds}) or "


def test_in_a_hurry_a_compared_step_that_takes_all_the_seconds_is_a_sample(work):
    workload = WHOLE.replace("answer()", "answer() + answer() + answer()")
    guest = (
        adapter("pass")
        + "\n    def guest(self, given):\n        "
        + SLEEPS.format(seconds=0.2)
        + "np.zeros(())\n"
    )

    answer = work(
        "guest",
        "guest",
        adapter=guest,
        workload=workload,
        sampling_seconds=0.1,
        min_samples_at_timeout=1,
        min_samples=2,
    )

    assert answer.outcome("guest")[0] == "ok"
    compared = [line["seconds"] for line in answer.of("stepped")]
    assert [line["value"] for line in answer.of("sample")] == compared[1:]
    assert answer.of("warm_up") == []
    assert answer.of("finished")[0]["conditions"]["cpu_seconds_per_second"] < 0.5, (
        "what happened meanwhile is known"
    )


def test_with_time_for_one_step_only_that_one_tells_what_it_takes_at_most(work):
    workload = WHOLE.replace("answer()", "answer() + answer()")
    guest = (
        adapter("pass")
        + "\n    def guest(self, given):\n        "
        + SLEEPS.format(seconds=0.4)
        + "np.zeros(())\n"
    )

    answer = work(
        "guest",
        "guest",
        adapter=guest,
        workload=workload,
        sampling_seconds=0.1,
        min_samples_at_timeout=1,
        min_samples=2,
        timeout_seconds=0.5,
    )

    assert answer.outcome("guest")[0] == "too_slow"
    assert len(answer.of("stepped")) == 1


LEAVES = """
import os, sys
with open("imports", "a") as file:
    file.write("x")
if os.path.getsize("imports") <= {times}:
    sys.exit(0)
"""


def test_a_framework_that_ends_the_process_once_to_be_run_again_is_measured(work, staging):
    answer = work("guest", "dispatch", adapter=LEAVES.format(times=1) + adapter("return None"))

    assert answer.outcome("dispatch") == ("ok", None)
    assert len(answer.of("started")) == 2


def test_a_framework_that_ends_the_process_again_was_not_imported(work, staging):
    answer = work("guest", "dispatch", adapter=LEAVES.format(times=9) + adapter("return None"))

    assert (staging / "imports").read_text() == "xx"
    assert [(line["outcome"], line["reason"]) for line in answer.of("ended")] == [
        ("import_failed", because("asked_to_exit", exit_code="0"))
    ]
