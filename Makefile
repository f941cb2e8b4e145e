# Flipbook's commands. `make run` and `make test` need only Python >= 3.11, make and a C compiler;
# each target creates what it needs in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: run test lint format documents bench soak lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.run
	$(BIN)/flipbook run

test: lint
	$(BIN)/pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

documents: $(VENV)/.run
	$(BIN)/python -m bot.documents

bench: $(VENV)/.dev
	missed=0; for script in $$(grep -lE '^(async )?def main' benchmarks/*.py); do \
		echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py) || missed=1; done; exit $$missed

# Many kills and faults on each store, and outages of the shared ones; for example: make soak SOAK="--kills 500 --seed 3".
soak: $(VENV)/.dev
	$(BIN)/python -m tests.end_to_end.soak $(SOAK)
	$(BIN)/python -m tests.end_to_end.soak --postgresql $(SOAK)

lock: $(VENV)/.dev
	$(PIP) install uv
	$(COMPILE) --extra dev pyproject.toml --output-file requirements-dev.lock
	$(COMPILE) --extra build --constraint requirements-dev.lock pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis artifacts

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Flipbook needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run
