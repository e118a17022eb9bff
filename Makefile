# make check: before each commit, in half a minute. make test: everything. make golden: generated files, then read the diff.
PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))

# The unit part: tests that open no database and start no program, which tests/unit_part.py holds. Nearly 3,000 are so.
UNIT := $(addprefix tests/,agenda domain dossier importing exchange/test_dates.py feeds/test_lint.py \
	mail/test_address.py mail/test_bounces.py mail/test_message.py mail/test_periods.py mail/test_tokens.py \
	views/test_rules.py views/test_shapes.py test_settings.py)

.PHONY: test check unit golden bench lock

test:
	$(PYTHON) -m pytest

check: unit
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)mypy
	$(BIN)lint-imports --no-logo

unit:
	PYTHONPATH=tests $(PYTHON) -m pytest -p unit_part -m "not slow" $(UNIT)

golden:
	PYTHONPATH=tests $(PYTHON) -m regenerate

# CSV: a file of trips to load as visits, with the columns name, start_date, end_date, country, locale, remarks.
bench:
	$(PYTHON) benchmarks/run.py all $(if $(CSV),--csv $(CSV)) --out benchmarks/results.md

# Pins every dependency by hash, for requirements.txt; needs uv (pip install uv).
lock:
	$(BIN)uv pip compile pyproject.toml --extra postgres --universal --generate-hashes \
		--no-header --quiet --output-file requirements.txt
