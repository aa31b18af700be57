# The front door. Needs python3 (3.11 or later) with venv and pip; `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint bench clean lock chromium postgres
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet
DEMO := out/demo

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## set up what running needs and plan the example case
	$(BIN)/needlepoint plan examples/acne-scars.yaml --out $(DEMO)
	@echo "Open it in a browser: $(CURDIR)/$(DEMO)/report.html"

serve: $(VENV)/.runtime ## open the clinic with invented people on http://127.0.0.1:8000
	$(BIN)/needlepoint serve --demo

test: $(VENV)/.dev chromium postgres ## set up what testing needs and run every test, the clinic's on both databases
	$(BIN)/python -m pytest -q -n 2 $(ARGS)
	$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -q -n 2 -m "not nightly and not browser" tests/clinic

lint: $(VENV)/.dev ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev ## time the main jobs, beside their peers
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/field.py
	$(BIN)/python benchmarks/tissue.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/trial.py
	$(BIN)/python benchmarks/delivery.py
	$(BIN)/python tools/with_postgres.py $(BIN)/python benchmarks/clinic.py

clean: ## remove what was made, but for the environment (rm -rf .venv does that)
	rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

lock: $(VENV)/.dev ## resolve the versions anew and write both lock files
	$(BIN)/python tools/lock.py

# One virtual environment; a stamp each for what running and what developing needs. The stamp is older than its lock
# when versions changed, and then the set-up runs again.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or later is needed; $(PYTHON) is not. Name another one: make PYTHON=/path/to/python3"; exit 3; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) has no venv. On Debian or Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 3; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (once; a few hundred MB)"
	$(PIP) --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) for development (once; a few hundred MB)"
	$(PIP) --require-hashes --only-binary :all: -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

# The browser tests drive the system's Chromium.
chromium:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; \
	then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else \
	  echo "No Chromium here: the browser tests will be skipped. On Debian: sudo apt-get install chromium;"; \
	  echo "on macOS: brew install --cask chromium; or name one: CHROMIUM=/path/to/it make test"; \
	fi

# The clinic's tests run on a PostgreSQL of their own as well, started for them and gone afterwards.
postgres:
	@if [ -n "$$TEST_POSTGRES_URL" ] || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; \
	then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql >/dev/null; \
	fi
