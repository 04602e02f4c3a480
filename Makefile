# Everything a person or a machine does with this checkout. Needs Python 3.11 or newer, no more.

PYTHON ?= python3
SOAK ?= full

RUN := .venv/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --retries 5
COMPILE := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade

.PHONY: words demo test tests soak bench requirements format lint style types clean
.DELETE_ON_ERROR:

demo: .venv/.runtime  ## the whole product in one process, with invented people
	@DEMO=1 CLOCK_START="$${CLOCK_START:-2022-05-05T08:00:00+07:00}" $(RUN) -m bot run

test: style  ## lint, types and every test; the types beside the tests
	@$(MAKE) --no-print-directory --jobs=2 types tests

tests: .venv/.checks
	$(RUN) -m pytest -n 2 --dist loadfile -rs

soak: .venv/.checks  ## the long checks; SOAK=short at small size, ONLY="rates faults" runs these
	$(RUN) -m tests.soak --size $(SOAK) $(if $(ONLY),--only $(ONLY))

bench: .venv/.checks  ## the benchmarks
	$(RUN) -m benchmarks

lint: style types

style: .venv/.checks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports

types: .venv/.checks
	.venv/bin/mypy

format: .venv/.checks
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

words: .venv/.checks  ## bring locales/ in step with the sentences of the code; LANGUAGE=tyz begins a new one
	$(RUN) -m locales.extract $(LANGUAGE)

requirements: .venv/bin/python  ## pin the newest versions of requirements*.in
	@$(RUN) -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

clean:  ## everything that was made, except the data of the product
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; name one with PYTHON=, as in make demo PYTHON=python3.12" >&2; \
		exit 1; }
	@$(PYTHON) -m venv --clear .venv || { \
		rm -rf .venv; echo "Python cannot make .venv here; on Debian, install python3-venv" >&2; exit 1; }

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing what the product runs on (once) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/.checks: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what the product and its checks run on (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch .venv/.runtime $@
