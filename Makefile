# Each target makes the environment that it needs. The only network used is the package index.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test coverage check fix docs bench bench-speed bench-calibration clean

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
CANDIDATES := python3.11 python3 python3.12 python3.13 python3.14
NEW_ENOUGH := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/installed  ## make a small world, find the campaigns in it, write the report
	@$(BIN)/hydrometer demo --out hydrometer-demo

test: .venv/installed-dev  ## run the tests
	@$(BIN)/python -m pytest -q -n 2

coverage: .venv/installed-dev  ## run the tests and list the lines that they leave out
	@$(BIN)/python -m pytest -q -n 2 --cov --cov-report=term

check: .venv/installed-dev  ## lint, format, types, direction of imports, generated pages
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@found=$$($(BIN)/lint-imports --no-cache --no-logo) || { echo "$$found"; exit 1; }
	@$(BIN)/python docs/generate.py --check

fix: .venv/installed-dev  ## repair what ruff can repair, and format
	@$(BIN)/ruff check --quiet --fix . || :
	@$(BIN)/ruff format --quiet .

docs: .venv/installed-dev  ## write docs/reference from the code
	@$(BIN)/python docs/generate.py

bench: .venv/installed-dev  ## measure quality on the worlds of the bench, and speed
	@$(BIN)/python -m hydrometer.bench.table
	@$(BIN)/python -m hydrometer.bench.speed

bench-speed: .venv/installed-dev  ## measure CPU seconds, wall seconds and peak memory
	@$(BIN)/python -m hydrometer.bench.speed

bench-calibration: .venv/installed-dev  ## measure p-values and false discoveries; write the page
	@$(BIN)/python -m hydrometer.bench.calibration --out docs/reference

clean:  ## remove the environment and everything that the targets wrote
	@rm -rf .venv .coverage .coverage.* htmlcov build dist hydrometer-demo
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@for candidate in $(CANDIDATES); do \
	  if $$candidate -c '$(NEW_ENOUGH)' 2>/dev/null; then \
	    echo "making .venv with $$candidate" >&2; exec $$candidate -m venv --clear .venv; \
	  fi; \
	done; \
	echo "make: needs Python 3.11 or newer with venv and pip" >&2; exit 1

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "installing hydrometer into .venv" >&2
	@$(PIP) install --editable .
	@touch $@

# The tools for development stand on top, so `make demo` after `make test` installs nothing.
.venv/installed-dev: pyproject.toml | .venv/bin/python
	@echo "installing hydrometer and its development tools into .venv" >&2
	@$(PIP) install --editable '.[dev]'
	@touch .venv/installed $@
