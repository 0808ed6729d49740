# Two commands matter: `make run` and `make test`. Both set up all they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
PY := .venv/bin/python
MANAGE := $(PY) djangoapp/manage.py

.PHONY: run test test-all check unit bench api pins format clean help need-python

help: ## What can be made here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: need-python ## Set up and start Ragam at http://127.0.0.1:8000
	@$(PYTHON) tools/bootstrap.py run

test: need-python ## The gate: lint, types, import rules, unit, contract, journeys, browser
	@$(PYTHON) tools/bootstrap.py test
	@$(PY) tools/checks.py gate

test-all: need-python ## The gate, and every variant of what the gate tries by example
	@$(PYTHON) tools/bootstrap.py test
	@$(PY) tools/checks.py all

check: need-python ## Lint, types, contracts and the unit tests, in minutes
	@$(PYTHON) tools/bootstrap.py dev
	@$(PY) tools/checks.py quick

unit: need-python ## The unit tests alone, in as many processes as there are processors
	@$(PYTHON) tools/bootstrap.py dev
	@$(PY) tools/checks.py unit

bench: need-python ## The benchmark tables (set RAGAM_TEST_DATA for the real images)
	@$(PYTHON) tools/bootstrap.py dev
	@$(PY) -m benchmarks

api: ## Write docs/openapi.yaml and the TypeScript types made from it
	@$(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@$(PY) tools/bootstrap.py api-types

pins: ## Resolve requirements/*.in into exact pins
	@$(PY) tools/pins.py

format: ## Let ruff and prettier lay out the code
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .
	@$(PY) tools/bootstrap.py npm run format

clean: ## Remove what was built and installed here; the data folder stays
	rm -rf .venv .node angularapp/node_modules angularapp/dist angularapp/.angular angularapp/tools/api-types/node_modules \
	  .pytest_cache .mypy_cache .ruff_cache .import_linter_cache test-results

need-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Python is missing: Ragam needs Python 3.11 or newer. On Debian: apt install python3.11 python3.11-venv"; exit 1; }
