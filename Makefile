# make run   creates .venv, installs, runs the main scenario, prints what happened and where the report is
# make test  the same set-up with the tools of development, then scripts/check and scripts/test
# Stamps inside .venv make a second make install nothing.

VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= china-2018
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
export PYTHON VENV

.PHONY: run test bench clean
.DELETE_ON_ERROR:

run: $(VENV)/installed
	$(BIN)/glasshouse run $(SCENARIO) $(ARGS)

test: $(VENV)/installed-dev
	scripts/check
	scripts/test

bench: $(VENV)/installed
	scripts/bench $(ARGS)

$(BIN)/python:
	scripts/system-packages venv
	"$$(scripts/python)" -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --editable .
	touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --editable '.[dev]'
	scripts/system-packages browser
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
