# Everything from nothing but Python 3.11, make and a C compiler. Each target can be run again.

PYTHON ?= python3
EXAMPLES ?= 2000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed


.PHONY: demo test browser pictures languages fuzz bench lint types rules docs samples clean

demo: $(INSTALLED)
	@mkdir -p demo
	@$(BIN)/certtrail diagnose samples/classic-loss || test $$? -eq 1
	@$(BIN)/certtrail diagnose samples/classic-loss --format html -o demo/report.html || test $$? -eq 1
	@$(BIN)/certtrail diagnose samples/classic-loss --format json -o demo/diagnosis.json || test $$? -eq 1
	@echo
	@echo "The report is $(CURDIR)/demo/report.html; open it in a browser."

test: $(VENV)/.test-needs
	$(BIN)/python -m pytest -m "not browser"
	@if command -v chromium >/dev/null; then $(MAKE) --no-print-directory browser; \
	else echo "The browser tests were left out: they need Debian's package chromium, then make browser."; fi

browser: $(VENV)/.test-needs
	$(BIN)/python -m pytest -m browser

pictures: $(VENV)/.test-needs
	CERTTRAIL_STORE_PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_pictures.py

languages: $(INSTALLED)
	$(BIN)/python -m tools.languages $(basename $(notdir $(wildcard engine/certtrail/text/*.po)))

fuzz: $(VENV)/.test-needs
	HYPOTHESIS_PROFILE=fuzz CERTTRAIL_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -m "not browser" tests/evtx tests/samples tests/inference tests/rulebook tests/stories/test_scenarios.py

bench: $(VENV)/.bench-needs
	$(BIN)/python -m benchmarks.compare
	$(BIN)/python -m benchmarks.compare --megabytes 600
	$(BIN)/python -m benchmarks.compare --sparse
	$(BIN)/python -m benchmarks.compare --scaling --rounds 3

lint: $(VENV)/.dev-needs
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev-needs
	$(BIN)/mypy

rules: $(INSTALLED)
	$(BIN)/certtrail rules check
	$(BIN)/certtrail rules test

docs: $(VENV)/.docs-needs
	rm -rf docs/rulebook docs/notebooks
	$(BIN)/certtrail rules docs -o docs/rulebook
	cp -r notebooks docs/notebooks
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs --quiet build --strict
	@echo "The site is in $(CURDIR)/site."

samples: $(INSTALLED)
	$(BIN)/python -m samples.generator.make_samples

$(INSTALLED): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	@# As pip does for a wheel: else the first run compiles, or every run where Python may not write.
	@$(BIN)/python -m compileall -q engine
	@touch $@

$(VENV)/.test-needs: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

$(VENV)/.bench-needs: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@

$(VENV)/.docs-needs: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable .[notebooks] --group docs
	@touch $@

$(VENV)/.dev-needs: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

clean:
	rm -rf $(VENV) demo build dist site docs/rulebook docs/notebooks
