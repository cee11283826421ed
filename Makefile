# The only two commands a newcomer needs: make run, make test.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STUDY  ?= examples/it-companies-2025
OUT    ?= out/$(notdir $(STUDY))
PORT   ?= 8000
SECONDS ?= 60
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run serve test test-postgres test-slow test-spark test-saml test-e2e java fuzz lint format bench docs lock clean

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Set up, compute the bundled study, write its report under out/
	@$(BIN)/centricity study run $(STUDY) --out $(OUT)

serve: $(VENV)/.run ## Set up and serve the platform with the examples, on http://127.0.0.1:8000 or another PORT
	@CENTRICITY_HOME=var $(BIN)/centricity web serve --local --examples --bind 127.0.0.1:$(PORT)

test: $(VENV)/.dev ## Set up and run the tests; the long ones are in test-slow
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

test-postgres: $(VENV)/.dev ## Run the tests of the platform once more, on PostgreSQL
	@CENTRICITY_TEST_DATABASE=postgres $(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not browser" tests/web

test-slow: $(VENV)/.dev ## Run the long tests: coverage of every interval, same bytes twice
	@$(BIN)/python -m pytest -n auto --dist worksteal -m slow
	@CENTRICITY_TEST_DATABASE=postgres $(BIN)/python -m pytest -n auto --dist worksteal -m slow tests/web

test-spark: $(VENV)/.dev java ## Run the tests of Spark: all metrics on this machine, and a cluster of two workers
	@CENTRICITY_SPARK_CLUSTER=1 $(BIN)/python -m pytest -n 2 --dist loadgroup -m "spark or spark_cluster"

test-saml: $(VENV)/.dev ## Set up what SAML needs (once) and run the tests of signing in through identity providers
	@$(PIP) -r requirements-saml.lock
	@$(BIN)/python -m pytest tests/web/test_people_providers.py

fuzz: $(VENV)/.dev ## Look for texts that break a reader: SECONDS for each (60), all or those in FUZZ; Linux
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: atheris==3.0.0
	@$(BIN)/python tests/fuzz/fuzz.py --seconds $(SECONDS) $(FUZZ)

test-e2e: $(VENV)/.dev ## Run the tests in a browser and by a mail server; Chromium and Exim are installed where that may be done
	@for each in chromium:chromium exim4:exim4-daemon-light; do \
	    if ! PATH=$$PATH:/usr/sbin command -v $${each%:*} >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	      echo "Setting up $${each#*:} (once) ..."; \
	      { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $${each#*:}; } >/dev/null 2>&1; \
	    fi; done
	@$(BIN)/python -m pytest -m "browser or mta"

java: # Java 17 or newer for Spark: looked for, installed where that may be done
	@major() { java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1; }; \
	  if [ "$$(major)" -ge 17 ] 2>/dev/null; then exit 0; fi; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Setting up Java (once) ..."; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends openjdk-17-jre-headless; } >/dev/null 2>&1; \
	  fi; \
	  if [ "$$(major)" -ge 17 ] 2>/dev/null; then exit 0; fi; \
	  echo "Spark needs Java 17 or newer, and there is none. On Debian or Ubuntu: apt-get install openjdk-17-jre-headless"; \
	  echo "Для Spark нужна Java 17 или новее, её нет. В Debian и Ubuntu: apt-get install openjdk-17-jre-headless"; exit 1

lint: $(VENV)/.dev ## Check style, types and the floors of the house
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/python docs/translations.py --check

format: $(VENV)/.dev ## Put the code into shape
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: $(VENV)/.dev ## Measure what must be fast, the platform on both databases
	@$(BIN)/python bench/bench.py

docs: $(VENV)/.dev ## Make the reference pages and the catalogue of texts from the code and the methods
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/translations.py

lock: ## Pin the newest dependencies (needs uv)
	@uv pip compile pyproject.toml --extra text --extra web --group build --universal --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@uv pip compile pyproject.toml --extra text --extra web --extra saml --group build --universal --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -c requirements.lock -o requirements-saml.lock
	@uv pip compile pyproject.toml --extra text --extra web --group dev --universal --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and what was computed; var/, where the platform lives, stays
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
