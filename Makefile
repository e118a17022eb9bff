# make test: everything. make check: everything fast, before each commit. make golden: generated files, then read the diff.
PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))

.PHONY: test check golden bench lock

test:
	$(PYTHON) -m pytest

check:
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)mypy
	$(BIN)lint-imports --no-logo
	$(PYTHON) -m pytest -m "not slow and not postgres and not browser"

golden:
	PYTHONPATH=tests $(PYTHON) -m regenerate

# CSV: a file of trips to load as visits, with the columns name, start_date, end_date, country, locale, remarks.
bench:
	$(PYTHON) benchmarks/run.py all $(if $(CSV),--csv $(CSV)) --out benchmarks/results.md

# Pins every dependency by hash, for requirements.txt; needs uv (pip install uv).
lock:
	$(BIN)uv pip compile pyproject.toml --extra postgres --universal --generate-hashes \
		--no-header --quiet --output-file requirements.txt
