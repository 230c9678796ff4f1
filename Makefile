# make demo     set up what is missing, read data/samples/, show the tables, take them into an archive and ask it
# make test     set up what is missing (a browser too), then linters, types, floors and all tests
# make install  the set-up alone
# make bench    kehoach beside its rivals, everything measured anew: docs/benchmarks.md (QUICK=1: a few pages, to the screen)
# make wheel    dist/kehoach-*.whl

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SAMPLES := $(sort $(wildcard $(addprefix data/samples/*.,pdf png jpg jpeg tif tiff txt)))
SHELF := $(wildcard data/samples/tayninh-*.png data/samples/soctrang-*.txt data/samples/thuathienhue-*.pdf)

.PHONY: demo test install browser bench bench-rivals wheel clean
.DEFAULT_GOAL := install

demo: install
	$(BIN)/kehoach parse $(SAMPLES) -o demo-out --show
	$(BIN)/kehoach archive add $(SHELF) --archive demo-out/archive
	$(BIN)/kehoach archive list --archive demo-out/archive
	$(BIN)/kehoach search "giam ngheo" --archive demo-out/archive
	@echo "In the browser: $(BIN)/kehoach serve --archive demo-out/archive"

test: install browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist loadfile

browser:
	@PYTHON="$(PYTHON)" sh .ci/system test

install:
	@PYTHON="$(PYTHON)" sh .ci/system
	@$(MAKE) --no-print-directory $(STAMP)

$(STAMP): pyproject.toml setup.py constraints.txt .ci/system
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -c constraints.txt -e '.[dev]'
	@touch $@

# Rivals live in environments of their own: their needs are not ours. pdftoppm, pdfinfo and pdfimages come with poppler-utils.
RIVALS := benchmarks/.venvs
bench: install bench-rivals
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

bench-rivals: $(RIVALS)/ocrmypdf/.installed $(RIVALS)/pyvi/.installed

$(RIVALS)/%/.installed: benchmarks/rivals-%.txt
	$(PYTHON) -m venv $(RIVALS)/$*
	$(RIVALS)/$*/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r $<
	@touch $@

wheel: install
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) build dist demo-out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
