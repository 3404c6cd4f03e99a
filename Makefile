# `make` alone lists the targets. On a machine with nothing but python3 (3.11 or later) and make, each of them sets up
# what it needs first; the second time that takes no time. Another interpreter: `make test PYTHON=python3.13`.

BIN := .venv/bin
# More than eight processes wait for each other; a group of tests that shares one costly fixture stays in one process.
PYTEST := $(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist loadgroup
QUICK := not slow and not thorough and not proof

# Where a wheelhouse was brought along, nothing is asked of a network, whichever program installs; but what renews or tries
# releases asks the index. A blank would end the path.
empty :=
blank := $(empty) $(empty)
ifeq ($(filter wheelhouse constraints newest lowest,$(MAKECMDGOALS)),)
ifneq ($(wildcard wheelhouse/.),)
export PIP_NO_INDEX := 1
export PIP_FIND_LINKS := file://$(subst $(blank),%20,$(CURDIR))/wheelhouse
endif
endif

# Where nothing may be kept compiled, each of the hundreds of programs that tests start compiles all libraries again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo check test prove coverage mutants bench bench-quick bench-before lowest newest constraints catalogues documents docs pictures wheelhouse clean static types quick-tests all-tests programs installed development

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: installed ## write brief, page, workbook and book from the seed records into out/
	@$(BIN)/python -m ledger demo --out out

check: static ## ruff, import contracts, mypy and the tests that take less than half a second each: the loop while you work
	@$(MAKE) --no-print-directory --jobs 2 types quick-tests

test: development ## the checks, all tests, LibreOffice and Chromium
	@$(MAKE) --no-print-directory --jobs 2 --output-sync static programs
	@$(MAKE) --no-print-directory --jobs 2 types all-tests

prove: development programs ## all tests with the whole of each proof of which `test` takes a part: twenty minutes on two cores
	LEDGER_PROVE=whole $(PYTEST)

coverage: development ## the lines that no test of `check` reaches
	$(PYTEST) -m "$(QUICK)" --cov --cov-report=term

mutants: development ## faults set into the rooms that reckon: does a test notice each of them? twenty minutes on two cores
	@.ci/install mutants
	@$(BIN)/python -B .ci/mutants

bench: development ## how long all that takes which docs/performance.md states, beside something bare: fifteen minutes on two cores
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python benchmarks/post.py
	@$(BIN)/python benchmarks/workbook.py
	@$(BIN)/python benchmarks/verify.py
	@$(BIN)/python benchmarks/list.py
	@$(BIN)/python benchmarks/read.py
	@$(BIN)/python benchmarks/build.py
	@$(BIN)/python benchmarks/growth.py
	@$(BIN)/python benchmarks/peers.py

bench-quick: development ## the same on few records, in three minutes: it fails where a ratio is half above what is stated
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python benchmarks/post.py 2000
	@$(BIN)/python benchmarks/workbook.py 60
	@$(BIN)/python benchmarks/verify.py 100
	@$(BIN)/python benchmarks/list.py
	@$(BIN)/python benchmarks/read.py 2000
	@$(BIN)/python benchmarks/build.py 2000
	@$(BIN)/python benchmarks/growth.py 1600
	@$(BIN)/python benchmarks/peers.py 1000

bench-before: development ## commands beside the program before it was made faster, out of the history of the clone: five minutes on two cores
	@$(BIN)/python benchmarks/before.py

lowest: development ## the fast tests with the oldest releases that pyproject.toml allows
	@.ci/releases lowest

newest: development ## the fast tests with the newest releases that the package index has
	@.ci/releases newest

constraints: development ## renew .ci/constraints.txt, the releases that `demo` and `test` install
	@.ci/constraints

catalogues: development ## find all sentences of documents and enter new ones into the catalogue of each language
	@$(BIN)/python .ci/catalogues.py

documents: development programs ## draw every report in every language and format and prove each document: a quarter of an hour on two cores
	@$(BIN)/python benchmarks/documents.py

docs: ## build the site of all documentation in out/site; a broken link or reference fails, and so does a request to a network
	@.ci/install docs
	@$(BIN)/properdocs build --quiet
	@echo "Open out/site/index.html."

pictures: development programs ## draw the pictures in docs/ anew: brief, workbook, page and PDF of the demonstration
	@$(BIN)/python .ci/pictures

wheelhouse: development ## collect in wheelhouse/ all that a machine without network needs
	@.ci/wheelhouse

clean: ## remove everything that make has made, .venv and out/ included, but for a wheelhouse/
	rm -rf .venv .venv.lock out dist build .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .ruff_cache
	find ledger tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# The parts of `check` and `test`; what fails fastest comes first.
static: development
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

# One process that computes beside tests, which now and then wait for a disk, an office program or a browser.
types: development
	$(BIN)/mypy
	$(BIN)/mypy tests/in_use.py

quick-tests: development
	$(PYTEST) -m "$(QUICK)"

all-tests: development
	$(PYTEST) -m "not proof"

# They wait for the network and for the disk while the other part computes.
programs:
	@.ci/office
	@.ci/browser
	@.ci/node

installed:
	@.ci/install

development:
	@.ci/install development
