.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
PORT ?= 8000
DATA_DIR ?= var
export DATA_DIR PORT
# The tests start the program many times: what was compiled is kept, whatever the environment says of it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test rehearse rehearse-once test-pages test-fast check format lint types layers editors check-letters bench scan lock clean

help: ## List what can be asked for
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

.venv/installed: requirements.lock requirements-dev.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or set PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/installed-dev ## Make the virtual environment with everything for development

run: .venv/installed ## Serve the demo with fictional people at http://127.0.0.1:8000 (PORT, DATA_DIR)
	MODE=demo $(BIN)/python server.py demo

test: check ## Format, lint, types, layers, sizes and all tests but the rehearsals and test-pages
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not rehearsal and not pages"

test-pages: .venv/installed-dev ## Every page and form in Chromium, whole cases there, and every file in the Modeler’s editors
	$(BIN)/python -m pytest -n 2 --dist worksteal -m pages tests/browser tests/processes tests/web

rehearse: .venv/installed-dev ## Every scenario under both profiles, and whether they reach every flow of every diagram
	$(BIN)/python -m pytest -n 2 --dist load -m rehearsal tests/scenarios tests/planted

rehearse-once: .venv/installed-dev ## The same with each scenario under one profile, in half the time
	$(BIN)/python -m pytest -n 2 --dist load -m "rehearsal and not again" tests/scenarios

test-fast: .venv/installed-dev ## The tests that take no browser and no seconds
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not rehearsal and not browser and not postgresql"

check: format lint types layers ## The checks without the tests

format: .venv/installed-dev
	$(BIN)/ruff format --check .

lint: .venv/installed-dev
	$(BIN)/ruff check .

types: .venv/installed-dev
	$(BIN)/mypy

layers: .venv/installed-dev
	$(BIN)/lint-imports --no-logo

editors: .venv/installed-dev ## Fetch the editors that the tests open our files in (needs npm)
	$(BIN)/python -m tools.editors

check-letters: .venv/installed-dev ## Render every letter and open it in LibreOffice
	$(BIN)/python -m tools.check_letters

scan: .venv/installed-dev ## Attack a demonstration with scanners and with all our own words (hours; SCAN="--sqlmap-each 1 --wapiti-each 1")
	$(BIN)/python -m tools.scan $(SCAN)

bench: .venv/installed-dev ## Measure against stock SpiffWorkflow, as ratios in one run
	$(BIN)/python -m benchmarks

lock: .venv/installed-dev ## Pin everything anew from pyproject.toml
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -o requirements.lock pyproject.toml
	$(BIN)/python -m piptools compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --extra dev -o requirements-dev.lock pyproject.toml

clean: ## Remove the virtual environment and the demo's data
	rm -rf .venv .cache var
