"""Measuring as people and scripts do it: the NumPy reference, and frameworks that misbehave in every way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor.lab.store import read_runs
from advisor.resources import probes_dir
from tests.functional.fake_frameworks import FAKES, HEAD


@pytest.fixture(scope="module")
def probes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped probes without their frameworks, and frameworks of our own."""
    folder = tmp_path_factory.mktemp("lab") / "probes"
    shutil.copytree(probes_dir(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (folder / "frameworks").glob("[!_]*.py"):
        if file.stem != "numpy_reference":
            file.unlink()
    for name, parts in FAKES.items():
        text = HEAD.format(
            name=name, more=parts.get("more", ""), top=parts.get("top", ""), matmul=parts.get("matmul", "pass")
        )
        text = text.replace(
            '["numpy"]\n# [tool', f"{parts.get('dependencies', '[' + chr(34) + 'numpy' + chr(34) + ']')}\n# [tool"
        )
        (folder / "frameworks" / f"{name}.py").write_text(text)
    return folder


class Lab:
    """The program with a data folder, a lock and probes of its own."""

    def __init__(self, tmp_path: Path, probes: Path) -> None:
        self.data = tmp_path / "data"
        self.home = tmp_path
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FWADVISOR_")},
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "FWADVISOR_DATA": str(self.data),
            "FWADVISOR_PROBES": str(probes),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "advisor", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err or "tail" in out, err
        assert process.returncode == code, (process.returncode, out, err)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def measured(self, *arguments: str, code: int = 0) -> dict[tuple[str, str], dict[str, object]]:
        document = json.loads(self("measure", "--json", "--fast", *arguments, code=code).stdout)
        assert document["schema"] == "fwadvisor.measure/1"
        return {(run["framework"], run["workload"]): run for run in document["runs"]}


@pytest.fixture
def lab(tmp_path: Path, probes: Path) -> Lab:
    return Lab(tmp_path, probes)


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
    shown = lab("measure", "numpy_reference", "--workload", "matmul", "--workload", "cold_import", "--fast")
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
    runs = lab.measured(*names, "--workload", "matmul", "--workload", "dispatch", "--memory-limit", "2000", code=1)
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
    assert "SIGSEGV" in str(runs["faulting", "matmul"]["reason"])
    assert "SIGILL" in str(runs["illegal", "matmul"]["reason"])
    assert "SIGKILL" in str(runs["killed", "matmul"]["reason"])
    assert "about to fault" in str(runs["faulting", "matmul"]["tail"])
    assert len(str(runs["talking", "matmul"]["tail"])) < 20_000
    assert runs["garbling", "matmul"]["conditions"]["lines_not_understood"] == 3  # type: ignore[index]
    assert "no_such_module_anywhere" in str(runs["failing", "matmul"]["reason"])
    for name in ("crashing", "faulting", "talking", "well"):
        # The workload after the one that took the process down was measured in another process.
        assert runs[name, "dispatch"]["outcome"] == "unsupported"
    kept = [(run.framework, run.workload) for run in read_runs(lab.data) if run.outcome != "ok"]
    assert len(kept) == len(set(kept)), "what went wrong in one round is not tried in the next"
    assert {(run.framework, run.workload) for run in read_runs(lab.data)} == set(runs)


def test_one_that_hangs_is_stopped_and_costs_only_itself(lab: Lab) -> None:
    runs = lab.measured(
        *("hanging", "chattering", "well", "--workload", "cold_import", "--workload", "matmul", "--time-limit", "9s"),
        code=1,
    )
    assert runs["hanging", "cold_import"]["outcome"] == "ok"
    assert runs["hanging", "matmul"]["outcome"] == "timed_out"
    assert runs["chattering", "matmul"]["outcome"] == "timed_out"
    assert len(str(runs["chattering", "matmul"]["tail"])) < 20_000
    assert runs["well", "matmul"]["outcome"] == "ok"


def test_a_budget_gives_slow_ones_their_bound_and_is_kept(lab: Lab) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")  # the machine's limits are known then
    began = time.monotonic()
    done = lab("measure", "crawling", "well", "--workload", "matmul", "--budget", "20s", "--json", code=1)
    runs = {run["framework"]: run for run in json.loads(done.stdout)["runs"]}
    assert runs["crawling"]["outcome"] == "too_slow"
    assert 0.5 < runs["crawling"]["bound"] < 20
    assert runs["well"]["outcome"] == "ok"
    assert time.monotonic() - began < 60


def test_within_a_budget_all_are_imported_before_anything_is_timed_and_one_that_fails_costs_only_itself(
    lab: Lab,
) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")
    asked = ("punctual", "exiting", "prompt", "--workload", "matmul", "--budget", "8s", "--json")
    runs = {
        run["framework"]: run for run in json.loads(lab("measure", *asked, code=1).stdout)["runs"] if run["round"] == 1
    }
    assert {framework: run["outcome"] for framework, run in runs.items()} == {
        "punctual": "ok",
        "exiting": "import_failed",
        "prompt": "ok",
    }
    (order,) = lab.data.glob("staging/*/order")
    before, _, after = order.read_text().partition("step")
    assert sorted(before.split()) == ["import", "import", "prepare", "prepare"]
    assert "prepare" not in after.partition("import")[0], "what was prepared before its turn is not prepared again"
    assert not _workers(lab.data, "")


def test_killing_the_program_leaves_none_of_those_that_wait_for_their_turn(lab: Lab) -> None:
    process = lab.start("measure", "well", "wrong", "hanging", "--workload", "matmul", "--budget", "60s")
    until = time.monotonic() + 60
    while not any(_stands_still(pid) for pid in _workers(lab.data, "wrong")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert time.monotonic() < until, "one of them stood still"
    until = time.monotonic() + 2
    while _workers(lab.data, "") and time.monotonic() < until:
        time.sleep(0.02)
    assert not _workers(lab.data, "")


def _stands_still(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False


def test_within_a_budget_a_slow_part_tells_how_slow_the_whole_is(lab: Lab) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")
    asked = ("--workload", "resnet50_infer", "--workload", "resnet50_train")
    done = lab("measure", "parted", *asked, "--budget", "15s", "--json", code=1)
    runs = {run["workload"]: run for run in json.loads(done.stdout)["runs"]}
    assert runs["conv2d"]["outcome"] == "ok"
    part = min([*runs["conv2d"]["warm_up"], *runs["conv2d"]["samples"]])
    assert part > 1
    assert runs["resnet50_infer"]["outcome"] == runs["resnet50_train"]["outcome"] == "too_slow"
    assert 10 < runs["resnet50_infer"]["bound"] <= 10 * part, "each iteration sleeps for a second"
    assert runs["resnet50_train"]["bound"] == pytest.approx(2.5 * runs["resnet50_infer"]["bound"])


def test_a_part_that_never_ends_tells_as_well_and_nothing_more_is_begun(lab: Lab) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")
    began = time.monotonic()
    asked = ("--workload", "resnet50_infer", "--workload", "resnet50_train")
    done = lab("measure", "stuck", *asked, "--budget", "15s", "--json", code=1)
    runs = {run["workload"]: run for run in json.loads(done.stdout)["runs"]}
    assert {run["outcome"] for run in runs.values()} == {"too_slow"}
    bound = runs["conv2d"]["bound"]
    assert 3 < bound < 15
    assert runs["resnet50_infer"]["bound"] == pytest.approx(10 * bound)
    assert runs["resnet50_train"]["bound"] == pytest.approx(25 * bound)
    assert "its parts take" in runs["resnet50_infer"]["reason"]
    assert time.monotonic() - began < 40


def test_a_missing_program_is_no_environment_with_its_reason(lab: Lab) -> None:
    done = lab("measure", "homeless", "well", "--workload", "matmul", "--fast", "--yes", "--json", code=1)
    document = json.loads(done.stdout)
    outcomes = {run["framework"]: (run["outcome"], run["reason"]) for run in document["runs"]}
    assert outcomes["well"][0] == "ok"
    assert outcomes["homeless"][0] == "no_environment"
    assert "no-such-compiler" in outcomes["homeless"][1]
    assert not (lab.data / "envs" / "homeless").exists()


def test_nothing_is_downloaded_unasked(lab: Lab) -> None:
    done = lab("measure", "homeless", code=2)
    assert "error: needs-consent" in done.stderr
    assert "--yes" in done.stderr
    assert not lab.data.exists()


def test_a_dry_run_says_what_it_would_cost_and_changes_nothing(lab: Lab) -> None:
    done = lab("measure", "--dry-run", "--workload", "matmul", "--budget", "2m")
    assert "build    homeless" in done.stdout
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
    while not (pids := _workers(lab.data, "hanging")) and time.monotonic() < until:
        time.sleep(0.05)
    assert pids
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    until = time.monotonic() + 2
    while _workers(lab.data, "") and time.monotonic() < until:
        time.sleep(0.02)
    assert not _workers(lab.data, "")
    kept = [(run.framework, run.outcome) for run in read_runs(lab.data) if not run.demand.limit]
    assert kept == [("well", "ok")]


def test_what_was_stopped_goes_on_where_it_was(lab: Lab) -> None:
    process = lab.start("measure", "well", "hanging", "--workload", "matmul", "--fast")
    until = time.monotonic() + 60
    while not _workers(lab.data, "hanging") and time.monotonic() < until:
        time.sleep(0.05)
    told = lab("measure", "--resume", code=2).stderr
    assert f"A plan is being measured just now, by fwadvisor (process {process.pid})." in told
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert "--resume" in err
    before = {run.id for run in read_runs(lab.data) if run.outcome == "ok"}
    resumed = lab.start("measure", "--resume")
    while not _workers(lab.data, "hanging") and time.monotonic() < until + 60:
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
    while not _workers(lab.data, "hanging") and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "well" in out
    assert not _workers(lab.data, "")
    kept = {run.framework: run.outcome for run in read_runs(lab.data)}
    assert kept["well"] == "ok"


def _workers(data: Path, framework: str) -> list[int]:
    """The processes that measure from this data folder."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and os.readlink(folder / "cwd").startswith(str(data)):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if framework.encode() in words or not framework:
                    found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_runs_are_listed_shown_compared_and_travel_between_machines(lab: Lab, tmp_path: Path, probes: Path) -> None:
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
