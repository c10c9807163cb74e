# The front door. `make` builds the paper from the embedded edition; `make test` tests it all.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build test test-unit test-slow coverage mutants second-python lint check docs site wheel archive checkers extract lock fetch import outdated update compare vintages clean help

PYTHON ?= python3
EDITION ?= embedded
RELEASES ?= ../shared/data
CORES ?= all
ARGS ?=
WITH_RAW ?=
A ?= embedded-2024
B ?= embedded
OFFLINE ?=
ACCEPT ?=
ENTRY ?=
FILE ?=
RELEASE ?=
REPLACE ?=
INDICATOR ?= rank.SITC
COUNTRY ?= RUS
PARTNER ?=
PYTEST ?=
SECOND_PYTHON ?=
BIN := .venv/bin
READY := .venv/ready
# By the interpreter, not by the scripts beside it, which hold the path of this folder.
TECHSOV := $(BIN)/python -m techsov.cli
# uv does not read pip's settings: where pip is told of an index or of certificates, so is uv.
UV := $(BIN)/python workflow/techsov/build/uv_as_pip.py $(BIN)/uv

# This folder's library; no Python, module, setting or notebook kernel of the user's before it.
export PYTHONPATH := $(CURDIR)/workflow
export PYTHONNOUSERSITE := 1
unexport PYTHONHOME PYTHONSTARTUP JUPYTER_PATH MATPLOTLIBRC MPLCONFIGDIR MPLBACKEND

build: $(READY)  ## build every table, figure and the paper (EDITION=embedded)
	@$(TECHSOV) build $(EDITION) --cores $(CORES) -- $(ARGS)

.PHONY: verify endpoints
verify: export AGAINST := $(AGAINST)
verify: $(READY)  ## hash raw files, rebuild in a clean copy, compare every result (AGAINST=archive or folder)
	@$(TECHSOV) verify $(EDITION) --cores $(CORES) $${AGAINST:+--against "$$AGAINST"}

endpoints: build  ## record the hashes of EDITION's results in data/endpoints/, for `make verify`
	@$(TECHSOV) verify $(EDITION) --record

test: build  ## run every test that needs no browser and no cluster
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not long" $(PYTEST)

test-slow: build checkers second-python  ## run the tests that take minutes: kills, whole rebuilds, archives; writes docs/trust.md
	@TECHSOV_TRUST=1 $(BIN)/python -m pytest -n 2 --dist worksteal -m long $(PYTEST)

coverage: build  ## measure the share of the library's branches that tests take: 95 % or more
	@mkdir -p logs && rm -f logs/coverage*
	@COVERAGE_FILE=logs/coverage $(BIN)/python -m pytest -q -n auto --cov --cov-report= --cov-fail-under=0 \
		-m "not long" --ignore=tests/browser $(PYTEST)
	@COVERAGE_FILE=logs/coverage $(BIN)/python -m pytest -q --cov --cov-append --cov-fail-under=0 \
		--cov-report=json:logs/coverage.json -k "another_folder or changed_module" \
		tests/workflow/test_same_bytes.py tests/workflow/test_verify.py
	@$(BIN)/python -m tests.branches logs/coverage.json

mutants: $(READY)  ## put formulas wrong one at a time, of which tests notice nine in ten; writes docs/mutants.md
	@$(BIN)/python -m tests.mutants.mutating

test-unit: $(READY)  ## run the unit tests only, in under a minute
	@$(BIN)/python -m pytest tests/unit -n auto -m "not slow and not workflow and not releases" $(PYTEST)

lint: $(READY)  ## check style and types: ruff, snakefmt, mypy, snakemake --lint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/python -m snakefmt --check Snakefile workflow/rules
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest -q tests/workflow/test_lint.py

fetch: $(READY)  ## download full releases: EDITION's (EDITION=paper-2024), or entries' (ENTRY="oecd/icio/2021")
	@$(TECHSOV) fetch $(EDITION) $(addprefix --entry ,$(ENTRY)) -- $(ARGS)

# `make` has a variable AS of its own, the assembler: it counts only where this run is given it.
import: export FILE := $(FILE)
import: export RELEASE := $(if $(filter command,$(origin AS)),$(AS),$(RELEASE))
import: $(READY)  ## take a file downloaded by hand (FILE=path RELEASE=provider/dataset/vintage REPLACE=1)
	@$(TECHSOV) import "$$FILE" "$$RELEASE" --edition $(EDITION) $(if $(REPLACE),--replace)

outdated: $(READY)  ## ask which datasets of EDITION have newer releases (OFFLINE=1: what was known when)
	@$(TECHSOV) outdated $(EDITION) $(if $(OFFLINE),--offline)

update: $(READY)  ## take what is newer, build it as a dated edition, compare (ACCEPT="dataset:guard ...")
	@$(TECHSOV) update $(EDITION) --cores $(CORES) $(if $(ACCEPT),--accept $(ACCEPT))

vintages: $(READY)  ## one indicator of one country on every release (INDICATOR=rank.SITC COUNTRY=RUS)
	@$(TECHSOV) vintages $(INDICATOR) $(COUNTRY) $(PARTNER)

compare: $(READY)  ## set two editions side by side in results/compare/ (A=embedded-2024 B=embedded)
	@$(TECHSOV) compare $(A) $(B) --cores $(CORES) -- $(ARGS)

.PHONY: workflow-report
workflow-report: build  ## write Snakemake's own report: rules, code, times, figures (results/EDITION/workflow.html)
	@$(TECHSOV) build $(EDITION) --cores $(CORES) -- $(ARGS) --report results/$(EDITION)/workflow.html
	@echo "results/$(EDITION)/workflow.html"

site: $(READY)  ## write the documentation as a site into site/, readable without a network
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet && echo "site/index.html"

wheel: $(READY)  ## build the library as a wheel into dist/
	@$(UV) build --quiet --wheel --offline --no-build-isolation --python $(BIN)/python --out-dir dist .

archive: build  ## pack code, extracts and results into dist/, with an RO-Crate (WITH_RAW=1: and releases)
	@$(TECHSOV) archive $(EDITION) $(if $(WITH_RAW),--with-raw)

second-python: $(if $(SECOND_PYTHON),.venv-second/ready)  ## install the lock, apart, for a second Python (SECOND_PYTHON=python3.13)

checkers: .venv-checkers/ready  ## install, apart, the tools of others that tests use where they are

extract: $(READY)  ## derive the embedded extracts anew from full releases (RELEASES=folder)
	@$(TECHSOV) extract $(RELEASES)

docs: $(READY)  ## write the pages of docs/ that follow from configuration, rules and commands
	@$(TECHSOV) docs

lock: $(READY)  ## resolve requirements.lock anew from pyproject.toml
	$(UV) pip compile pyproject.toml --group workflow --group test --group docs --group cluster --universal \
		--python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate --no-header \
		--upgrade --quiet --output-file requirements.lock
	$(UV) pip compile tests/checkers/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --upgrade --quiet \
		--output-file tests/checkers/requirements.lock

.PHONY: lock-check
lock-check: $(READY)  ## ask the index whether the lock can be installed on macOS and arm64
	@$(BIN)/python -m pytest -q tests/checkers/test_lock.py

clean:  ## remove the results of EDITION; raw files and the environment stay
	rm -rf results/$(EDITION) logs/$(EDITION)

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

# The environment: uv comes from the lock itself, checked by hash, and installs the rest.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"techsov needs Python 3.11 or newer; this is " + sys.version.split()[0] + \
		". Name a newer one: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python cannot make an environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the locked environment into .venv ..."
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline --editable .
	@touch $@

# hadolint, rocrate-validator and kubernetes-validate, in an environment of their own.
.venv-checkers/ready: tests/checkers/requirements.lock tests/checkers/keep_context.py $(READY)
	@$(UV) venv --quiet --clear --python $(BIN)/python .venv-checkers
	@$(UV) pip sync --quiet --python .venv-checkers/bin/python --require-hashes $<
	@.venv-checkers/bin/python tests/checkers/keep_context.py .venv-checkers/context
	@touch $@

# For tests only: the lock for another Python, named as SECOND_PYTHON=python3.13.
.venv-second/ready: requirements.lock $(READY)
	@$(UV) venv --quiet --clear --python "$(SECOND_PYTHON)" .venv-second
	@$(UV) pip sync --quiet --python .venv-second/bin/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python .venv-second/bin/python --no-deps --no-build-isolation --offline --editable .
	@touch $@
