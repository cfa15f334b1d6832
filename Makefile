# demo   set up, then audit the reference estate and write its runbooks, diagrams and site
# test   set up with the tools for development, then check
# check  what CI runs: format, lint, types, import contracts, tests
# bench  measure, side by side with other tools
# bench-gateway  real gateways, every fault of the primary
# clean  remove the set-up

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench bench-gateway clean

demo: $(VENV)/.drctl
	$(BIN)/drctl audit --exit-zero
	$(BIN)/drctl build
	@echo
	@echo "The findings above are what this estate is for; in CI drctl audit would exit with 1."
	@echo "Now open:"
	@echo "  site/index.html        all of it as a site, from the disk"
	@echo "  runbooks/README.md     what to do when it breaks, by symptom and alert"
	@echo "  diagrams/overview.svg  the estate at a glance"

test: $(VENV)/.dev
	$(MAKE) check

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n 2

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/single_failures.py
	$(BIN)/python benchmarks/audit.py
	$(BIN)/python benchmarks/estates.py
	$(BIN)/python benchmarks/gate.py
	$(BIN)/python benchmarks/runbooks.py
	$(BIN)/python benchmarks/diagrams.py
	$(BIN)/python benchmarks/consequences.py
	$(BIN)/python benchmarks/loading.py
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/lifetimes.py
	$(BIN)/python benchmarks/incremental.py
	$(BIN)/python benchmarks/improve.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/site.py
	$(if $(DRCTL_CORPUS),$(BIN)/python benchmarks/aralia.py $(DRCTL_CORPUS)/aralia)
	$(BIN)/python benchmarks/fat_trees.py

bench-gateway: $(VENV)/.dev
	$(BIN)/python benchmarks/gateway.py litellm
	$(BIN)/python benchmarks/gateway.py portkey

clean:
	rm -rf $(VENV)

# Stamps: set up once, and again when pyproject.toml has changed.
$(VENV)/.drctl: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "drctl needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"  # the first that knows --group
	$(BIN)/python -m pip install --quiet --editable '.[improve]'
	touch $@

$(VENV)/.dev: $(VENV)/.drctl
	$(BIN)/python -m pip install --quiet --group dev
	touch $@
