"""Guest: which of the dotted names on stdin this environment has, and the arguments of each where
they can be read."""

import importlib
import inspect
import json
import sys
import warnings

warnings.simplefilter("ignore")


def find(name):
    first, *rest = name.split(".")
    found, path = importlib.import_module(first), first
    for part in rest:
        path += "." + part
        try:
            found = getattr(found, part)
        except AttributeError:
            found = importlib.import_module(path)
    return found


def arguments(thing):
    try:
        return sorted(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return None


def answer(name):
    try:
        thing = find(name)
    except Exception as error:  # noqa: BLE001 - whatever an import of a framework raises
        return {"found": False, "because": repr(error)}
    return {"found": True, "arguments": arguments(thing) if callable(thing) else None}


if __name__ == "__main__":
    given, where = json.load(sys.stdin), sys.argv[1]
    with open(where, "w") as stream:
        json.dump({name: answer(name) for name in given}, stream)
