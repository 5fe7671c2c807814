"""Run pytest; that it found no test of the kind asked for is said, and is not a failure."""

import subprocess
import sys

NO_TESTS = 5
code = subprocess.run(sys.argv[1:], check=False).returncode
if code == NO_TESTS:
    print("no test of this kind yet")
sys.exit(0 if code == NO_TESTS else code)
