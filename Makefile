# make          lists the targets
# make synth    writes dist/; sets everything up first, where that is needed: Python 3.11 or newer is enough
#
# make diff BASE=main FORMAT=markdown   compares with another revision than HEAD, for a pull request
#
# PYTHON=/path/to/python chooses the Python that .venv is made with.

# One goal after the other, also under -j: `make -j synth test` checks the dist/ that synth wrote.
.NOTPARALLEL:
.PHONY: help setup synth diff set-image secrets test lint format types unit check docs imports audit bench clean

export PYTHON
in_venv := .venv/bin/

# What is given goes through the shell's environment as it is: neither make nor the shell takes anything in it
# for a command.
given := SYSTEM ENVIRONMENT IMAGE TAG DIGEST BASE FORMAT PARAMS RESET DRY_RUN YES WRITE
$(foreach name,$(given),$(if $(filter-out undefined,$(origin $(name))),$(eval override $(name) := $$(value $(name)))$(eval export $(name))))

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1#\2/p' Makefile | awk -F'#' '{ printf "%-18s%s\n", $$1, $$2 }'

setup: ## bring .venv and node_modules to what the pinned files say; nothing where they are
	@sh tools/setup.sh

synth: setup ## synthesize every environment into dist/
	@$(in_venv)cdk8s synth

diff: setup ## what changes in which environment, and what it may do
	@$(in_venv)podwright diff --base "$${BASE:-HEAD}" --format "$${FORMAT:-text}"

set-image: setup ## a release: SYSTEM=… ENVIRONMENT=… IMAGE=… TAG=… [DIGEST=…] into charts/<system>/images.yaml
	@$(in_venv)podwright set-image --system "$$SYSTEM" --environment "$$ENVIRONMENT" --image "$$IMAGE" --tag "$$TAG" $(if $(filter-out undefined,$(origin DIGEST)),--digest "$$DIGEST")

# Values are given in variables of the environment or in a file, never behind `make`, where others see them.
secrets: setup ## create or change Secrets: ENVIRONMENT=… [PARAMS=file] [RESET="NAME …"] [DRY_RUN=1] [YES=1]
	@set -f; for name in $$RESET; do set -- "$$@" --reset "$$name"; done; \
	$(in_venv)podwright secrets "$$ENVIRONMENT" $(if $(PARAMS),--params "$$PARAMS") "$$@" $(if $(DRY_RUN),--dry-run) $(if $(filter 1,$(YES)),--yes)

test: setup ## lint, format, types, unit, check: every stage runs, and the end says which failed
	@failed=; for stage in lint format types unit check; do echo "── $$stage"; $(MAKE) --no-print-directory $$stage || failed="$$failed $$stage"; done; \
	[ -z "$$failed" ] || { echo "Failed:$$failed. Each runs alone too: make$$failed"; exit 1; }

lint: setup ## ruff's rules
	@$(in_venv)ruff check

format: setup ## ruff's format, not changed; `.venv/bin/ruff format` does
	@$(in_venv)ruff format --check

types: setup ## mypy, strict
	@$(in_venv)mypy

unit: setup ## unit, property and snapshot tests
	@$(in_venv)pytest

check: setup ## are dist/ and docs/environments.md what main.py says now?
	@$(in_venv)python tools/check_dist.py
	@$(in_venv)python -m tools.document_environments --check

docs: setup ## generate docs/environments.md: every environment, side by side
	@$(in_venv)python -m tools.document_environments

imports: setup ## generate imports/ from crds/
	@$(in_venv)python tools/import_bindings.py

audit: setup ## what checkov, kube-score and kube-linter find in dist/; needs a package index once
	@$(in_venv)python -m tools.audit $(if $(WRITE),--write)

bench: setup ## compare with kustomize, on this machine
	@$(in_venv)python benchmarks/synth_against_kustomize.py

clean: ## remove what can be made again, the environment too; never dist/ and imports/
	@rm -rf .venv node_modules .audit .synth .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
