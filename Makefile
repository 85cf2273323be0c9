# Everything from nothing but Python 3.11, make and a C compiler. Each target can be run again.
# What stands behind ## is what `make` alone prints.

PYTHON ?= python3
EXAMPLES ?= 2000
RUNS ?= 500
MINUTES ?= 10
UPGRADE ?= --upgrade
# Images of Python often set it. Compiling every module in every process takes half a second each.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# What is worked out before the first run.
define KEEP
$(BIN)/python -c 'from certtrail.rulebook.keeping import keep; keep()'
$(BIN)/python -c 'from certtrail.reports.page_templates import keep; keep()'
endef

# The same commit gets the same packages: versions and hashes stand in requirements/. What has no
# wheel is built by the locked backends.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --no-build-isolation --requirement
COMPILE := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate

.PHONY: help demo test browser coverage mutants pictures languages fuzz faults soak bench lint types rules docs pages publish remedies manpage samples lock audit size release onefile clean

help:  ## what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(INSTALLED)  ## a sample export diagnosed, its report in demo/
	@mkdir -p demo
	@$(BIN)/certtrail diagnose samples/classic-loss || test $$? -eq 1
	@$(BIN)/certtrail diagnose samples/classic-loss --format html -o demo/report.html || test $$? -eq 1
	@$(BIN)/certtrail diagnose samples/classic-loss --format json -o demo/diagnosis.json || test $$? -eq 1
	@echo
	@echo "The report is $(CURDIR)/demo/report.html; open it in a browser."

test: $(VENV)/.test-needs  ## every test; those in the browser when Chromium is installed
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser" $(OPTIONS)
	@if command -v chromium >/dev/null; then $(MAKE) --no-print-directory browser; \
	else echo "The browser tests were left out: they need Debian's package chromium, then make browser."; fi

browser: $(VENV)/.test-needs  ## the tests in the browser
	$(BIN)/python -m pytest -m browser

coverage: $(VENV)/.gate-needs  ## the same, and what they leave out
	@$(MAKE) --no-print-directory test OPTIONS="--cov --cov-report=term-missing:skip-covered"

mutants: $(VENV)/.gate-needs  ## slips in the judging core, and whether a test notices; ONLY="facts/runs inference"
	nice -n 19 $(BIN)/python -m tools.mutants $(ONLY)

lint: $(VENV)/.gate-needs  ## ruff, format, spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	@if test -x $(BIN)/hadolint; then $(BIN)/hadolint Dockerfile; fi

types: $(VENV)/.gate-needs  ## mypy, strict
	$(BIN)/mypy

rules: $(INSTALLED)  ## the rules and their own cases, on both engines
	$(BIN)/certtrail rules check
	$(BIN)/certtrail rules test

docs: pages  ## the documentation site in site/, with a page about each rule
	@# Not --quiet: what it does not say, --strict does not count.
	$(BIN)/python -m mkdocs build --strict
	@echo "The site is in $(CURDIR)/site."

languages: $(VENV)/.test-needs  ## the catalogues of the languages brought up to date
	$(BIN)/python -m tools.languages $(basename $(notdir $(wildcard engine/certtrail/text/*.po)))

pages: $(VENV)/.gate-needs  ## the pages that the site has beside those in docs/
	rm -rf docs/rulebook docs/notebooks
	$(BIN)/certtrail rules docs -o docs/rulebook
	cp -r notebooks docs/notebooks

publish: pages  ## the site of this version added to the branch gh-pages, beside those before; pushes nothing
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/mike deploy --update-aliases "$$($(BIN)/python -m hatchling version | cut -d. -f1,2)" latest
	$(BIN)/mike set-default latest

remedies: $(INSTALLED)  ## the page of all remedies written anew
	$(BIN)/python -m tools.remedies

manpage: $(INSTALLED)  ## the manual page written anew, from the help texts
	$(BIN)/python -m tools.manpage

samples: $(INSTALLED)  ## the sample exports written anew
	$(BIN)/python -m samples.generator.make_samples

pictures: $(VENV)/.test-needs  ## the pictures of the report taken anew, those of the documentation too
	$(BIN)/python -m tools.screenshots
	CERTTRAIL_STORE_PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_pictures.py

fuzz: $(VENV)/.test-needs  ## the property tests with new examples each time; EXAMPLES=5000 for more
	HYPOTHESIS_PROFILE=fuzz CERTTRAIL_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -m "not browser" tests/evtx tests/inputs/test_mutations.py tests/inputs/test_broken_tables.py tests/samples tests/inference tests/rulebook tests/stories/test_scenarios.py

faults: $(VENV)/.test-needs  ## runs that the system spoils, and what each left behind; RUNS=500, Linux
	$(BIN)/python -m tools.faults --runs $(RUNS)

soak: $(VENV)/.gate-needs  ## runs on workers that are killed at random, and their bytes; MINUTES=10, Linux
	$(BIN)/python -m tools.soak --minutes $(MINUTES)

bench: $(VENV)/.gate-needs  ## certtrail and its peers on every kind of evidence, in one go
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.compare
	$(BIN)/python -m benchmarks.compare --megabytes 600
	$(BIN)/python -m benchmarks.compare --sparse
	$(BIN)/python -m benchmarks.compare --scaling --rounds 3
	$(BIN)/python -m benchmarks.texts
	$(BIN)/python -m benchmarks.growth

lock: $(VENV)/.gate-needs  ## requirements/ renewed; UPGRADE= only adds what pyproject.toml asks for
	$(COMPILE) $(UPGRADE) pyproject.toml --all-extras --group dev -o requirements/gate.txt
	$(COMPILE) pyproject.toml --group test -c requirements/gate.txt -o requirements/test.txt
	$(COMPILE) pyproject.toml -c requirements/gate.txt -o requirements/runtime.txt
	@# Without hashes: pip would ask for that of certtrail's own wheel beside it, too.
	$(filter-out --generate-hashes,$(COMPILE)) pyproject.toml --no-emit-package durable-rules -c requirements/gate.txt -o requirements/no-compiler.txt
	$(COMPILE) --group build -c requirements/gate.txt -o requirements/build.txt

audit: $(VENV)/.gate-needs  ## what is known against the locked versions; asks the index
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off --requirement requirements/gate.txt

size: $(INSTALLED)  ## what an installation takes on the disk; asks the index
	$(BIN)/python -m tools.size

release: $(VENV)/.gate-needs  ## dist/: wheel and sdist, tried in an environment of their own, and the SBOM of it
	rm -rf dist build/release
	$(KEEP)
	$(BIN)/python -m hatchling build -d dist
	@# The same bytes each time, whoever builds it.
	$(BIN)/python -m hatchling build -d build/release/again
	for file in dist/*; do cmp "$$file" "build/release/again/$${file##*/}"; done
	@# And what is built from the sdist is that wheel.
	tar -xzf dist/*.tar.gz -C build/release
	cd build/release/certtrail-* && "$(CURDIR)/$(BIN)/python" -m hatchling build -t wheel -d ../from-sdist
	cmp dist/*.whl build/release/from-sdist/*.whl
	$(BIN)/python -m pip wheel --quiet --require-hashes --no-build-isolation --wheel-dir build/release/wheels --requirement requirements/runtime.txt
	$(BIN)/python -m venv --without-pip build/release/venv
	$(BIN)/python -m pip --python build/release/venv install --quiet --no-index --find-links build/release/wheels --find-links dist certtrail
	cp -r samples/classic-loss build/release/export
	cd build/release && venv/bin/certtrail diagnose export --format json -o diagnosis.json || test $$? -eq 1
	grep -q '"internal-certificate-lost"' build/release/diagnosis.json
	cd build/release && venv/bin/certtrail rules check
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o dist/certtrail.cdx.json build/release/venv

onefile: release  ## dist/certtrail.pyz: one file that runs where this Python is, tried on a sample
	$(BIN)/shiv --no-index --find-links build/release/wheels --find-links dist --reproducible --compressed \
	  --python "/usr/bin/env python3" --console-script certtrail --output-file dist/certtrail.pyz certtrail
	SHIV_ROOT=build/release/shiv $(PYTHON) dist/certtrail.pyz diagnose build/release/export --format json \
	  -o build/release/onefile.json || test $$? -eq 1
	cmp build/release/onefile.json build/release/diagnosis.json

clean:  ## away with all that was made, the environment too
	rm -rf $(VENV) demo build dist site docs/rulebook docs/notebooks

$(VENV)/.build-needs: requirements/build.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) $<
	@touch $@

$(INSTALLED): requirements/runtime.txt pyproject.toml $(VENV)/.build-needs
	@$(INSTALL) $<
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@# As pip does for a wheel: else the first run compiles, or every run where Python may not write.
	@$(BIN)/python -m compileall -q engine
	@$(KEEP)
	@touch $@

$(VENV)/.test-needs: requirements/test.txt $(INSTALLED)
	@$(INSTALL) $<
	@touch $@

$(VENV)/.gate-needs: requirements/gate.txt $(INSTALLED)
	@$(INSTALL) $<
	@touch $@
