# make run    browse the site            make test   the whole test suite
# make check  every static check         make fix    format and mend what can be mended by itself
# make audit  every yardstick of the public site: markup, barriers, speed, links, pictures
# make bench  how fast it is
# See CONTRIBUTING.md.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes --no-deps -r


.PHONY: interpreter run simulator test check fix messages lock bench screenshots clean
.DEFAULT_GOAL := run

run: interpreter $(VENV)/.runtime ## start simulator, web and worker; print the address
	@exec $(BIN)/python scripts/run.py

simulator: $(VENV)/.runtime ## the simulator alone, to start it again beside a running site
	@exec $(BIN)/python -m portal.simulator --port $${SIMULATOR_PORT:-8001} --origin http://127.0.0.1:$${PORT:-8000}

test: interpreter $(VENV)/.dev ## the whole suite
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --quiet $(TESTS)

check: interpreter $(VENV)/.dev ## run every static check; changes nothing
	@$(BIN)/python scripts/check.py

audit: interpreter $(VENV)/.dev ## every yardstick of the public site, into docs/audit.md (needs Chromium, npm and Java)
	@$(BIN)/python -m tests.audit $(YARDSTICKS)

audit-pictures: interpreter $(VENV)/.dev ## store the pictures `make audit` compares with as the pages look now
	@$(BIN)/python -m tests.audit pictures --renew-pictures

fix: $(VENV)/.dev ## format, and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

messages: $(VENV)/.dev ## collect strings for translation and compile translations; LANGUAGES="de pt_BR" for some (needs gettext)
	@$(BIN)/python scripts/messages.py $(LANGUAGES)

bench: interpreter $(VENV)/.bench ## measure the figures of docs/performance.md; QUICK=1 for three minutes, PRETALX=1 for P2, FIGURES="P1 P5"
	@$(BIN)/python -m tests.bench $(if $(QUICK),--quick) $(if $(PRETALX),--pretalx) $(if $(GROWTH),--growth) $(FIGURES)

screenshots: $(VENV)/.dev ## docs/screenshots, from the demonstration data (needs Chromium)
	@$(BIN)/python scripts/screenshots.py

lock: ## renew requirements/*.txt from requirements/*.in (needs uv on the PATH)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
		--custom-compile-command "make lock" requirements/runtime.in -o requirements/runtime.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
		--custom-compile-command "make lock" requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
		--custom-compile-command "make lock" requirements/bench.in -o requirements/bench.txt

clean: ## forget everything a run or a test made
	rm -rf var .venv* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# An interpreter named by hand is obeyed or refused, never ignored because $(VENV) was made with another one.
interpreter: $(VENV)/.python
ifneq ($(origin PYTHON),file)
	@version='import sys; print(*sys.version_info[:2])'; \
	[ "$$($(PYTHON) -c "$$version" 2>/dev/null)" = "$$($(BIN)/python -c "$$version")" ] || { \
		echo "$(VENV) was not made with $(PYTHON), or $(PYTHON) is not there. Name another folder as well,"; \
		echo "make PYTHON=$(PYTHON) VENV=.venv-other $(MAKECMDGOALS), or run make clean first."; exit 1; }
endif

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This needs Python 3.11 or newer; $(PYTHON) is older or not there. Install one (Debian: apt install python3 python3-venv)"; \
		echo "or name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/.python
	@$(PIP) requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.python
	@$(PIP) requirements/dev.txt
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	@$(PIP) requirements/bench.txt
	@touch $@
