# The only two commands a newcomer needs: make run, make test.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STUDY  ?= examples/it-companies-2025
OUT    ?= out/$(notdir $(STUDY))
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench docs lock clean

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Set up, compute the bundled study, write its report under out/
	@$(BIN)/centricity study run $(STUDY) --out $(OUT)

test: $(VENV)/.dev ## Set up and run every test
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.dev ## Check style, types and the floors of the house
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

format: $(VENV)/.dev ## Put the code into shape
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: $(VENV)/.run ## Measure what must be fast
	@$(BIN)/python bench/bench.py

docs: $(VENV)/.run ## Make the reference pages from the code and the methods
	@$(BIN)/python docs/generate.py

lock: ## Pin the newest dependencies (needs uv)
	@uv pip compile pyproject.toml --group build --universal --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and what was computed
	@rm -rf $(VENV) out

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name it: make run PYTHON=python3.12"; \
	  echo "Программы $(PYTHON) нет. Установите Python 3.11 или новее либо назовите его: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Centricity needs Python 3.11 or newer. Name another: make run PYTHON=python3.12"; \
	  echo "Нужен Python 3.11 или новее. Назовите другой: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; \
	  echo "У Python нет модуля venv. В Debian и Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (once) ..."
	@$(PIP) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Setting up the tools (once) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@
