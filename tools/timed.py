"""Run a command, and say at the end how long it took: `timed.py NAME -- COMMAND ...`."""

import subprocess
import sys
import time

name, separator, *command = sys.argv[1:]
assert separator == "--", __doc__
began = time.monotonic()
code = subprocess.run(command, check=False).returncode
print(f"{name}: {time.monotonic() - began:.0f} s, exit {code}", flush=True)
sys.exit(code)
