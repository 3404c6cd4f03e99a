# `make` alone lists the targets. On a machine with nothing but python3 (3.11 or later) and make, each of them sets up
# what it needs first; the second time that takes no time, since the stamps in .venv are newer than pyproject.toml.
# Another interpreter: `make clean`, then `make test PYTHON=python3.13`.

BIN := .venv/bin
# More than eight processes wait for each other; a group of tests that shares one costly fixture stays in one process.
PYTEST := $(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist loadgroup

.NOTPARALLEL:
.PHONY: help demo check test lowest clean static fast office slow

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

demo: .venv/.installed ## write out/commitments.xlsx and out/book.db from the seed book
	$(BIN)/defense-ledger demo --out out

check: static ## ruff, import contracts, mypy and the fast tests: the loop while you work
	$(PYTEST) -m "not slow"

test: static fast office slow ## everything: the checks, all tests, LibreOffice, line coverage

lowest: .venv/.development ## the fast tests with the oldest releases that pyproject.toml allows
	@.ci/lowest

clean: ## remove everything that make has made, .venv and out/ included
	rm -rf .venv out dist build .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .ruff_cache
	find ledger tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# The parts of `check` and `test`, in the order that fails fastest.
static: .venv/.development
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

fast: .venv/.development
	$(PYTEST) -m "not slow" --cov --cov-report=

office:
	@.ci/office

slow: .venv/.development
	$(PYTEST) -m slow --cov --cov-append --cov-report=term

.venv/.installed: pyproject.toml .ci/install
	@.ci/install

.venv/.development: pyproject.toml .ci/install
	@.ci/install development
