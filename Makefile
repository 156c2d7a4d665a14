# Two commands are all that a newcomer needs: `make demo` and `make test`. Both set up .venv first.
.DEFAULT_GOAL := help
VENV ?= .venv
BIN := $(VENV)/bin
# The first interpreter that runs and is of a version that collectplan supports.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$p && break; done)
EXAMPLE := examples/colombia_small

.PHONY: help demo test test-slow bench lint format clean

help:
	@echo "make demo       plan the shipped example and show its grid"
	@echo "make test       lint, types and the default tests (under three minutes)"
	@echo "make test-slow  the tests that take longer"
	@echo "make bench      speed, memory and gaps, as told in the README (long)"
	@echo "make format     put the code into shape"
	@echo "make clean      remove what make made"

$(VENV)/.ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python 3.11 to 3.14 was found; install one, or say make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(VENV)/.ready
	$(BIN)/collectplan schedule $(EXAMPLE)/portfolio.csv -s $(EXAMPLE)/strategy.yaml \
		--attempts $(EXAMPLE)/attempts.csv --roster $(EXAMPLE)/roster.csv --date 2026-03-03 -o build/demo
	$(BIN)/collectplan audit build/demo $(EXAMPLE)/portfolio.csv -s $(EXAMPLE)/strategy.yaml \
		--attempts $(EXAMPLE)/attempts.csv --roster $(EXAMPLE)/roster.csv

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Two processes, since the tests are meant for two cores; whoever is done first takes over half of the other's tests.
test: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-slow: $(VENV)/.ready
	$(BIN)/python -m pytest -m slow

bench: $(VENV)/.ready
	$(BIN)/python -m pytest -m bench -s
	$(BIN)/python -m tests.bench

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
