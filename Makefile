# make data: environment, then the sample dataset.  make test: environment, then the tests.
# make test-faults: a hundred builds killed, and whatever else makes things (ten minutes).
.PHONY: data test test-faults lint bench clean env docs accuracy quality release validators site links

PYTHON ?= python3
BIN := .venv/bin
VALIDATORS := .validators
SITE := .site
SPHINX = PYTHONPATH=$(CURDIR)/dataset:$(CURDIR)/schemas $(SITE)/bin/python -m sphinx --fail-on-warning --keep-going --show-traceback --quiet \
	--conf-dir docs/site --doctree-dir $(SITE)/doctrees
STAMP := .venv/.installed

data: $(STAMP)
	$(BIN)/onrecord build --recipe onrecord.toml --out data --no-cache

test: $(STAMP)
	$(BIN)/python -m pytest -n auto

test-faults: $(STAMP)
	$(BIN)/python -m pytest tests/faults --kills 100

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(STAMP)
	$(BIN)/python -m onrecord.reference README.md docs/columns.md docs/diff.md docs/checks.md docs/export.md
	$(BIN)/onrecord report data --recipe onrecord.toml --out docs/report.html --documents 500

accuracy: $(STAMP)
	$(BIN)/python -m benchmarks.accuracy docs/accuracy.md

quality: $(STAMP)
	$(BIN)/python -m benchmarks.faults docs/quality.md

release: $(STAMP)
	$(BIN)/onrecord package data --recipe onrecord.toml --out out/release

validators: $(VALIDATORS)/.installed

$(VALIDATORS)/.installed: tests/validators/requirements.lock tests/validators/cff.lock
	$(PYTHON) -m venv $(VALIDATORS)/main
	$(PYTHON) -m venv $(VALIDATORS)/cff
	$(VALIDATORS)/main/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/validators/requirements.lock
	$(VALIDATORS)/cff/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/validators/cff.lock
	touch $@

site: $(SITE)/.installed
	$(SPHINX) . out/site

links: $(SITE)/.installed
	$(SPHINX) --builder linkcheck . $(SITE)/links

$(SITE)/.installed: docs/site/requirements.lock
	$(PYTHON) -m venv $(SITE)
	$(SITE)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r docs/site/requirements.lock
	touch $@

bench: $(STAMP)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.engines
	$(BIN)/python -m benchmarks.scale $(if $(PEER),--peer $(PEER))

env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf .venv .validators .site dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache out
