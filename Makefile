# alimon: `make run` opens the app, `make test` proves the tree.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MINUTES ?= 60
READY_DEV := $(VENV)/.ready-dev
unexport PYTHONDONTWRITEBYTECODE  # the tests start a hundred Pythons; compiled once is enough

.PHONY: run demo test test-slow snapshots pages lint types check coverage bench bench-poll soak torture audit clean

run: $(READY)  ## open the terminal app
	@$(BIN)/alimon

demo: $(READY)  ## the app on a temporary database with replayed feeds; needs no network
	@$(BIN)/alimon demo

test: $(READY_DEV)  ## run the tests
	$(BIN)/pytest -n 2 --dist worksteal

test-slow: $(READY_DEV)  ## proof that takes minutes: every key in every pane, every screen when narrow
	$(BIN)/pytest -n 2 --dist worksteal -m slow

snapshots: $(READY_DEV)  ## make the pictures of the screens anew, after a wanted change
	$(BIN)/pytest -n 2 -m 'slow or not slow' --snapshot-update tests/tui/test_snapshots.py

pages: $(READY_DEV)  ## make the pages of the docs that come from the code
	$(BIN)/python docs/make_keys_page.py > docs/keys.md
	$(BIN)/python docs/make_commands_page.py > docs/commands.md
	$(BIN)/python docs/make_commands_page.py --man > docs/alimon.1
	$(BIN)/python docs/make_database_page.py > docs/database.md

lint: $(READY_DEV)  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY_DEV)  ## strict type check
	$(BIN)/mypy

check: lint types test  ## all that CI runs

coverage: $(READY_DEV)  ## which lines no test runs
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term-missing:skip-covered

bench: $(READY)  ## every benchmark, into bench/RESULTS.md; half an hour
	$(BIN)/python bench/all.py

audit: $(READY)  ## what alimon depends on: version, licence, size, time to import
	$(BIN)/python bench/audit.py

bench-poll: $(READY)  ## the poller's speed beside newsboat and reader
	$(BIN)/python bench/poll_speed.py

soak: $(READY_DEV)  ## an hour of streaming under random keys; shorter with MINUTES=15
	$(BIN)/python bench/soak.py --minutes $(MINUTES)

torture: $(READY)  ## 200 kills of the poller and of the app, a crowd, a full disk, a locked file, a jumping clock, a vanishing network
	$(BIN)/python bench/torture.py

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "alimon needs Python 3.11 or newer; name one with: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	{ echo "this Python has no venv; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q store feeds tui  # so that the first start is no slower
	@touch $(READY)

$(READY_DEV): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY_DEV)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
