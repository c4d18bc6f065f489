# make demo: own environment, install, lint a real draft.   make test: the tests.
# make check: lint, types, freshness of the docs, tests.   make test-web: the pages in real Chromium. CI runs both.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test test-gateway test-web check lint types docs docs-check bench bench-web eval clean
.DEFAULT_GOAL := demo

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

# What a school needs to check messages, and no more.
$(VENV)/.demo: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable '.[files,reader]'
	@touch $@

demo: $(VENV)/.demo
	@$(BIN)/python -m msgguard.cli.demo

test: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow" --ignore=tests/browser tests
	$(BIN)/python -m pytest -q --benchmark-disable benchmarks

# With PostgreSQL, a full disk, every kill, and a soak of messages through Postfix.
test-gateway: $(STAMP)
	$(BIN)/python -m pytest -q -m slow tests/gateway
	$(BIN)/python -m benchmarks.gateway.soak --messages 3000

# Needs Chromium (apt-get install chromium); writes the pictures of the docs with: make test-web PICTURES=1
test-web: $(STAMP)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || test -n "$$CHROMIUM" || \
	  { echo "Chromium is needed: apt-get install chromium" >&2; exit 1; }
	MSGGUARD_SCREENSHOTS=$(PICTURES) $(BIN)/python -m pytest -q tests/browser

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/python docs/generate.py

docs-check: $(STAMP)
	$(BIN)/python docs/generate.py --check

check: lint types docs-check test

eval: $(STAMP)
	$(BIN)/msgguard eval corpora

bench: $(STAMP)
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-columns=min,median,max,rounds

bench-web: $(STAMP)
	$(BIN)/python -m benchmarks.web.typers

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
