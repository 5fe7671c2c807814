"""How much memory this process holds. `grep -E 'VmRSS|VmHWM' /proc/self/status` shows the same."""


def _status(name):
    try:
        with open("/proc/self/status") as lines:
            for line in lines:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def resident_bytes():
    """Bytes in memory now; None where the kernel does not say."""
    return _status("VmRSS")


def peak_bytes():
    """Most bytes in memory since the last `forget_peak`; None where the kernel does not say."""
    return _status("VmHWM")


def forget_peak():
    """Start a new peak, so that each workload of a process has its own. False where the kernel does not allow it."""
    try:
        with open("/proc/self/clear_refs", "w") as handle:
            handle.write("5")
    except OSError:
        return False
    return True
