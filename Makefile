# The whole workflow. Needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.setup-done
NOTEBOOK_STAMP := $(VENV)/.notebook-done
BROWSER_STAMP := $(VENV)/.browser-done
DOCS_STAMP := $(VENV)/.docs-done
PIP_INSTALL := $(VENV)/bin/python -m pip install -qq --disable-pip-version-check --prefer-binary -c constraints.txt
# The tests use two worker processes; PYTEST_ARGS adds to the call, as in PYTEST_ARGS="-k erlang".
TEST_WORKERS ?= 2
PYTEST_ARGS ?=
# RUN_ARGS adds to the main job, as in RUN_ARGS="--replications 50".
RUN_ARGS ?=
# VERIFY_ARGS adds to the verification, as in VERIFY_ARGS="--family erlang_c --quick".
VERIFY_ARGS ?=
# PROVE_ARGS adds to the proofs, as in PROVE_ARGS="--quick" or PROVE_ARGS="--only mm1 --fresh".
PROVE_ARGS ?=
# MUTANTS_ARGS adds to the trial of wrong versions, as in MUTANTS_ARGS="--only lifo".
MUTANTS_ARGS ?=

# NOTEBOOKS says how the pages show notebooks: off = as committed, cache = run, and kept until they change.
NOTEBOOKS ?= off
# CHECK_ARGS adds to the check, as in CHECK_ARGS="--targets --markdown check.md".
CHECK_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test test-browser examples lint format bench verify prove mutants check page published docs notebook clean

help: ## this list
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r target text; do printf '  %-12s %s\n' "$$target" "$$text"; done

setup: $(STAMP) ## build .venv from the pinned versions (no work when it is up to date)

run: setup ## the main job: simulate scenarios/quickstart.yaml and print its verdicts
	$(VENV)/bin/telesim run scenarios/quickstart.yaml $(RUN_ARGS)

test: setup ## all tests
	$(VENV)/bin/python -m pytest -n $(TEST_WORKERS) --dist worksteal $(PYTEST_ARGS)

test-browser: $(BROWSER_STAMP) ## the report in a headless Chromium (skips when there is none)
	TELESIM_TEST_BROWSER=1 $(VENV)/bin/python -m pytest tests/browser $(PYTEST_ARGS)

examples: setup ## what README and docs/ show of studies that take most of a minute each
	TELESIM_TEST_EXAMPLES=1 $(VENV)/bin/python -m pytest tests/docs/test_pages_run.py -k happens $(PYTEST_ARGS)

lint: setup ## ruff (rules and layout) and mypy strict
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

format: setup ## lay the source out and repair what ruff can repair by itself
	$(VENV)/bin/ruff check --fix-only
	$(VENV)/bin/ruff format

bench: setup ## the repair shop beside idiomatic SimPy, what the conservation check, explain and workers cost
	$(VENV)/bin/python benchmarks/repair_shop.py
	$(VENV)/bin/python benchmarks/conservation.py
	$(VENV)/bin/python benchmarks/explain_overhead.py scenarios/quickstart.yaml scenarios/quickstart-five-days.yaml --replications 40
	$(VENV)/bin/python benchmarks/parallel.py

verify: setup ## baselines, long tests, proofs, then the reference rows beside exact answers; goes on where it stopped (VERIFY_ARGS=--quick: one run each)
	$(VENV)/bin/telesim check --no-targets
	$(VENV)/bin/python -m pytest tests/long/*.py
	$(VENV)/bin/python -m proofs $(PROVE_ARGS)
	$(VENV)/bin/python -m verification $(VERIFY_ARGS)

prove: setup ## intervals and verdicts against known truths; goes on where it stopped
	$(VENV)/bin/python -m proofs $(PROVE_ARGS)

mutants: setup ## small wrong versions of the model: does a test notice each? (goes on where it stopped)
	$(VENV)/bin/python -m mutants $(MUTANTS_ARGS)

check: setup ## the baselines: did a KPI move? (exit 1 when one did)
	$(VENV)/bin/telesim check --no-targets $(CHECK_ARGS)

page: setup ## docs/verification.md and the README's figures, from what these three have filed
	$(VENV)/bin/python -m verification.page

published: setup ## docs/published.md: telesim beside what operators published (most of an hour on one core)
	$(VENV)/bin/python -m verification.published

docs: $(DOCS_STAMP) ## build/docs/index.html, the documentation; any warning fails
	TELESIM_DOCS_NOTEBOOKS=$(NOTEBOOKS) $(VENV)/bin/python -m sphinx -W --keep-going -n -q -j 2 -d build/doctrees docs build/docs
	@echo "The documentation: build/docs/index.html"

notebook: $(NOTEBOOK_STAMP) ## open the notebooks in the browser (installs the whole of jupyter first)
	$(VENV)/bin/jupyter lab notebooks

clean: ## remove .venv and the tools' caches; results stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf docs/pictures docs/project docs/notebooks docs/reference/*.md
	find src tests benchmarks verification proofs mutants -name __pycache__ -type d -prune -exec rm -rf {} +

# The build backend is installed first and used without isolation, so that it is pinned as well.
$(STAMP): pyproject.toml constraints.txt $(VENV)/bin/python
	@echo "Installing telesim and its tools into $(VENV) (one or two minutes) ..."
	@$(PIP_INSTALL) hatchling editables
	@$(PIP_INSTALL) --no-build-isolation -e '.[test,lint]'
	@touch $@

$(NOTEBOOK_STAMP): $(STAMP)
	@echo "Installing jupyter into $(VENV) ..."
	@$(PIP_INSTALL) --no-build-isolation -e '.[notebook]'
	@touch $@

$(BROWSER_STAMP): $(STAMP)
	@echo "Installing selenium into $(VENV) ..."
	@$(PIP_INSTALL) --no-build-isolation -e '.[browser]'
	@touch $@

$(DOCS_STAMP): $(STAMP)
	@echo "Installing sphinx into $(VENV) ..."
	@$(PIP_INSTALL) --no-build-isolation -e '.[docs]'
	@touch $@

$(VENV)/bin/python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "telesim needs Python 3.11 or newer: found no '$(PYTHON)'. Install one, or name it: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "telesim needs Python 3.11 or newer: '$(PYTHON)' is $$("$(PYTHON)" -V 2>&1). Name a newer one: make setup PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "telesim builds its own environment, and '$(PYTHON)' lacks the modules venv and ensurepip for that. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
