"""Reads the head of a workload file: a comment block of `name = value` lines between `# ///
workload` and `# ///`.

The host reads the same block as TOML. Guests are as old as Python 3.8, which has no TOML reader, so
heads of workloads keep to what TOML and Python write alike: quoted text and numbers, one a line.
"""

import ast


def read_head(path):
    """{name: text or number}; a ValueError names the line that cannot be read."""
    fields = {}
    inside = False
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if text == "# /// workload":
                inside = True
            elif inside and text == "# ///":
                return fields
            elif inside:
                name, equals, value = text.lstrip("#").partition("=")
                if not equals:
                    raise ValueError("%s:%d: expected `name = value`" % (path, number))
                fields[name.strip()] = ast.literal_eval(value.strip())
    raise ValueError("%s: no `# /// workload` block, or it is not closed by `# ///`" % path)
