"""Measuring as people and scripts do it: the NumPy reference, and frameworks that misbehave in
every way."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

import pytest

from advisor.lab.store import read_runs
from tests.functional.lab import Lab, workers


def test_a_tuning_is_measured_where_a_short_kernel_says_that_it_pays(lab: Lab) -> None:
    asked = ("measure", "tunable", "--workload", "matmul", "--tuned", "--fast", "--yes")
    planned = lab(*asked, "--dry-run").stdout
    assert planned.count("try      tunable") == 3
    done = lab(*asked)
    assert "settings do not pay here: tunable lazy" in " ".join(done.stderr.split())
    runs = read_runs(lab.data)
    assert {run.tuning for run in runs if run.workload == "conv2d"} == {"stock", "brisk", "lazy"}
    assert {run.tuning for run in runs if run.workload == "matmul"} == {"stock", "brisk"}

    lab(*asked)
    tries = [run for run in read_runs(lab.data) if run.workload == "conv2d"]
    assert len(tries) == 3, "the trial of today is not made again"


def test_the_reference_is_measured_without_any_environment_and_kept(lab: Lab) -> None:
    shown = lab(
        "measure", "numpy_reference", "--workload", "matmul", "--workload", "cold_import", "--fast"
    )
    assert "GFLOP/s" in shown.stdout
    assert "GFLOP/s" not in shown.stderr.splitlines()[0]
    runs = read_runs(lab.data)
    limits = {run.workload for run in runs if run.demand.limit}
    assert {run.workload for run in runs} - limits == {"matmul", "cold_import"}
    assert {run.demand.limit for run in runs if run.demand.limit} == {"flops", "bytes"}
    assert "%" in next(line for line in shown.stdout.splitlines() if " matmul " in line)
    assert all(run.outcome == "ok" and run.samples and run.machine for run in runs)
    matmul = next(run for run in runs if run.workload == "matmul")
    assert matmul.agreement is not None
    assert matmul.agreement < 1e-5
    assert "numpy" in matmul.versions


def test_each_misbehaviour_has_its_outcome_and_the_others_go_on(lab: Lab) -> None:
    names = ["crashing", "garbling", "exiting", "faulting", "illegal", "killed", "talking"]
    names += ["hungry", "wrong", "cheating", "failing", "well"]
    runs = lab.measured(
        *names, "--workload", "matmul", "--workload", "dispatch", "--memory-limit", "2000", code=1
    )
    outcomes = {name: runs[name, "matmul"]["outcome"] for name in names}
    assert outcomes == {
        "crashing": "crashed",
        "garbling": "ok",
        "exiting": "import_failed",
        "faulting": "crashed",
        "illegal": "crashed",
        "killed": "crashed",
        "talking": "crashed",
        "hungry": "out_of_memory",
        "wrong": "wrong_result",
        "cheating": "implausible",
        "failing": "import_failed",
        "well": "ok",
    }
    assert "exit code 3" in str(runs["crashing", "matmul"]["reason"])
    assert runs["crashing", "matmul"]["reason_code"] == "exit_code"
    assert runs["crashing", "matmul"]["reason_values"] == {"code": 3}
    assert "SIGSEGV" in str(runs["faulting", "matmul"]["reason"])
    assert "SIGILL" in str(runs["illegal", "matmul"]["reason"])
    assert "SIGKILL" in str(runs["killed", "matmul"]["reason"])
    assert "about to fault" in str(runs["faulting", "matmul"]["tail"])
    assert len(str(runs["talking", "matmul"]["tail"])) < 20_000
    conditions = runs["garbling", "matmul"]["conditions"]
    assert conditions["lines_not_understood"] == 3  # type: ignore[index]
    assert "no_such_module_anywhere" in str(runs["failing", "matmul"]["reason"])
    for name in ("crashing", "faulting", "talking", "well"):
        # The workload after the one that took the process down was measured in another process.
        assert runs[name, "dispatch"]["outcome"] == "unsupported"
    kept = [(run.framework, run.workload) for run in read_runs(lab.data) if run.outcome != "ok"]
    assert len(kept) == len(set(kept)), "what went wrong in one round is not tried in the next"
    assert {(run.framework, run.workload) for run in read_runs(lab.data)} == set(runs)


def test_one_that_hangs_is_stopped_and_costs_only_itself(lab: Lab) -> None:
    runs = lab.measured(
        *(
            "hanging",
            "chattering",
            "well",
            "--workload",
            "cold_import",
            "--workload",
            "matmul",
            "--time-limit",
            "9s",
        ),
        code=1,
    )
    assert runs["hanging", "cold_import"]["outcome"] == "ok"
    assert runs["hanging", "matmul"]["outcome"] == "timed_out"
    assert runs["chattering", "matmul"]["outcome"] == "timed_out"
    assert len(str(runs["chattering", "matmul"]["tail"])) < 20_000
    assert runs["well", "matmul"]["outcome"] == "ok"


def test_a_missing_program_is_no_environment_with_its_reason(lab: Lab) -> None:
    done = lab(
        "measure", "homeless", "well", "--workload", "matmul", "--fast", "--yes", "--json", code=1
    )
    document = json.loads(done.stdout)
    outcomes = {run["framework"]: (run["outcome"], run["reason"]) for run in document["runs"]}
    assert outcomes["well"][0] == "ok"
    assert outcomes["homeless"][0] == "no_environment"
    assert "no-such-compiler" in outcomes["homeless"][1]
    codes = {run["framework"]: run["reason_code"] for run in document["runs"]}
    assert (codes["well"], codes["homeless"]) == ("", "missing_program")
    assert not (lab.data / "envs" / "homeless").exists()
    assert done.stderr.count("no-such-compiler") == 2, "once with its reason and the next command"


def test_nothing_is_downloaded_unasked(lab: Lab) -> None:
    done = lab("measure", "absent", code=2)
    assert "error: needs-consent" in done.stderr
    assert "--yes" in done.stderr
    assert not lab.data.exists()


def test_a_dry_run_says_what_it_would_cost_and_changes_nothing(lab: Lab) -> None:
    done = lab("measure", "--dry-run", "--workload", "matmul", "--budget", "2m")
    assert "build    absent" in done.stdout
    assert "build    homeless" not in done.stdout
    assert done.stdout.count("homeless cannot be built here") == 1
    assert "measure  homeless" not in done.stdout
    assert "measure  well: matmul" in done.stdout
    assert "numpy_reference: matmul" not in done.stdout, "a budget is for those that are ranked"
    document = json.loads(lab("measure", "--dry-run", "--json").stdout)
    assert document["schema"] == "fwadvisor.measure-plan/1"
    assert not lab.data.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("measure", "numpy_referense"), "`numpy_reference`"),
        (("measure", "--workload", "matmull"), "`matmul`"),
        (("measure", "--mode", "eagre"), "`eager`"),
        (("measure", "--budget", "soon"), "120s"),
        (("measure", "--fast", "--rigorous"), "exclude"),
        (("measure", "--machine", "there.yaml"), "this machine"),
        (("measure", "--industry", "healthcare"), "--until-sure"),
        (("measure", "--until-sure", "2"), "--until-sure"),
        (("env", "install"), "--all"),
        (("env", "install", "wel"), "`well`"),
        (("env", "use", "well", "--interpreter", "/bin/false"), "/bin/false"),
        (("env", "remove", "nobody", "--yes"), "nobody"),
        (("env", "remove", "../../envs", "--yes", "--purge"), "../../envs"),
        (("runs", "show", "nothing"), "runs list"),
        (("runs", "import", "/dev/null"), "export"),
    ],
)
def test_wrong_usage_is_explained(lab: Lab, arguments: tuple[str, ...], said: str) -> None:
    done = lab(*arguments, code=2)
    assert said in done.stderr
    assert "hint: " in done.stderr
    assert done.stdout == ""


def test_a_data_folder_that_cannot_be_written_is_said_before_measuring(lab: Lab) -> None:
    lab.environment["FWADVISOR_DATA"] = "/proc/nowhere"
    done = lab("measure", "well", "--fast", code=3)
    assert "error: data-folder-not-writable" in done.stderr
    assert "--data" in done.stderr


def test_killing_the_program_leaves_no_process_and_keeps_the_finished_runs(lab: Lab) -> None:
    process = lab.start("measure", "well", "hanging", "--workload", "matmul", "--fast")
    until = time.monotonic() + 60
    while not (pids := workers(lab.data, "hanging")) and time.monotonic() < until:
        time.sleep(0.05)
    assert pids
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    until = time.monotonic() + 2
    while workers(lab.data, "") and time.monotonic() < until:
        time.sleep(0.02)
    assert not workers(lab.data, "")
    kept = [(run.framework, run.outcome) for run in read_runs(lab.data) if not run.demand.limit]
    assert kept == [("well", "ok")]


def test_what_was_stopped_goes_on_where_it_was(lab: Lab) -> None:
    process = lab.start("measure", "well", "hanging", "--workload", "matmul", "--fast")
    until = time.monotonic() + 60
    while not workers(lab.data, "hanging") and time.monotonic() < until:
        time.sleep(0.05)
    told = lab("measure", "--resume", code=2).stderr
    assert f"A plan is being measured just now, by fwadvisor (process {process.pid})." in told
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert "--resume" in err
    before = {run.id for run in read_runs(lab.data) if run.outcome == "ok"}
    resumed = lab.start("measure", "--resume")
    while not workers(lab.data, "hanging") and time.monotonic() < until + 60:
        time.sleep(0.05)
    resumed.send_signal(signal.SIGINT)
    _, err = resumed.communicate(timeout=10)
    assert "are there already" in err
    kept = [run for run in read_runs(lab.data) if run.framework == "well"]
    assert {run.id for run in kept} <= before, "nothing was measured twice"


def test_there_is_nothing_to_resume_after_a_plan_that_ended(lab: Lab) -> None:
    lab("measure", "numpy_reference", "--workload", "cold_import", "--fast")
    assert "nothing-to-resume" in lab("measure", "--resume", code=2).stderr


def test_stopping_keeps_what_is_finished_and_ends_in_good_order(lab: Lab) -> None:
    process = lab.start("measure", "well", "hanging", "--workload", "matmul", "--fast")
    until = time.monotonic() + 60
    while not workers(lab.data, "hanging") and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "well" in out
    assert not workers(lab.data, "")
    kept = {run.framework: run.outcome for run in read_runs(lab.data)}
    assert kept["well"] == "ok"


def test_runs_are_listed_shown_compared_and_travel_between_machines(
    lab: Lab, tmp_path: Path, probes: Path
) -> None:
    lab("measure", "well", "numpy_reference", "--workload", "matmul", "--fast")
    assert "well" in lab("runs", "list").stdout
    listed = json.loads(lab("runs", "list", "--json", "--framework", "well").stdout)["runs"]
    assert [run["round"] for run in listed] == [1, 2, 3]
    assert len({run["plan"] for run in listed}) == 1
    assert "GFLOP/s" in lab("runs", "show", listed[0]["id"]).stdout
    assert json.loads(lab("runs", "show", "last", "--json").stdout)["run"]["workload"] == "matmul"
    assert "ratio" in lab("runs", "compare", "well", "numpy_reference").stdout
    file = tmp_path / "runs.jsonl"
    lab("runs", "export", str(file))
    (tmp_path / "other").mkdir()
    other = Lab(tmp_path / "other", probes)
    # The machine's two limits travel along, so that shares can be worked out there.
    assert "8 runs are new" in other("runs", "import", str(file)).stderr
    assert "0 runs are new, 8 were known" in other("runs", "import", str(file)).stderr
    assert read_runs(other.data) == read_runs(lab.data)
    file.write_text(file.read_text() + "{}\n")
    assert f"{file}:10" in other("runs", "import", str(file), code=2).stderr


def test_an_environment_of_ones_own_is_adopted_measured_and_let_go(lab: Lab) -> None:
    assert sys.executable in lab("env", "use", "well", "--interpreter", sys.executable).stdout
    rows = json.loads(lab("env", "list", "--json").stdout)["environments"]
    assert {row["id"]: row["state"] for row in rows}["well"] == "adopted"
    runs = lab.measured("well", "--workload", "matmul")
    assert runs["well", "matmul"]["environment"] == "well@adopted"
    lab("env", "remove", "well", "--yes", "--purge")
    assert Path(sys.executable).exists()
    assert not (lab.data / "envs" / "well").exists()
