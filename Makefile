# Everything a person or CI runs. `make` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export PYTHONPATH := integration_tests
PYTHON ?= python3

PRODUCT := .venvs/product/bin
MATRIX := dbt-1.10 dbt-1.12 dbt-v2 dbt-v1-duckdb dagster-1.10 dagster-1.12
ORCHESTRATORS := airflow
READY := .venvs/product/.ready .venvs/emulator/.ready
PYTEST := $(PRODUCT)/pytest -c python/pyproject.toml --rootdir .
REPORT = --junit-xml .cache/reports/$@.xml
# two files at once, the longest first
FILES_AT_ONCE := --numprocesses 2 --dist loadfile --no-loadscope-reorder -p harness.longest_first
SOURCES := python/src python/tests integration_tests functions
LOCK := .venvs/uv/bin/uv pip compile --quiet --no-header --no-annotate --no-emit-index-url \
	--universal --python-version 3.11

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 20

# --- environments: built from the locks, rebuilt when a lock changes ------------------------------

.venvs/uv/.ready: requirements/uv.txt
	@echo "== building the environment uv"
	@$(PYTHON) -m venv --clear .venvs/uv
	@.venvs/uv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venvs/%/.ready: requirements/%.txt .venvs/uv/.ready
	@echo "== building the environment $*"
	@.venvs/uv/bin/uv venv --quiet --clear --python $(PYTHON) .venvs/$*
	@# compiled here: where Python may not write bytecode, each dbt command would compile dbt anew
	@.venvs/uv/bin/uv pip sync --quiet --compile-bytecode --python .venvs/$* $<
	@touch $@

.venvs/product/.package: .venvs/product/.ready python/pyproject.toml
	@.venvs/uv/bin/uv pip install --quiet --python .venvs/product --no-deps --no-build-isolation \
		--editable python
	@touch $@

.PHONY: environments
environments: $(READY) .venvs/product/.package ## build the two environments everything needs

.PHONY: matrix
matrix: environments $(MATRIX:%=.venvs/%/.ready)

.cache/browser.ready: integration_tests/browser/package-lock.json integration_tests/browser/install.sh
	@integration_tests/browser/install.sh $@

.cache/elementary/ready: integration_tests/elementary/install.sh
	@integration_tests/elementary/install.sh $@

.PHONY: recipes
recipes: $(ORCHESTRATORS:%=.venvs/%/.ready) ## build the orchestrators that docs/any-orchestrator.md is run on

.PHONY: elementary
elementary: .cache/elementary/ready ## fetch Elementary's dbt package, build the environment of `edr`
	@if [ -e $< ]; then $(MAKE) --no-print-directory .venvs/elementary/.ready; fi

.PHONY: browser
browser: .cache/browser.ready ## install what draws cards and mails: Chromium, the card renderer

.cache/postgres.ready: integration_tests/orchestrated/install.sh
	@integration_tests/orchestrated/install.sh $@

.PHONY: postgres
postgres: .cache/postgres.ready ## install PostgreSQL, on which Dagster is tested beside SQLite

# --- what people run ------------------------------------------------------------------------------

.PHONY: demo-quick
demo-quick: environments ## one failing test, one look, one card: a minute
	@$(PRODUCT)/python -m demo.quick

.PHONY: demo
demo: environments ## load, transform and read three days of a real lender, on an embedded BigQuery
	@$(PRODUCT)/python -m demo

.PHONY: demo-ui
demo-ui: environments ## open Dagster's web page on the last demo, until Ctrl-C
	@$(PRODUCT)/python -m demo.ui

.PHONY: ask
ask: environments ## ask the ledger of the last demo: make ask q="select * from vw_run_summary"
	@$(PRODUCT)/python -m demo.ask "$(q)"

.PHONY: emulator
emulator: environments ## run the embedded BigQuery and say how to connect, until Ctrl-C
	@$(PRODUCT)/python -m emulator

.PHONY: test
test: ## check everything
	@rm -rf .cache/reports
	@$(MAKE) --no-print-directory matrix browser postgres elementary recipes
	@status=0; \
	$(MAKE) --no-print-directory --keep-going lint test-unit test-googlesql test-integration docs \
		|| status=1; \
	$(PRODUCT)/python -m harness.summary .cache/reports || status=1; \
	exit $$status

.PHONY: test-unit
test-unit: environments ## the Python package alone
	@echo "== unit tests"
	@$(PYTEST) $(REPORT) -q $(FILES_AT_ONCE) python/tests

.PHONY: test-googlesql
test-googlesql: environments ## every statement type-checked, every judging view on small tables
	@echo "== GoogleSQL: analyser and golden cases"
	@$(PYTEST) $(REPORT) -q --numprocesses 2 --dist worksteal \
		integration_tests/googlesql integration_tests/golden

.PHONY: test-integration
test-integration: matrix browser postgres elementary recipes ## dbt, dlt, Dagster, the command line for real, on the embedded BigQuery
	@echo "== integration tests"
	@$(PYTEST) $(REPORT) -v $(FILES_AT_ONCE) integration_tests \
		--ignore integration_tests/googlesql --ignore integration_tests/golden

.PHONY: test-on
test-on: environments ## check everything as on another date: make test-on date=2028-02-29T23:58
	@$(PRODUCT)/python -m harness.clock $(date) $(MAKE) --no-print-directory test

.PHONY: lint
lint: environments ## formatting, types, import rules, SQL style
	@echo "== lint"
	@$(PRODUCT)/ruff check --config python/pyproject.toml $(SOURCES)
	@$(PRODUCT)/ruff format --check --config python/pyproject.toml $(SOURCES)
	@$(PRODUCT)/mypy --config-file python/pyproject.toml $(SOURCES)
	@cd python && ../$(PRODUCT)/lint-imports --config pyproject.toml
	@$(PRODUCT)/sqlfluff lint --processes 2 models integration_tests/lender/models

.PHONY: function
function: .venvs/uv/.ready ## build the wheel which the Cloud Function's folder is deployed with
	@rm -rf functions/alert_router/vendor
	@.venvs/uv/bin/uv build --quiet --wheel --no-create-gitignore \
		--build-constraints requirements/product.txt --out-dir functions/alert_router/vendor python
	@$(PYTHON) functions/requirements.py functions/alert_router

.PHONY: terraform-lock
terraform-lock: ## write the checksums of Terraform's providers; needs Terraform and its registry
	@terraform -chdir=functions/alert_router/deploy providers lock \
		-platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64 -platform=windows_amd64

.PHONY: release
release: environments ## write what later versions are tested against, and say how to tag; tags nothing
	@$(PRODUCT)/python -m harness.release

.PHONY: docs
docs: environments ## the documentation site, strictly
	@echo "== documentation"
	@NO_MKDOCS_2_WARNING=1 $(PRODUCT)/python -m mkdocs build --strict --site-dir .cache/site

.PHONY: bench
bench: environments ## measure speed and cost; writes docs/benchmarks.md
	@$(PRODUCT)/python -m benchmarks

.PHONY: rows
rows: environments ## which test proves which row of the mission
	@$(PYTEST) -p harness.rows --collect-only -q python/tests integration_tests

.PHONY: slowest
slowest: environments ## write what the last `make test` spent its time on into CONTRIBUTING.md
	@$(PRODUCT)/python -m harness.slowest .cache/reports

.PHONY: contract
contract: environments ## write from the yml: Python's copy of the contract, the reference pages, doctor's SQL
	@$(PRODUCT)/python -m nightledger.contract.generate
	@$(PRODUCT)/python -m harness.shipped
	@$(PRODUCT)/python -m harness.reference

.PHONY: lock
lock: .venvs/uv/.ready ## resolve the locks again
	@for name in uv product emulator elementary $(ORCHESTRATORS) dbt-1.10 dbt-v1-duckdb dagster-1.10 dagster-1.12; do \
		$(LOCK) requirements/$$name.in -o requirements/$$name.txt; done
	@$(LOCK) --prerelease allow --override requirements/dbt-1.12.override \
		requirements/dbt-1.12.in -o requirements/dbt-1.12.txt
	@$(LOCK) --prerelease allow requirements/dbt-v2.in -o requirements/dbt-v2.txt
	@$(LOCK) --generate-hashes --constraint requirements/product.txt \
		requirements/function.in python/pyproject.toml -o requirements/function.txt

.PHONY: clean
clean: ## remove what the other targets made
	rm -rf .venvs .cache .demo site integration_tests/browser/node_modules
	find . -name dbt_packages -prune -exec rm -rf {} + -o -name target -prune -exec rm -rf {} + \
		-o -name logs -prune -exec rm -rf {} + -o -name __pycache__ -prune -exec rm -rf {} +
