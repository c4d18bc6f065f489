# make demo: own environment, install, lint a real draft.   make test: the tests.
# make check: lint, types, freshness of the docs, tests - what CI runs.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test test-gateway check lint types docs docs-check bench eval clean
.DEFAULT_GOAL := demo

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable '.[dev,gateway,postgres]'
	@touch $@

demo: $(STAMP)
	@$(BIN)/python -m msgguard.cli.demo

test: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow" tests
	$(BIN)/python -m pytest -q --benchmark-disable benchmarks

# With PostgreSQL, a full disk, every kill, and a soak of messages through Postfix.
test-gateway: $(STAMP)
	$(BIN)/python -m pytest -q -m slow tests/gateway
	$(BIN)/python -m benchmarks.gateway.soak --messages 3000

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

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
