# Needs make, git, a C compiler and Python 3.11 or newer; everything else is installed into the checkout.
# `make` lists the targets.

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
UV := .tools/bin/uv
PY := .venv/bin/python
WORK := $(CURDIR)/.work
CATALOGUE := advisor/locale/zh/LC_MESSAGES/fwadvisor
export UV_PYTHON_DOWNLOADS := never

.PHONY: help run test test-desk test-frameworks check format bench calibration coverage snapshots screenshots \
	check-vendor-tables check-random-machines check-doors one-winner examples references measure-all starter-matrix \
	stack-examples stack-matrix place-matrix large-model-memory cpu-memory-experiment check-large-model-threads house way \
	schema extras messages doctor lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: .venv/run.stamp ## install what is needed and open the app
	@.venv/bin/fwadvisor

test: .venv/dev.stamp $(CATALOGUE).mo ## everything that needs no framework: 12 minutes at most on two cores
	$(PY) tools/timed.py "make test" -- $(PY) -m pytest -q -n 2 -m "not frameworks and not desk" tests

test-desk: .venv/dev.stamp $(CATALOGUE).mo ## what needs a browser, tmux or fonts: 8 minutes at most
	@tools/desk.sh
	$(PY) tools/timed.py "make test-desk" -- $(PY) tools/or_none.py $(PY) -m pytest -q -m desk tests

test-frameworks: .venv/dev.stamp ## every framework's real environment in a fresh data folder: 45 minutes at most; FRAMEWORKS="ID ..." takes some
	rm -rf $(WORK)/frameworks && mkdir -p $(WORK)/frameworks
	FWADVISOR_FRAMEWORKS="$(FRAMEWORKS)" FWADVISOR_DATA=$(WORK)/frameworks $(PY) tools/timed.py "make test-frameworks" -- \
		$(PY) -m pytest -q -s --timeout=2400 -p no:xdist -m frameworks tests/frameworks

check: .venv/dev.stamp ## formatter, linter, types, import contracts, knowledge
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/fwadvisor knowledge validate

format: .venv/dev.stamp ## format and mend what can be mended
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

BENCHMARKS := command_line startup key_to_paint machine knowledge scoring_speed stacks reports

bench: .venv/dev.stamp ## the benchmarks: start-up, machine, knowledge, scoring, reports; the two studies beside them are run by hand
	@for name in $(BENCHMARKS); do echo "== $$name"; $(PY) tests/benchmarks/$$name.py || exit 1; done

calibration: .venv/dev.stamp ## does the word deserve itself? 2,000 simulated decisions of each kind, into docs/calibration.json: 7 minutes on a quiet machine; CHECK=--check fails outside the bounds
	$(PY) -m tests.benchmarks.calibration --write $(CHECK)

coverage: .venv/dev.stamp ## do the intervals of measured cells reach their level? 2,000 worlds; into docs/measured-intervals.md
	$(PY) -m tests.benchmarks.coverage --write

snapshots: .venv/dev.stamp ## write the screens' snapshots anew; look at each before committing it
	FWADVISOR_SNAPSHOTS=write $(PY) -m pytest -q tests/snapshots

screenshots: .venv/dev.stamp ## take the pictures of README
	$(PY) screenshots/take.py

check-vendor-tables: .venv/dev.stamp ## hold the resolver against the vendors' own tables: a minute
	$(PY) tools/check_vendor_tables.py

examples: .venv/dev.stamp ## write docs/examples: the reports of a real decision on this machine, in every form
	$(PY) tools/write_examples.py

references: .venv/dev.stamp ## compute the stored references anew, in NumPy and float64: minutes, and 6 GB of memory
	$(PY) tools/write_references.py

measure-all: .venv/dev.stamp ## every workload in every framework into docs/measurements: an hour, goes on where it was stopped
	$(PY) tools/timed.py "make measure-all" -- $(PY) tools/measure_all.py

starter-matrix: .venv/dev.stamp ## prove four starters of every framework and write docs/starter-matrix.md; goes on where it stopped
	$(PY) tools/starter_matrix.py

stack-matrix: .venv/dev.stamp ## ask uv about every plain CPU, hold the resolver against it and write docs/stack-matrix.md and knowledge/resolved
	$(PY) tools/stack_matrix.py --ask
	$(PY) tools/resolve_sets.py

try-plans: .venv/dev.stamp ## type this machine's printed plans into a clean shell and write docs/tried-plans.md; FRAMEWORKS="ID ..." takes some, all download gigabytes
	$(PY) tools/try_plans.py $(FRAMEWORKS)

check-random-machines: .venv/dev.stamp ## hold the resolver to what must never happen, on 300 machines drawn at random, each set given to uv: 15 minutes
	$(PY) -m tools.check_random_machines --prove

check-doors: .venv/dev.stamp ## ask every door about every example machine and twenty drawn at random and write docs/one-answer.md: ten minutes
	$(PY) -m tools.check_doors

one-winner: .venv/dev.stamp ## hold what prefer and vote announce against rank, in 300 cases: six minutes
	$(PY) -m tools.one_winner

stack-examples: .venv/dev.stamp ## write docs/stack-examples.md: the stacks of the example machines, beside what says so
	$(PY) tools/write_stack_examples.py

place-matrix: .venv/dev.stamp ## rank at 19 places for every industry and task and write docs/place-matrix.md
	$(PY) -m tools.place_matrix

large-model-memory: .venv/dev.stamp ## write docs/large-model-memory.md: the formula beside what engines reported
	$(PY) -m tools.write_large_model_memory

cpu-memory-experiment: .venv/dev.stamp ## run small decoders on this CPU and write docs/cpu-memory.md: ten minutes, builds three environments
	$(PY) -m tools.cpu_memory_experiment

check-large-model-threads: .venv/dev.stamp ## ask what GitHub threads asked of large models and write docs/large-model-threads.md
	$(PY) -m tools.large_model_threads

house: .venv/dev.stamp ## count what makes the house calm: long lines, repeated names, circles, drawers, dense prose
	$(PY) tools/house.py

way: .venv/dev.stamp ## print the modules that a need passes on its way to the ranking
	$(PY) tools/way.py

schema: .venv/dev.stamp ## write knowledge/schema from the models
	$(PY) tools/write_schemas.py

extras: .venv/dev.stamp ## write the extras of pyproject.toml from the heads of the adapters
	$(PY) tools/write_extras.py

messages: .venv/dev.stamp ## collect the sentences for translation and compile the catalogues
	$(PY) tools/messages.py

doctor: .venv/run.stamp ## what is missing on this machine, with the command that installs it
	@.venv/bin/fwadvisor doctor

lock: $(UV) ## resolve the locks anew (hashes, no hosts)
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -o requirements/run.lock pyproject.toml
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -o requirements/dev.lock -c requirements/run.lock --group dev pyproject.toml

clean: ## remove what was installed into the checkout
	rm -rf .venv .tools .work build dist

.tools/bin/uv:
	@test -n "$(PYTHON)" || { echo "error: no-python"; echo "fwadvisor needs Python 3.11 or newer, and none was found."; \
		echo "hint: install python3.11 with your package manager, or run: make PYTHON=/path/to/python3.11 run"; exit 3; }
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/installer.lock

# With bytecode from the beginning: otherwise the first start compiles all that it imports, and where Python may write
# none (PYTHONDONTWRITEBYTECODE) every start does.
SYNC := $(UV) pip sync -q --compile-bytecode --python $(PY) --require-hashes
COMPILE := $(PY) -m compileall -q advisor probes

# uv does not read pip's configuration: tools/indexes.sh hands on the index, extra indexes and certificate that pip uses.
.venv/run.stamp: requirements/run.lock pyproject.toml $(CATALOGUE).po | $(UV)
	@test -x $(PY) || $(UV) venv -q --python $(PYTHON) .venv
	@. tools/indexes.sh && { test -e .venv/dev.stamp || $(SYNC) requirements/run.lock; }
	@. tools/indexes.sh && $(UV) pip install -q --python $(PY) --no-deps -e .
	@$(COMPILE)
	@touch $@

.venv/dev.stamp: requirements/dev.lock pyproject.toml | $(UV)
	@test -x $(PY) || $(UV) venv -q --python $(PYTHON) .venv
	@. tools/indexes.sh && $(SYNC) requirements/dev.lock
	@. tools/indexes.sh && $(UV) pip install -q --python $(PY) --no-deps -e .
	@$(COMPILE)
	@touch $@

# An editable install compiles the catalogues too; this is for a translation that came later.
$(CATALOGUE).mo: $(CATALOGUE).po .venv/dev.stamp
	$(PY) tools/messages.py compile
	@touch $@
