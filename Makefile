# What a person does with this project. `make run` and `make test` need nothing but git, make, python3 and python3-venv.
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run dev test bench lint format lock vendor messages clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## the portal with a demo on this machine, at http://localhost:8000 (PORT=9000 for another port)
	@scripts/bootstrap.sh && exec .venv/bin/python manage.py demo --noreload

dev: ## the same, starting again when a file changes
	@scripts/bootstrap.sh && DEBUG=on exec .venv/bin/python manage.py demo

test: ## the whole suite on SQLite, then on PostgreSQL
	@scripts/test.sh

bench: ## how fast the pages are at 2,000 and at 50,000 companies (COMPANIES=2000: short; WRITE=1: into docs/performance.md)
	@scripts/bootstrap.sh dev && .venv/bin/python -m bench

lint: ## style, types, conventions, catalogues
	@scripts/lint.sh

format: ## lay out the code as `make lint` wants it
	@scripts/bootstrap.sh dev && .venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .

lock: ## the hash-pinned lists, from pyproject.toml (UPGRADE=1 for the newest versions)
	@scripts/bootstrap.sh dev && scripts/lock.sh

vendor: ## style sheet, scripts, icons and fonts, from frontend/ (needs node)
	@frontend/build.sh

messages: ## the Italian and Romanian catalogues (needs gettext)
	@scripts/bootstrap.sh dev && scripts/messages.sh

clean: ## remove what tools left behind; the data in var/ and .venv stay
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
