# make demo     set up what is missing, read data/samples/, show the tables
# make test     set up what is missing, then linters, types, floors and all tests
# make install  the set-up alone
# make wheel    dist/kehoach-*.whl

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SAMPLES := $(sort $(wildcard $(addprefix data/samples/*.,pdf png jpg jpeg tif tiff txt)))

.PHONY: demo test install wheel clean
.DEFAULT_GOAL := install

demo: install
	$(BIN)/kehoach parse $(SAMPLES) -o demo-out --show

test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

install:
	@PYTHON="$(PYTHON)" sh .ci/system
	@$(MAKE) --no-print-directory $(STAMP)

$(STAMP): pyproject.toml setup.py constraints.txt .ci/system
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -c constraints.txt -e '.[dev]'
	@touch $@

wheel: install
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) build dist demo-out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
