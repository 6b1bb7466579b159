# alimon: `make run` opens the app, `make test` proves the tree.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run demo test lint types check clean

run: $(READY)  ## open the terminal app
	@$(BIN)/alimon

demo: $(READY)  ## the app on a temporary database with replayed feeds; needs no network
	@$(BIN)/alimon demo

test: $(READY)  ## run the tests
	$(BIN)/pytest -n 2

lint: $(READY)  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## strict type check
	$(BIN)/mypy

check: lint types test  ## all that CI runs

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
