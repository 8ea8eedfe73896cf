# Thin: a line for a step. Setting up is part of each target and costs nothing the second time.
PYTHON ?= python3
# How the chapters' figures are compared: by look, or by size on systems that draw fonts differently.
IMAGES ?= look
BIN    := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
PY     := $(BIN)/python
BUILD  := $(BIN)/jupyter-book build . -W -n --keep-going --quiet
FRENCH := $(BUILD) --config _build/config_fr.yml --path-output _build/fr
# Both editions side by side; the French pages go into the folder fr of the English ones.
BOOK   := $(PY) tools/french.py config && { $(FRENCH) & french=$$!; $(BUILD) && wait $$french && $(PY) tools/french.py merge; }
# One thread: the order of a sum must not depend on the number of cores.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

.PHONY: book test test-scale lab pdf links lighthouse pretrain clean

book: .venv/book.done        # build the HTML book, in English and in French
	$(BOOK)
	@echo "Open $(CURDIR)/_build/html/index.html"

test: .venv/all.done         # every check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m ruff format --check --line-length 84 book/*.ipynb
	$(PY) -m mypy
	$(PY) tools/readme.py --check
	$(PY) -m pytest -n 2 tests lstm --ignore=tests/browser --ignore=tests/scale
	$(PY) -m pytest -n 2 --dist loadfile --nbval --nbval-current-env -p no:randomly --images $(IMAGES) book
	$(BOOK)
	$(PY) -m pytest -n 2 --dist worksteal tests/browser

test-scale: .venv/scale.done # forecasts on Spark; wants Java 17 or newer
	$(PY) -m pytest tests/scale

pdf: .venv/all.done book     # print each edition as one PDF, into _build/pdf
	$(PY) tools/pdf.py

links: book                  # list every address outside that a page links to, for a look by hand
	$(PY) tools/links.py > _build/links.txt
	@echo "See _build/links.txt"

lighthouse: .venv/all.done book # Lighthouse on every page; needs node and npm
	npm ci --silent --prefix tests/browser/lighthouse
	$(PY) tools/lighthouse.py

pretrain: .venv/all.done     # train the shipped network again: an hour on one core, may be stopped and resumed
	$(PY) experiments/pretrain.py

lab: .venv/all.done          # run the chapters in JupyterLab
	$(PY) -m jupyterlab --notebook-dir=book

clean:
	rm -rf .venv _build

.venv/book.done: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PY) -m pip install -q -c requirements.txt -e ".[book]"
	@touch $@

.venv/all.done: .venv/book.done
	$(PY) -m pip install -q -r requirements.txt
	@touch $@

.venv/scale.done: .venv/all.done
	$(PY) -m pip install -q pyspark==4.1.4
	@touch $@
