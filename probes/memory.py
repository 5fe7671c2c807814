"""How much memory this process holds. `grep -E 'VmRSS|VmHWM' /proc/self/status` shows the same."""

CONTAINER_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def _kilobytes(path, name):
    try:
        with open(path) as lines:
            for line in lines:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _status(name):
    return _kilobytes("/proc/self/status", name)


def resident_bytes():
    """Bytes in memory now; None where the kernel does not say."""
    return _status("VmRSS")


def peak_bytes():
    """Most bytes in memory since the last `forget_peak`; None where the kernel does not say."""
    return _status("VmHWM")


def obtainable_bytes():
    """What this process can have in all, at most what a container may; None where the kernel does
    not say.

    `grep MemAvailable /proc/meminfo` shows the same, less what the process has already.
    """
    available, own = _kilobytes("/proc/meminfo", "MemAvailable"), resident_bytes()
    if available is None or own is None:
        return None
    limits = [available + own]
    for path in CONTAINER_LIMITS:
        try:
            with open(path) as file:
                limits.append(int(file.read()))
        except (OSError, ValueError):
            continue  # No such file, or it says `max`.
    return min(limits)


def forget_peak():
    """Start a new peak, so that each workload of a process has its own. False where the kernel does
    not allow it."""
    try:
        with open("/proc/self/clear_refs", "w") as handle:
            handle.write("5")
    except OSError:
        return False
    return True
