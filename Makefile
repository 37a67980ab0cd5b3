# The study in one word each; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/built-from-lock
DEV := .venv/with-dev
# What is wrong with the environment that was built, and so a reason to build it anew: its Python is
# gone or another, or what was installed is. Who names a PYTHON wants an environment of that one.
ASKED := $(if $(filter command environment,$(firstword $(origin PYTHON))),$(PYTHON))
WRONG := $(if $(wildcard $(STAMP)),$(shell \
	$(BIN)/python -I -S workflow/environment.py check $(STAMP) $(ASKED) 2>/dev/null || \
	echo its Python does not run))
# A package's odd file that does not compile is no failure.
COMPILED = $(BIN)/python -W ignore -m compileall -qq -j 0 -x /tests/ .venv/lib workflow || true

# Without a survey's name some commands would do something else.
OF_SURVEY = $(if $(strip $(SURVEY)),,$(error It needs a survey: make $@ SURVEY=$(notdir $(firstword $(wildcard config/surveys/*)))))

.DEFAULT_GOAL := help
.PHONY: page-programs help study figure test test-changed verify verify-results reproduce trace check audit fuzz lab slurm report publish attacks calibration truth-audit means-audit survey check-survey groupings register release simulation translations format hooks reference lock clean

# What `make help` lists, in this order.
TO_RUN := study figure verify verify-results reproduce report clean
TO_LOOK := lab trace
OF_YOUR_OWN := survey check-survey release register groupings translations simulation
TO_DEVELOP := test test-changed check format audit fuzz reference page-programs publish lock hooks slurm \
	calibration truth-audit means-audit attacks help
LISTED = @echo "$(1):"; for each in $(2); do \
	sed -nE "s/^($$each):.*\#\# (.*)/  make \1\t\2/p" $(firstword $(MAKEFILE_LIST)); done | expand -t 22

help:  ## list the commands
	$(call LISTED,Run the study,$(TO_RUN))
	$(call LISTED,Look at its results,$(TO_LOOK))
	$(call LISTED,Add a survey of your own,$(OF_YOUR_OWN))
	$(call LISTED,Develop,$(TO_DEVELOP))

# Snakemake takes seconds to find that nothing is to be done; a stamp of the last run, none.
study: $(STAMP)  ## build .venv if needed, then run the whole study
	@$(BIN)/python -I -S workflow/unchanged.py $(BIN)/snakemake
	@$(BIN)/python -I -S workflow/unchanged.py

figure: $(STAMP)  ## draw the figure ID (survey/exhibit) again from the tables in results
	$(if $(ID),,$(error It needs a figure: make figure ID=gci/ranks))
	@$(BIN)/python -m cyberstudy.commands.figure $(ID)

# Some tests look at what the study made.
test: study $(DEV)  ## run the study, then all tests
	$(BIN)/pytest --after-study $(TESTS)

# Those that run the workflow or look at a finished study are left out, unless TESTS=--after-study.
test-changed: $(DEV)  ## run the tests affected by changes since BASE (main), without the study
	PYTHONPATH=workflow $(BIN)/python tests/changed.py --base $(or $(BASE),main) $(TESTS)

verify: $(STAMP)  ## check that no result has changed since its run, by the checksums that the run wrote
	$(BIN)/python -m cyberstudy.commands.verify_results

trace: $(STAMP)  ## show where a number comes from: ID="32 of the 44" or ID=survey/exhibit; ALL=yes: in full
	@$(BIN)/python -m cyberstudy.commands.trace $(if $(ALL),--all) "$(ID)"

verify-results: verify  ## the same as verify

# What is there, finished, is used; the record says how much was made here.
reproduce: $(STAMP)  ## run what is missing of the study, compare it with the published results, and write a record
	begun=$$(date +%s); $(BIN)/snakemake && $(BIN)/python -m cyberstudy.commands.reproduce --begun $$begun

check: $(DEV)  ## check format, style, types, layers, licences and numbers of lines, and that git holds nothing confidential
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy $(wildcard config/*/analyses config/surveys/*/analyses)
	$(BIN)/lint-imports --no-cache
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint
	$(BIN)/python -m cyberstudy.commands.licences
	$(BIN)/python -m cyberstudy.commands.calibrated
	$(BIN)/python tests/budgets.py
	$(BIN)/python -m surveyanswers.guard --all

# The fuzzer lies beside the environment's packages, not among them: there are builds of it for
# Linux on x86-64 only, and nothing else needs it.
fuzz: $(STAMP) $(DEV) .venv/fuzz  ## test readers and declarations with random inputs, SECONDS (60) for each target
	PYTHONPATH=tests:workflow/surveyanswers/tests:.venv/fuzz nice $(BIN)/python tests/fuzz/run.py --seconds $(or $(SECONDS),60) $(TARGETS)

.venv/fuzz: tests/fuzz/requirements.lock | $(STAMP)
	rm -rf $@
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--require-hashes --target $@ -r $< || { rm -rf $@; echo "There is no build of the fuzzer \
	atheris for this machine and Python, or no registry can be reached."; exit 1; }

# The auditor lies beside the environment's packages, not among them: the study does not need it.
audit: $(STAMP) .venv/audit  ## check the locked packages for known vulnerabilities
	PYTHONPATH=.venv/audit $(BIN)/python -m pip_audit --disable-pip --require-hashes --strict \
		--vulnerability-service osv $(patsubst %,--requirement %,$(wildcard *.lock))

.venv/audit: requirements-audit.lock | $(STAMP)
	rm -rf $@
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes --target $@ -r $< || { rm -rf $@; echo "The auditor pip-audit can't be \
	installed: no registry can be reached."; exit 1; }

format: $(DEV)  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/snakefmt Snakefile workflow

lab: .venv/with-lab  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

slurm: .venv/with-slurm  ## install what `snakemake --workflow-profile profiles/slurm` needs

report: $(STAMP)  ## write results/report.html, one self-contained page on the whole run
	$(BIN)/snakemake
	$(BIN)/snakemake --report results/report.html

# What a reader sees without running anything, of what releases may hold, and the list with which
# `make reproduce` and tests/workflow/test_published.py compare a run.
publish: study  ## store figures, notebooks and table values in results/published, for make reproduce
	$(BIN)/python -m cyberstudy.commands.reproduce --publish
	$(BIN)/python -m cyberstudy.commands.freeze figures wci2021 gci cyberlaw2026 sources
	$(BIN)/python -m cyberstudy.commands.freeze notebooks wci2021 gci cyberlaw2026 sources states2012

# What they are made into is carried, so nothing else needs node.
page-programs:  ## build the JavaScript of the study's pages (needs node and npm)
	cd workflow/page && npm ci --no-audit --no-fund && npm run --silent build

# All but the audit of means take long; what is done stays, so they may be stopped and started again.
calibration: $(STAMP)  ## measure how often verdicts on simulated surveys are wrong; DATASETS=0: simulate no new ones
	$(BIN)/python benchmarks/verdict_calibration.py judge --out results/published/calibration \
		$(if $(DATASETS),--datasets $(DATASETS))
	cp results/published/calibration/judge.csv results/published/calibration.csv
	$(BIN)/python -m cyberstudy.commands.freeze sums

truth-audit: study  ## measure how often estimates from simulated surveys agree with the known truth
	nice $(BIN)/python benchmarks/truth_audit.py --out results/truth_audit \
		--sum results/published/truth_audit.csv
	$(BIN)/python -m cyberstudy.commands.freeze sums

means-audit: $(STAMP)  ## measure how often intervals of means cover the truth
	nice $(BIN)/python benchmarks/means_audit.py --sum results/published/means_audit.csv
	$(BIN)/python -m cyberstudy.commands.freeze sums

attacks: study  ## try to recover answers from the simulated survey's release, for benchmarks/README.md
	PYTHONPATH=tests:workflow/surveyanswers/tests nice $(BIN)/python benchmarks/disclosure_attacks.py --write

survey: $(STAMP)  ## start a survey NAME from DATA (and FORM); confidential unless PUBLIC=yes
	$(if $(and $(NAME),$(DATA)),,$(error It needs a name and a file: make survey NAME=ministries2026 DATA=answers.csv))
	@$(BIN)/python -m cyberstudy.commands.scaffold "config/surveys/$(NAME)" --data "$(DATA)" \
		$(if $(FORM),--form "$(FORM)") $(if $(filter yes,$(PUBLIC)),--public) \
		$(if $(LANGUAGE),--language $(LANGUAGE))

check-survey: $(STAMP)  ## list all errors and open decisions in SURVEY, in seconds
	$(OF_SURVEY)
	@$(BIN)/python -m cyberstudy.commands.check_survey "config/surveys/$(SURVEY)" \
		--out "results/$(SURVEY)/check" $(if $(filter yes,$(EXAMPLES)),--examples)

groupings: $(STAMP)  ## compare groupings of a confidential SURVEY by what could be published; TELL=yes: in detail
	$(OF_SURVEY)
	$(BIN)/python -m cyberstudy.commands.groupings config/surveys/$(SURVEY) \
		$(if $(filter yes,$(TELL)),--tell)

register: $(STAMP)  ## use the confidential exports of SURVEY (in data/confidential) from now on
	$(OF_SURVEY)
	$(BIN)/python -m cyberstudy.commands.register config/surveys/$(SURVEY)

release: $(STAMP)  ## run SURVEY and record its release, with which the next one is compared
	$(OF_SURVEY)
	$(BIN)/snakemake $(SURVEY)
	$(BIN)/python -m cyberstudy.commands.record_release config/surveys/$(SURVEY)

# Where the folder is a repository of its own (or a worktree), and no other hooks are in use.
hooks:  ## make git reject commits of confidential files, notebook outputs and unformatted code
	@top=$$(git rev-parse --show-toplevel 2>/dev/null) && [ "$$top" -ef . ] || exit 0; \
	other=$$(git config --get core.hooksPath || true); case "$$other" in \
		""|.githooks) git config core.hooksPath .githooks;; \
		*) echo "git takes its hooks from $$other: add .githooks/pre-commit to them";; esac

# Phrases come from the code, the plans and the codebooks; their translations stay.
translations: $(STAMP)  ## update the tables of translations (or of SURVEY), count missing entries and report errors
	$(BIN)/python -m cyberstudy.commands.translate \
		$(if $(SURVEY),config/surveys/$(SURVEY),config/surveys/*/)

reference: $(STAMP)  ## write the generated pages of docs/
	$(BIN)/python -m cyberstudy.commands.declarations
	$(BIN)/python -m cyberstudy.commands.tables_page

# Raw files are inputs, and no rule may write them: simulated answers are made elsewhere and put there by hand.
simulation: $(STAMP)  ## generate the simulated answers of SURVEY again, in data/raw
	$(OF_SURVEY)
	$(BIN)/snakemake simulate_$(SURVEY)
	mkdir -p data/raw/$(SURVEY)
	cp results/$(SURVEY)/simulate/simulated-* data/raw/$(SURVEY)/
	cp results/$(SURVEY)/simulate/MANIFEST.csv data/raw/$(SURVEY)/

# Locks are for every platform and Python 3.11 to 3.13, with hashes and no index address. That of a
# group has all that the group needs, in the versions of the study's own.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --output-file
lock:  ## update the lock files from pyproject.toml (needs uv)
	$(LOCK) requirements.lock pyproject.toml --group build
	for group in lab slurm dev; do \
		$(LOCK) requirements-$$group.lock --group $$group --constraint requirements.lock || exit; done
	echo "pip-audit>=2.10" | $(LOCK) requirements-audit.lock - --no-emit-package pip \
		--constraint requirements.lock --constraint requirements-dev.lock

clean:  ## delete the environment and all results except results/published
	rm -rf .venv .snakemake
	find results -mindepth 1 -maxdepth 1 ! -name published ! -name .gitkeep -exec rm -rf {} +

# Stale means older than the lock. A failed build leaves no stamp, so the next one starts afresh.
$(STAMP): requirements.lock $(if $(WRONG),anew)
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v <= (3, 13) or sys.exit( \
		"The study needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. Name another: make PYTHON=python3.13" % v)'
	@$(if $(WRONG),echo "The environment in .venv can not be used: $(WRONG).")
	@echo "Building the environment in .venv, 1.0 GB, from requirements.lock: some two minutes"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python workflow/environment.py install .venv requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
		--no-build-isolation --editable .
	@echo "  compiling them"
	@$(COMPILED)
	@$(MAKE) --no-print-directory hooks
	@$(BIN)/python workflow/environment.py list .venv >$@

# What the study itself does without: groups of pyproject.toml, put beside when something needs them.
.venv/with-%: requirements-%.lock $(STAMP)
	@echo "Adding to the environment what $< names"
	@$(BIN)/python workflow/environment.py install .venv $<
	@$(COMPILED)
	@$(BIN)/python workflow/environment.py list .venv >$@

anew:
