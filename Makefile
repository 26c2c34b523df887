# Needs Python 3.11 or newer with pip and venv, make and git; sets up everything else itself,
# in .venv. Another Python: `make test PYTHON=python3.12`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := out
SEED := 1
TIME := 60
EXAMPLES := $(sort $(wildcard examples/*.toml))

PROJECTS := pyproject.toml $(wildcard plugins/*/pyproject.toml)
PLUGINS := $(addprefix -e ./,$(patsubst %/,%,$(dir $(wildcard plugins/*/pyproject.toml))))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Compiled modules are kept, whatever the shell says: the tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

# Stamps: what is installed is installed again only when a pyproject.toml changes.
READY := $(VENV)/ready
READY_TO_TEST := $(VENV)/ready-to-test
READY_TO_BENCH := $(VENV)/ready-to-bench
BENCHMARKS := $(addprefix benchmarks/,startup.py decisions.py portfolio.py cluster.py loading.py robustness.py register.py \
  report.py workbench.py)

# What tests need of the system: a command, Debian's package of it, and what is skipped without it.
from_debian = { command -v $(1) || ls /usr/lib/postgresql/*/bin/$(1); } > /dev/null 2>&1 \
  || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq $(2); } > /dev/null 2>&1 \
  || echo "No $(1) here: the $(3) will be skipped."

.PHONY: help demo serve test lint types tests coverage docs bench kills fuzz clean

help:
	@echo "make demo   take real dossiers through both hubs; documents go to $(OUT)/"
	@echo "make serve  open the workbench in the browser, with the example call of 41"
	@echo "make test   ruff, mypy --strict, all tests"
	@echo "HYPOTHESIS_PROFILE=thorough make test   ten times as many drawn examples of each property"
	@echo "make coverage  all tests, and what of the code they run; about twice as long"
	@echo "make docs   build the site of the documents in $(OUT)/site; a broken link fails"
	@echo "make bench  measure how fast hubflow is beside its peers; writes benchmarks/RESULTS.md"
	@echo "make kills  kill the register's commands 500 times on each database; takes minutes"
	@echo "make fuzz   hostile inputs at chance: TIME=60 seconds for each fuzzer, from SEED=1"
	@echo "make clean  remove $(VENV), $(OUT) and caches"

# One venture through both hubs on the screen; the other examples and the call of 41 into files.
demo: $(READY)
	@rm -rf $(OUT)
	$(BIN)/hubflow plugins
	$(BIN)/hubflow run -p porto examples/girls-club-porto.toml
	$(BIN)/hubflow run -p westmidlands examples/girls-club-porto.toml
	@mkdir -p $(OUT)
	$(BIN)/hubflow run -p porto $(EXAMPLES) --out $(OUT)/porto > $(OUT)/porto.txt
	$(BIN)/hubflow run -p westmidlands $(EXAMPLES) --out $(OUT)/westmidlands > $(OUT)/westmidlands.txt
	$(BIN)/hubflow run -p porto examples/call-labis-2023 --out $(OUT)/call-labis-2023
	$(BIN)/hubflow compare -p porto -p westmidlands examples/girls-club-porto.toml --out $(OUT)/compare > $(OUT)/compare.txt
	$(BIN)/hubflow adapt examples/girls-club-porto.toml --from porto --to westmidlands --out $(OUT)/adapt
	@echo
	@echo "Would the club work in the West Midlands? $(OUT)/compare/comparison.md and $(OUT)/adapt/memo.md."
	@echo "The same call in the browser, from its board to its decisions: make serve."
	@echo "The documents are in $(OUT)/: for each hub, and for the call, a folder a venture with"
	@echo "scorecard.md and proposal.md, and result.json for programs."

# The register is made anew each time: what is tried in it is gone.
serve: $(READY)
	@mkdir -p $(OUT)
	$(BIN)/python -m scripts.make_example_register $(OUT)/workbench.db
	$(BIN)/hubflow serve --methods $(OUT)/methods --register sqlite:///$(OUT)/workbench.db

test: lint types tests

lint: $(READY_TO_TEST)
	$(BIN)/ruff check .

types: $(READY_TO_TEST)
	$(BIN)/mypy
	@for tests in $(wildcard plugins/*/tests); do $(BIN)/mypy $$tests || exit 1; done

tests: $(READY_TO_TEST)
	$(BIN)/python -m pytest -rs -n auto --dist worksteal

coverage: $(READY_TO_TEST)
	$(BIN)/python -m pytest -rs -n auto --dist worksteal --cov --cov-report=term:skip-covered

docs: $(READY_TO_TEST)
	$(BIN)/python -m sphinx --fresh-env --fail-on-warning --keep-going --quiet docs $(OUT)/site
	@echo "Open $(OUT)/site/index.html."

bench: $(READY_TO_BENCH)
	@for each in $(BENCHMARKS); do $(BIN)/python $$each || exit 1; done

kills: $(READY_TO_TEST)
	HUBFLOW_KILLS=500 $(BIN)/python -m pytest -rP tests/register/test_kills.py -k reported

fuzz: $(READY_TO_TEST)
	HUBFLOW_FUZZ_SEED=$(SEED) HUBFLOW_FUZZ_TIME=$(TIME) $(BIN)/python -m pytest -rP tests/fuzz

$(READY): $(PROJECTS)
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "hubflow needs Python 3.11 or newer: make PYTHON=python3.12")'
	@echo "Setting up $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -e '.[all]' $(PLUGINS)
	@touch $@

# A peer that cannot be installed is said where it would be measured.
$(READY_TO_BENCH): $(READY)
	@$(PIP) install -e '.[all,bench]' $(PLUGINS) || echo "NOT ALL PEERS COULD BE INSTALLED"
	@touch $@

$(READY_TO_TEST): $(READY)
	@$(PIP) install -e '.[all,dev]' $(PLUGINS)
	@command -v chromium > /dev/null \
	  || $(call from_debian,chromium-headless-shell,chromium-headless-shell,tests of pages in a browser)
	@$(call from_debian,WebKitWebDriver,webkit2gtk-driver,tests of the workbench in WebKit)
	@$(call from_debian,firefox-esr,firefox-esr,tests of the workbench in Firefox)
	@$(call from_debian,Xvfb,xvfb,tests of the workbench in WebKit)
	@$(call from_debian,initdb,postgresql,tests of the register on PostgreSQL)
	@touch $@

clean:
	rm -rf $(VENV) $(OUT) dist build .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
