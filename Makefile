# AI Mentor. `make run` and `make test` each do all their own set-up.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
UV_VERSION := 0.13.9
PDF_LIBRARY := ingestion/parsers/libpdf_words.so
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test screenshots check format ingest eval bench graph chat key llama lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Arguments: make ingest DIR=path DRY_RUN=1 WATCH=1 RETRY=1 REBUILD=1 ROLLBACK=1, make eval CASES=path, make run PORT=9000"

setup: .venv/.installed $(PDF_LIBRARY) ## install what the mentor needs, and make its embedding model
	@$(PY) -m deploy.embedding

run: setup ## ingest what is new in the materials, then serve on http://127.0.0.1:8000
	@$(PY) -m deploy.run $(if $(PORT),--port $(PORT))

ingest: setup ## bring the index up to date with the materials (DIR=path for another folder)
	@$(PY) -m ingestion $(if $(DIR),--dir "$(DIR)") $(if $(DRY_RUN),--dry-run) \
		$(if $(WATCH),--watch) $(if $(RETRY),--retry) \
		$(if $(REBUILD),--rebuild) $(if $(ROLLBACK),--rollback)

bench: setup ## measure parsing, ingest, search while ingesting, turns and streams (about 7 minutes)
	@$(PY) -m evals.bench

chat: setup ## talk to the mentor in the terminal
	@$(PY) -m agent chat

key: .venv/.installed ## make an access key: make key USER=name ROLE=student|teacher; printed once
	@$(PY) -m api.keys --user "$(if $(filter command line,$(origin USER)),$(USER))" \
		--role "$(or $(ROLE),student)"

graph: .venv/.installed ## draw the graph: ASCII here, Mermaid and SVG under data/graph/
	@$(PY) -m agent graph

eval: setup ## ask the golden questions and measure the answers (CASES=path for your own)
	@$(PY) -m evals $(if $(CASES),--cases "$(CASES)")

llama: .venv/.installed ## build llama-server from source, about 10 minutes (CUDA=1 for NVIDIA)
	@$(PY) -m deploy.llama $(if $(CUDA),--cuda) $(if $(METAL),--metal)

screenshots: setup .venv/.installed-dev ## take deploy/screenshots/ anew, of the sample courses (needs Chromium)
	@$(PY) -m tests.page.screenshots

test: setup .venv/.installed-dev ## run all tests
	@$(PY) -m pytest $(TESTS)

check: .venv/.installed-dev ## lint, formatting and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

format: .venv/.installed-dev ## put the code into its usual form
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

lock: .venv/.installed ## pin the newest versions that fit pyproject.toml
	@.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --extra dev --extra otel \
		-c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove the virtual environment and caches; materials, index and conversations stay
	rm -rf .venv $(PDF_LIBRARY) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +

$(PDF_LIBRARY): ingestion/parsers/pdf_words.c
	@$(CC) -O2 -shared -fPIC -o $@ $< -lm || { echo "A C compiler is needed: apt install gcc"; exit 2; }

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing: apt install python3-venv"; exit 2; }
	@$(PY) -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.installed: requirements.lock | .venv/bin/uv
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv pip install -q --compile-bytecode --python $(PY) --require-hashes -r $< || \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv pip install -q --compile-bytecode --python $(PY) --require-hashes -r $< || \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@
