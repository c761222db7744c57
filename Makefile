# Plain verbs. Every one of them sets .venv up first, so there is no order to remember.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_CUSTOM_COMPILE_COMMAND := make lock

.PHONY: help setup setup-tests demo demo-cli serve test endure mutate check bench lock clean build messages

help:  ## say what can be asked for
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## make .venv with exactly the locked packages
	@./bin/setup

demo: setup  ## serve the application with two fictitious counties, until Ctrl-C; ARGS="--port 8080 --keep"
	@$(BIN)/hutong demo $(ARGS)

demo-cli: setup  ## see the policy library work on the messy ledgers of fictitious children
	@$(BIN)/hutong demo-cli

serve: setup  ## serve your own data (HUTONG_HOME, hutong-home here), the database brought up to date first
	@$(BIN)/hutong migrate
	@$(BIN)/hutong serve $(ARGS)

setup-tests: setup
	@./bin/setup-tests

# These keep their tables in PostgreSQL as in SQLite; the second run, of everything, has them on SQLite.
ROOMS_OF_THE_FILE := $(addprefix hutong/,places staff children determinations tasks services protection indicators privacy exchange api pages \
	demo/tests/test_town.py)

test: setup-tests  ## run all tests, on both databases, with PostgreSQL and Java brought where root can
	@bin/with-postgres $(BIN)/python -m pytest -n 2 -q -rR $(ROOMS_OF_THE_FILE)
	@$(BIN)/python -m pytest -n 2 -rsR

endure: setup-tests  ## run what takes long: a hundred killed runs, and what else is marked endure
	@$(BIN)/python -m pytest -n 2 -rs -m endure
	@$(BIN)/python -m tests.mutation --jobs 2 --keep build/slips.jsonl --least 0.99

mutate: setup  ## put slips into the compilers of the screening, see that tests notice; ONLY="--only bits" WRITE=--write
	@$(BIN)/python -m tests.mutation --jobs 2 --keep build/slips.jsonl $(ONLY) $(WRITE)

check: setup  ## style, types, room order, dependencies, policy documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry hutong
	@$(BIN)/hutong policy check
	@$(BIN)/hutong policy coverage > /dev/null
	@$(BIN)/hutong policy schema --check

bench: setup  ## measure, beside openfisca-core (kept in its own .venv-bench); WRITE=--write renews docs/performance.md
	@test -x .venv-bench/bin/python || $(BIN)/python -m venv --without-pip .venv-bench
	@$(BIN)/uv pip sync --quiet --python .venv-bench/bin/python --require-hashes requirements-bench.lock
	@.venv-bench/bin/python -m benchmarks $(WRITE)

bench-screening: setup  ## screen up to 298 million children beside OpenFisca, Polars and DuckDB; ONLY="--sizes 1e6" WRITE=--write
	@test -x .venv-bench/bin/python || $(BIN)/python -m venv --without-pip .venv-bench
	@$(BIN)/uv pip sync --quiet --python .venv-bench/bin/python --require-hashes requirements-bench.lock
	@$(BIN)/python -m hatchling build -t wheel:editable -d build/bench >/dev/null
	@$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --no-deps --reinstall build/bench/hutong-*.whl
	@.venv-bench/bin/python -m benchmarks.screening $(ONLY) $(WRITE)

bench-files: setup  ## a million files on PostgreSQL: pages, import, determinations; ONLY="--only pages" WRITE=--write
	@$(BIN)/python -m benchmarks.files $(ONLY) $(WRITE)

bench-tasks: setup  ## tasks: opened for 100,000 files, steps with 10,000, pages among 5,000,000; ONLY="--only pages" WRITE=--write
	@$(BIN)/python -m benchmarks.tasks $(ONLY) $(WRITE)

attempts: setup-tests  ## try every door of a neighbour's child as each role; renews docs/attempts.md
	@rm -rf build/attempts
	@HUTONG_ATTEMPTS=build/attempts $(BIN)/python -m pytest -n 2 -q tests/doors
	@$(BIN)/python -m tests.doors.attempts build/attempts

bench-reliability: setup  ## 1,000 sign-ins at once, steady reading, a minute without a database; WRITE=--write
	@$(BIN)/python -m benchmarks.reliability $(WRITE)

lock: setup  ## remake the lock files (newer versions: make lock UPGRADE=--upgrade)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE) \
		--extra dev pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE) \
		--extra bench --constraint requirements.lock pyproject.toml --output-file requirements-bench.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE) \
		--extra postgres --constraint requirements.lock pyproject.toml --output-file deploy/requirements.lock

build: setup  ## make the wheel in dist/
	@$(BIN)/python -m hatchling build -t wheel

clean:  ## remove everything that can be made again
	@rm -rf .venv .venv-bench build dist demo-home demo-output .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

messages: setup  ## compile the Chinese sentences after editing hutong/locale
	@$(BIN)/pybabel compile -f -i hutong/locale/zh_Hans/LC_MESSAGES/hutong.po -o hutong/locale/zh_Hans/LC_MESSAGES/hutong.mo
