"""What else happened on the machine while something was timed: stolen time, swapping, throttling,
clocks.

Everything is read from the kernel's files before and after, never in between; what they do not say
is left out.
"""

import glob
import os
import time
from contextlib import contextmanager


def _text(path):
    try:
        with open(path) as file:
            return file.read()
    except (OSError, ValueError):
        return ""


def _numbers(text, names):
    """{name: number} of lines `name number`."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 2 and words[0] in names and words[1].isdigit():
            found[words[0]] = int(words[1])
    return found


def processor_ticks(text):
    """(stolen, all) ticks since the machine started, of the first line of /proc/stat; zeros where
    it is another."""
    words = text.split("\n", 1)[0].split()
    ticks = [int(word) for word in words[1:9] if word.isdigit()]
    return (ticks[7], sum(ticks)) if words[:1] == ["cpu"] and len(ticks) == 8 else (0, 0)


def _counters():
    stolen, ticks = processor_ticks(_text("/proc/stat"))
    counted = {"stolen": stolen, "ticks": ticks}
    counted.update(_numbers(_text("/proc/vmstat"), ("pswpin", "pswpout")))
    counted.update(_numbers(_text("/sys/fs/cgroup/cpu.stat"), ("throttled_usec",)))
    throttles = glob.glob("/sys/devices/system/cpu/cpu[0-9]*/thermal_throttle/core_throttle_count")
    if throttles:
        counted["thermal"] = sum(int(_text(path) or 0) for path in throttles)
    return counted


def clock_now():
    """{name: value} of the processors' clock and who governs it, where the kernel says so."""
    found = {}
    governor = _text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").strip()
    if governor:
        found["governor"] = governor
    clocks = [
        _text(path).strip()
        for path in glob.glob("/sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_cur_freq")
    ]
    clocks = [int(clock) for clock in clocks if clock.isdigit()]
    if clocks:
        found["slowest_clock_mhz"] = min(clocks) // 1000
    return found


@contextmanager
def surroundings():
    """Yields a table that is filled, when it closes, with what the timed part really had of the
    machine."""
    conditions = {"load_before": round(os.getloadavg()[0], 2)}
    before, wall, cpu = _counters(), time.perf_counter(), time.process_time()
    yield conditions
    wall, cpu, after = time.perf_counter() - wall, time.process_time() - cpu, _counters()
    conditions["cpu_seconds_per_second"] = round(cpu / wall, 3) if wall > 0 else 0.0
    conditions["load_after"] = round(os.getloadavg()[0], 2)
    rise = {name: after[name] - before[name] for name in after if name in before}
    if rise["ticks"] > 0:
        conditions["stolen_share"] = round(rise["stolen"] / float(rise["ticks"]), 4)
    if "pswpin" in rise and "pswpout" in rise:
        conditions["pages_swapped"] = rise["pswpin"] + rise["pswpout"]
    if "throttled_usec" in rise and wall > 0:
        conditions["quota_share"] = round(rise["throttled_usec"] / (1e6 * wall), 4)
    if "thermal" in rise:
        conditions["thermal_throttles"] = rise["thermal"]
    conditions.update(clock_now())
