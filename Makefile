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
# Locks are complete, so pip need not resolve; byte code is compiled later, on every core.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile \
	--no-deps --require-hashes -r
# A package's odd file that does not compile is no failure.
COMPILED = $(BIN)/python -W ignore -m compileall -qq -j 0 -x /tests/ .venv/lib workflow || true

# Without a survey's name some commands would do something else.
OF_SURVEY = $(if $(strip $(SURVEY)),,$(error It needs a survey: make $@ SURVEY=$(notdir $(firstword $(wildcard config/surveys/*)))))

.DEFAULT_GOAL := help
.PHONY: help study test check survey check-survey register release verify reproduce trace figure lab report clean

# What `make help` lists, in this order.
TO_RUN := study verify reproduce report clean
TO_LOOK := lab trace figure
OF_YOUR_OWN := survey check-survey register release
TO_DEVELOP := test check help
LISTED = @echo "$(1):"; for each in $(2); do \
	sed -nE "s/^($$each):.*\#\# (.*)/  make \1\t\2/p" $(firstword $(MAKEFILE_LIST)); done | expand -t 22

help:  ## list the commands
	$(call LISTED,Run the study,$(TO_RUN))
	$(call LISTED,Look at its results,$(TO_LOOK))
	$(call LISTED,Add a survey of your own,$(OF_YOUR_OWN))
	$(call LISTED,Develop,$(TO_DEVELOP))
	@echo "All other commands: CONTRIBUTING.md"

study: $(STAMP)  ## build .venv if needed, then run the whole study
	@$(BIN)/snakemake

figure: $(STAMP)  ## draw the figure ID (survey/exhibit) again from the tables in results
	$(if $(ID),,$(error It needs a figure: make figure ID=gci/ranks))
	@$(BIN)/python -m cyberstudy.commands.figure $(ID)

# Some tests look at what the study made.
test: study $(DEV)  ## run the study, then all tests
	$(BIN)/pytest --after-study $(TESTS)

verify: $(STAMP)  ## check that no result has changed since its run, by the checksums that the run wrote
	$(BIN)/python -m cyberstudy.commands.verify_results

trace: $(STAMP)  ## show where a number comes from: ID="32 of the 44" or ID=survey/exhibit; ALL=yes: in full
	@$(BIN)/python -m cyberstudy.commands.trace $(if $(ALL),--all) "$(ID)"

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

lab: .venv/with-lab  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

report: $(STAMP)  ## write results/report.html, one self-contained page on the whole run
	$(BIN)/snakemake
	$(BIN)/snakemake --report results/report.html

survey: $(STAMP)  ## start a survey NAME from DATA (and FORM); confidential unless PUBLIC=yes
	$(if $(and $(NAME),$(DATA)),,$(error It needs a name and a file: make survey NAME=ministries2026 DATA=answers.csv))
	@$(BIN)/python -m cyberstudy.commands.scaffold "config/surveys/$(NAME)" --data "$(DATA)" \
		$(if $(FORM),--form "$(FORM)") $(if $(filter yes,$(PUBLIC)),--public) \
		$(if $(LANGUAGE),--language $(LANGUAGE))

check-survey: $(STAMP)  ## list all errors and open decisions in SURVEY, in seconds
	$(OF_SURVEY)
	@$(BIN)/python -m cyberstudy.commands.check_survey "config/surveys/$(SURVEY)" \
		--out "results/$(SURVEY)/check" $(if $(filter yes,$(EXAMPLES)),--examples)

register: $(STAMP)  ## use the confidential exports of SURVEY (in data/confidential) from now on
	$(OF_SURVEY)
	$(BIN)/python -m cyberstudy.commands.register config/surveys/$(SURVEY)

# From the exports on: whoever altered results may have altered their checksums, too.
release: $(STAMP)  ## run all of SURVEY again and record its release, with which the next one is compared
	$(OF_SURVEY)
	$(BIN)/snakemake --forceall $(SURVEY)
	$(BIN)/python -m cyberstudy.commands.record_release config/surveys/$(SURVEY)

clean:  ## delete the environment and all results except results/published
	rm -rf .venv .snakemake
	find results -mindepth 1 -maxdepth 1 ! -name published ! -name .gitkeep -exec rm -rf {} +

# Stale means older than the lock. A failed build leaves no stamp, so the next one starts afresh.
$(STAMP): requirements.lock $(if $(WRONG),.venv/wrong)
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v <= (3, 13) or sys.exit( \
		"The study needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. Name another: make PYTHON=python3.13" % v)'
	@$(if $(WRONG),echo "The environment in .venv can not be used: $(WRONG).")
	@echo "Building the environment in .venv, 1.0 GB, from requirements.lock: some two minutes"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(INSTALL) requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
		--no-build-isolation --editable .
	@echo "  compiling them"
	@$(COMPILED)
	@sh .githooks/switch-on
	@$(BIN)/python workflow/environment.py list .venv >$@

# What the study itself does without: groups of pyproject.toml, put beside when something needs them.
.venv/with-%: requirements-%.lock $(STAMP)
	@echo "Adding to the environment what $< names"
	@$(INSTALL) $<
	@$(COMPILED)
	@$(BIN)/python workflow/environment.py list .venv >$@

# Never there, so that an environment with something wrong is built anew.
.venv/wrong:
