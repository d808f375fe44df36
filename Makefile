# `make demo` and `make test` work on a machine with only Python >= 3.11 and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
STAMP = $(VENV)/.installed
OUT ?= turgor-demo
# test files at once
JOBS ?= 2

.PHONY: setup demo test search lint types imports check bench validate lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "turgor needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m turgor.cli.warm_up
	@touch $@

demo: setup
	$(BIN)/turgor demo --out $(OUT)

test: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

# Random cases alone, other ones in each round; what fails is kept and tried first from then on.
ROUNDS ?= 10
search: setup
	for round in $$(seq $(ROUNDS)); do OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -m hypothesis -n $(JOBS) --dist loadfile || exit 1; done

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

check: test lint types imports

# The peer is GPL: it lives in an environment of its own and is never imported by Turgor.
PEER = .venv-bench/bin/python

$(PEER): requirements-bench.lock
	@test -x $@ || $(PYTHON) -m venv .venv-bench
	$@ -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup $(PEER)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/surface_parameters.py --side 4000 --peer-python $(PEER)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/registration.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/surface_filters.py 4000
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/profile_fan.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photo_kernel.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photo_registration.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/chart_finding.py --speed
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photo_phantom.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/colour_spectra.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/chromophore_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/suction_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/ultrasound_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/wave_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/oct_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/wave_phantoms.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photon_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/heat_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/electric_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/study_lookup.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/sheet_import.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/export_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/audit_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/virtual_skin_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/forecast_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/rule_check.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/rules_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/plan_speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/decision_page.py

# The collected table that the shipped outcomes were re-encoded from, where it is at hand.
COLLECTED ?= ../shared/evidence/outcomes.csv

# Heavier validation than the tests: planted truth on two generators, follow-up, killed runs, fuzz,
# the virtual skin on studies left out.
validate: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/wrinkle_truth.py --generator first --phantoms 32
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/wrinkle_truth.py --generator second --phantoms 16
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/follow_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/registration_false_matches.py --skins 20
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/kill_measure.py --kills 50 --seed 1
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/fuzz_formats.py --tries 12000
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/chromophore_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/chart_finding.py --poses 300 --none 150 --seed 2
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photo_false_matches.py --skins 14
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/spot_truth.py --phantoms 3
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photo_texture.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/laxity_study.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/ultrasound_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/wave_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/prestretch_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/barrier_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/elastogram_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/audit_mutations.py --mutations 1000 --seed 1
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/kill_record.py --kills 200
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/audit_contention.py --times 8
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/backup_truth.py --backups 20 --flips 200 --cuts 40
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/deidentify_planted.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/kappa_coverage.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/photon_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/heat_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/tissue_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/zone_fields_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/zone_calibration.py --leave-out --records
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/needle_spread.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/peel_classes.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/retinoid_dose.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/particle_fate.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/ageing_norms.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/arm_loading.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/virtual_skin_truth.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/virtual_skin_law.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/virtual_skin_folds.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/virtual_patients.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/hazard_rates.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/hazard_signs.py --leave-out
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/hazard_pih.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/hazard_downtime.py
	TURGOR_RULE_CASES=10000 $(BIN)/python -m pytest -q tests/property/test_rule_checks.py
	test ! -f $(COLLECTED) || OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/outcome_reading.py $(COLLECTED)

# Needs uv. Writes hashes and no addresses.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock

clean:
	rm -rf $(VENV) .venv-bench
	find src -name '__pycache__' -type d -exec rm -rf {} +
