"""Adapters of frameworks that do not exist: one that works, and one for each way to misbehave."""

from __future__ import annotations

HEAD = """# /// script
# requires-python = ">=3.8"
# dependencies = ["numpy"]
# [tool.fwadvisor]
# framework = "{name}"
# imports = ["numpy"]
# first_import_seconds = 1
# {more}
# ///
import ctypes, os, sys, time
import numpy as np
from probes import contract
{top}
class Adapter(contract.Adapter):
    def versions(self): return {{"{name}": "1"}}
    def wait(self, value): pass
    def numpy(self, value): return np.asarray(value)
    def matmul(self, given):
        left, right = given
        {matmul}
        return lambda: left @ right
    def dispatch(self, given):
        raise contract.Unsupported("not this one")
"""
GARBAGE = "os.write(int(sys.argv[sys.argv.index('--channel') + 1]), b'loading...\\n{}\\n\\xff\\n')"
FAKES = {
    "well": {},
    "crashing": {"matmul": "os._exit(3)"},
    "hanging": {"matmul": "time.sleep(600)"},
    "garbling": {"matmul": GARBAGE},
    "exiting": {"top": "sys.exit(4)"},
    "faulting": {"matmul": "print('about to fault', flush=True); ctypes.string_at(0)"},
    "talking": {"matmul": "[print('x' * 1000) for _ in range(200000)]; os._exit(1)"},
    "illegal": {"matmul": "os.kill(os.getpid(), 4)"},
    "killed": {"matmul": "os.kill(os.getpid(), 9)"},
    "chattering": {"matmul": "[print('x' * 1000) for _ in iter(int, 1)]"},
    "crawling": {"matmul": "return lambda: time.sleep(30) or left @ right"},
    "hungry": {"matmul": "np.ones(10**12)"},
    "wrong": {"matmul": "return lambda: left @ right + 1"},
    "cheating": {"matmul": "done = left @ right; return lambda: done"},
    "failing": {"top": "import no_such_module_anywhere"},
    "tunable": {
        "more": '[[tool.fwadvisor.tunings]]\n# name = "brisk"\n# environment = {}\n# why = "it '
        'rests less"\n'
        '# [[tool.fwadvisor.tunings]]\n# name = "lazy"\n# environment = {}\n# why = "it rests '
        'more"',
        "top": "from probes.workloads.conv2d import convolve",
        "matmul": """return lambda: left @ right
    def conv2d(self, given):
        rest = {"stock": 0.8, "brisk": 0.0, "lazy": 1.6}[self.tuning]
        return lambda: time.sleep(rest) or convolve(*given)""",
    },
    "parted": {
        "top": "from probes.workloads.conv2d import convolve",
        "matmul": """return lambda: left @ right
    def resnet50_infer(self, given):
        raise RuntimeError("nobody has time for this")
    resnet50_train = resnet50_infer
    def conv2d(self, given):
        return lambda: time.sleep(1) or convolve(*given)""",
    },
    "stuck": {
        "matmul": """return lambda: left @ right
    def resnet50_infer(self, given):
        raise RuntimeError("nobody has time for this")
    resnet50_train = resnet50_infer
    def conv2d(self, given):
        return lambda: time.sleep(1000)""",
    },
    **{
        name: {
            "top": "tell = lambda what: open('order', 'a').write(what + '\\n')\ntell('import'); "
            "time.sleep(0.5)",
            "matmul": "tell('prepare'); return lambda: tell('step') and left @ right",
        }
        for name in ("punctual", "prompt")
    },
    "homeless": {
        "more": 'needs = ["no-such-compiler"]',
        "dependencies": '["nothing-of-this-name==1"]',
    },
    "absent": {"dependencies": '["nothing-of-this-name==1"]'},
}
