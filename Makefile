# Every command of the project. Nothing has to be set or activated: the environment lies in .venv/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.ONESHELL:

PORT ?= 8000
VENV := .venv
STAMPS := $(VENV)/stamps
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
MO := locale/de/LC_MESSAGES/django.mo
PYTEST := $(PYTHON) -m pytest
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONUNBUFFERED := 1
# Compiled modules are kept, whatever the environment says: tests start a hundred processes that read the same ones.
export PYTHONDONTWRITEBYTECODE :=
# Many town halls read TLS on its way out: trust what the machine trusts.
export NODE_USE_SYSTEM_CA := 1
export UV_SYSTEM_CERTS := 1

# Installers keep caches in the home folder: where there is none to write to, they get one here.
ifneq ($(shell test -n "$$HOME" -a -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/var/home
endif

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- what is installed, each step once -------------------------------------------------------------------------

$(STAMPS)/venv: requirements-bootstrap.txt
	@python=""
	for candidate in python3.11 python3.12 python3.13 python3.14 python3 python; do
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi
	done
	if [ -z "$$python" ]; then echo "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv)." >&2; exit 1; fi
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then echo "$$python lacks its venv module (Debian: apt install python3-venv)." >&2; exit 1; fi
	test -x $(PYTHON) || "$$python" -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt
	mkdir -p $(STAMPS)
	touch $@

# Once the developers' packages are there, installing the runtime's alone would remove them.
$(STAMPS)/runtime: $(STAMPS)/venv requirements.txt
	@echo "Installing Python packages ..."
	dev=""; if [ -e $(STAMPS)/dev ]; then dev=requirements-dev.txt; fi
	$(UV) pip sync --quiet --require-hashes --python $(PYTHON) requirements-bootstrap.txt requirements.txt $$dev
	touch $@

$(STAMPS)/dev: $(STAMPS)/venv requirements.txt requirements-dev.txt
	@echo "Installing Python packages for development ..."
	$(UV) pip sync --quiet --require-hashes --python $(PYTHON) requirements-bootstrap.txt requirements.txt requirements-dev.txt
	touch $@ $(STAMPS)/runtime

node_modules/.stamp: package.json package-lock.json | $(STAMPS)/venv
	@echo "Fetching the design system ..."
	if ! npm --version >/dev/null 2>&1; then
		$(UV) pip install --quiet --require-hashes --python $(PYTHON) -r requirements-node.txt
	fi
	npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	touch $@

$(MO): locale/de/LC_MESSAGES/django.po tools/translations.py | $(STAMPS)/runtime
	@$(PYTHON) tools/translations.py compile

var/static/.stamp: node_modules/.stamp requirements.txt cms/settings/base.py $(shell find static -type f 2>/dev/null) | $(STAMPS)/runtime
	@echo "Collecting static files ..."
	mkdir -p var
	DJANGO_SETTINGS_MODULE=cms.settings.local $(PYTHON) manage.py collectstatic --noinput --clear --verbosity 0
	touch $@

WORDS := var/words/.stamp
$(WORDS): search/dictionary.py search/normal_form.py search/words.py requirements.txt | $(STAMPS)/runtime
	@echo "Reading German words ..."
	DJANGO_SETTINGS_MODULE=cms.settings.local $(PYTHON) manage.py search_words --verbosity 0
	touch $@

.PHONY: install
install: $(STAMPS)/runtime node_modules/.stamp $(MO) $(WORDS) var/static/.stamp ## Install and build everything, start nothing

# --- run ----------------------------------------------------------------------------------------------------

.PHONY: run
run: install ## Serve the portal with its worker and the demo on 127.0.0.1:$(PORT), default 8000; SEARCH=elasticsearch beside a throw-away one
	@export DJANGO_SETTINGS_MODULE=cms.settings.local PORT=$(PORT) BASE_URL="$${BASE_URL:-http://127.0.0.1:$(PORT)}"
	$(PYTHON) tools/prepare.py --demo
	echo "Portal: $$BASE_URL (Ctrl-C ends it)"
	honcho="$(VENV)/bin/honcho start --port $(PORT) --env /dev/null"
	case "$(SEARCH)" in
	"") exec $$honcho ;;
	elasticsearch) exec $(PYTHON) tools/elastic.py run -- bash -c "$(PYTHON) manage.py search_index --engine elasticsearch && exec $$honcho" ;;
	*) echo "SEARCH is elasticsearch or nothing." >&2; exit 1 ;;
	esac

# --- tests --------------------------------------------------------------------------------------------------

READY_TO_TEST := $(STAMPS)/dev node_modules/.stamp $(MO) $(WORDS)
WORKERS := -n 2
ON_SQLITE := env -u DATABASE_URL $(PYTEST)
ON_POSTGRES := $(PYTHON) tools/postgres.py run -- $(PYTEST)
# Counting takes a third as long again: done where nothing lands without it, and by make coverage.
COVERAGE := --cov --cov-report=term:skip-covered --cov-fail-under=90
# Tests that mostly wait for other processes run beside those that compute, two and two; what they say is shown at the end.
BESIDE := env PYTEST_SQLITE=$(CURDIR)/var/services.sqlite3
SERVICES = $(shell grep -lrE "mark\.service|on_both_engines" --include="test_*.py" tests)  # reading the others takes longer

.PHONY: test
test: $(READY_TO_TEST) ## All tests: SQLite with browser, PostgreSQL, services on both; with CI=true coverage too
	@mkdir -p var
	$(MAKE) --jobs 2 --keep-going test-sqlite test-services-sqlite test-postgres test-services-postgres

.PHONY: test-sqlite
test-sqlite: $(READY_TO_TEST)
	@echo "=== SQLite, everything but services ==="
	$(ON_SQLITE) $(WORKERS) -m "not service and not slow" $(if $(CI),$(COVERAGE))

.PHONY: test-postgres
test-postgres: $(READY_TO_TEST)
	@echo "=== PostgreSQL, everything but the browser and services ==="
	$(ON_POSTGRES) $(WORKERS) -m "not browser and not service and not slow"

# Services: processes that are killed, many people at once, real servers
.PHONY: test-services-sqlite test-services-postgres
test-services-sqlite test-services-postgres: test-services-%: $(READY_TO_TEST)
	@run="$(BESIDE) $(if $(filter sqlite,$*),$(ON_SQLITE),$(ON_POSTGRES)) $(WORKERS) $(SERVICES) -m"
	$$run "service and not slow" > var/services-$*.log 2>&1 && failed=0 || failed=$$?
	echo "=== services, $* ==="
	cat var/services-$*.log
	exit $$failed

.PHONY: coverage
coverage: $(READY_TO_TEST) ## What the tests on SQLite reach, at least 90 %
	@mkdir -p var
	$(ON_SQLITE) $(WORKERS) -m "not browser and not service and not slow" $(COVERAGE)

.PHONY: test-fast
test-fast: $(READY_TO_TEST) ## Tests without browser, servers and sweeps, under two minutes
	@mkdir -p var
	$(ON_SQLITE) $(WORKERS) -m "not browser and not service and not sweep and not slow"

# pytest answers 5 when nothing is selected: that is an error everywhere but here.
.PHONY: test-slow
test-slow: $(READY_TO_TEST) ## Experiments of more than a minute, on SQLite and PostgreSQL
	@mkdir -p var
	env -u DATABASE_URL $(PYTEST) -m slow --timeout 3600 || [ $$? -eq 5 ]
	$(PYTHON) tools/postgres.py run -- $(PYTEST) -m "slow and not browser" --timeout 3600 || [ $$? -eq 5 ]

.PHONY: lint
lint: $(READY_TO_TEST) ## Style, types, templates, layers, migrations, settings, translations
	@mkdir -p var
	failed=""
	check() { local name="$$1"; shift; echo "--- $$name"; if ! "$$@"; then failed="$$failed $$name;"; fi; }
	check "ruff check" ruff check .
	check "ruff format" ruff format --check --quiet .
	check "mypy" mypy
	check "djlint" djlint templates --lint --quiet
	check "import-linter" lint-imports --no-cache
	check "missing migrations" env DJANGO_SETTINGS_MODULE=cms.settings.test $(PYTHON) manage.py makemigrations --check --dry-run
	check "system check" env DJANGO_SETTINGS_MODULE=cms.settings.test $(PYTHON) manage.py check --fail-level WARNING
	check "deployment check" env DJANGO_SETTINGS_MODULE=cms.settings.production SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		ALLOWED_HOSTS=portal.example BASE_URL=https://portal.example DATABASE_URL=sqlite:///$(CURDIR)/var/lint.sqlite3 \
		$(PYTHON) manage.py check --deploy --fail-level WARNING
	check "translations" $(PYTHON) tools/translations.py check
	if [ -n "$$failed" ]; then echo "FAILED:$$failed" >&2; exit 1; fi
	echo "Lint: clean."

# --- measure and show ---------------------------------------------------------------------------------------

.PHONY: bench
bench: $(READY_TO_TEST) var/static/.stamp ## Measure start, list, detail and search against the floor
	@$(PYTHON) benchmarks/run.py

.PHONY: screenshots
screenshots: $(READY_TO_TEST) var/static/.stamp ## Photograph every page as each role into screenshots/
	@$(PYTHON) tools/screenshots.py

# --- keep up to date ----------------------------------------------------------------------------------------

COMPILE := $(UV) pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-config --custom-compile-command "make requirements"

.PHONY: requirements
requirements: $(STAMPS)/venv ## Pin the requirement files again; UPGRADE=1 takes newer versions
	@upgrade=""; if [ -n "$${UPGRADE:-}" ]; then upgrade=--upgrade; fi
	for name in requirements-bootstrap requirements-node requirements requirements-dev; do
		$(COMPILE) $$upgrade $$name.in -o $$name.txt
	done

.PHONY: messages
messages: $(STAMPS)/dev ## Take new texts of the sources into the German catalogue and compile it
	@$(PYTHON) tools/translations.py update
	$(PYTHON) tools/translations.py compile
