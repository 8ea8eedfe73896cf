"""Imports point one way only, and the NumPy half needs NumPy only."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lstm"

# From the bottom up: a module imports only from rows above its own. Modules in one row do not know each other.
ORDER = [
    ["errors", "arrays", "atomic"],
    [
        "activations",
        "packing",
        "losses",
        "counting",
        "optim",
        "checkpoint",
        "gradcheck",
        "tasks.toy",
        "tasks.recall",
        "tasks.reber",
        "tasks.seasons",
        "weights.torch",
        "switches",
        "intervals",
        "paired",
    ],
    ["dense", "equations", "variants", "tasks.episodes", "weights.layout", "attention", "mlstm", "prefix"],
    ["truncation"],
    ["cell", "scan", "fast", "trials", "weights.keras", "weights.onnx", "weights.variants"],
    ["layer", "fitting", "wiring", "original", "learning", "guessing", "starts", "interventions", "streams"],
    ["readout", "memory", "influence", "rivals", "lessons"],
    # -- here the NumPy half ends ---------------------------------------------
    ["verdicts", "nn"],
    ["claims"],
    ["report"],
    ["forecast.quantiles"],
    ["forecast.trust"],
    [
        "forecast.calendar",
        "forecast.door.distinct",
        "forecast.door.doubles",
        "forecast.door.names",
        "forecast.pieces",
        "forecast.door.zones",
        "forecast.cuts",
        "forecast.seasons",
        "forecast.simulate",
        "forecast.threads",
        "forecast.gate",
        "forecast.scale",
        "forecast.door.workbooks",
        "forecast.door.archives",
    ],
    [
        "forecast.network",
        "forecast.frozen",
        "forecast.seasonality",
        "forecast.door.texts",
        "forecast.door.codes",
        "forecast.door.dates",
        "forecast.door.periods",
        "forecast.effects",
        "forecast.known",
        "forecast.shop",
    ],
    [
        "forecast.design",
        "forecast.door.headers",
        "forecast.door.records",
        "forecast.door.grid",
    ],
    [
        "forecast.door.events",
        "forecast.door.levels",
        "forecast.thaw",
        "forecast.door.together",
        "forecast.door.totals",
        "forecast.widths",
        "forecast.views",
    ],
    ["forecast.domains", "forecast.door.across", "forecast.door.labels"],
    [
        "forecast.device",
        "forecast.doubled",
        "forecast.pretraining",
        "forecast.intervals",
        "forecast.store",
        "forecast.door.files",
        "forecast.door.layouts",
        "forecast.door.values",
        "forecast.door.times",
    ],
    ["forecast.zeroshot", "forecast.parallel", "forecast.door.columns"],
    [
        "forecast.finetuning",
        "forecast.questions",
        "forecast.onnx",
        "forecast.frame",
        "forecast.evaluation",
        "forecast.comparison",
    ],
    ["forecast.foreseen"],
    ["forecast.covariates"],
    [
        "forecast.baselines",
        "forecast.lagged",
        "forecast.recurrent",
        "forecast.persistence",
        "forecast.tripwires",
    ],
    ["forecast.forecaster", "forecast.wholes"],
    ["forecast.partitions"],
    ["forecast.stream"],
    ["forecast.bench"],
    ["plots"],
    ["exercises"],
    ["remedies", "results"],
    ["cli"],
    ["__main__"],
]
# One row each: a new figure or a new chapter's exercises need no line here.
WHOLE = ("plots", "exercises")
NUMPY_HALF = [name for row in ORDER[:6] for name in row]
# The NumPy half and the front door use these and nothing else.
FOREIGN_ALLOWED = {"numpy"} | set(sys.stdlib_module_names)


def modules():
    """Map each module's dotted name, without `lstm.`, to its file."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {
        ".".join(f.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip("."): f
        for f in files
    }


def imports(file):
    """List the dotted names that a file imports, wherever the import stands."""
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} line {node.lineno}: write the import from `lstm`, in full"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def home(dotted):
    """Return the module, without `lstm.`, that a dotted import name means; None for the package itself."""
    name, known = dotted.removeprefix("lstm.").removeprefix("lstm"), modules()
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def level(module):
    """Return the row of a module; a package's `__init__` counts as the highest of its modules."""
    if module.split(".")[0] in WHOLE:
        module = module.split(".")[0]
    rows = [
        row
        for row, names in enumerate(ORDER)
        for name in names
        if name == module or name.startswith(module + ".")
    ]
    assert rows, f"lstm/{module.replace('.', '/')} has no place in ORDER: give it one"
    return max(rows)


def test_no_arrow_points_back():
    wrong = []
    for module, file in modules().items():
        for name in imports(file):
            target = home(name) if name.split(".")[0] == "lstm" else None
            # Figures share their style, exercises their register.
            if not target or module.split(".")[0] == target.split(".")[0] in WHOLE:
                continue
            # The front door loads lazily and imports nothing.
            inside = target.startswith(module + ".")  # a package's __init__ gathers its own modules
            if not module or (not inside and level(target) >= level(module)):
                wrong.append(f"lstm.{module} imports lstm.{target}")
    assert not wrong, wrong


def test_every_module_has_its_place_in_the_order():
    for module in modules():
        if module:
            level(module)


@pytest.mark.parametrize("module", ["", *NUMPY_HALF])
def test_the_numpy_half_names_no_other_library(module):
    foreign = {name.split(".")[0] for name in imports(modules()[module])} - FOREIGN_ALLOWED - {"lstm"}
    assert not foreign


def run(code, *arguments):
    """Run Python code in a fresh process and return its output."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *arguments, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_lstm_costs_next_to_nothing():
    loaded = run("import lstm, sys; print(*sorted(m for m in sys.modules if '.' not in m))").split()
    assert "lstm" in loaded
    assert not {"torch", "pandas", "matplotlib", "yaml", "scipy"} & set(loaded)


ALONE = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np, numpy.random
numpys_own = set(sys.modules)
import lstm
from lstm.gradcheck import check_all

x, target = lstm.adding(8, 16, np.random.default_rng(0))
for kind in ("lstm", "gru"):
    layer = lstm.Recurrent(kind, 2, 4, seed=1)
    learner = lstm.Adam(layer.parameters, lr=0.02)

    def loss(parameters):
        own, layer.parameters = layer.parameters, parameters
        output, _ = layer(x)
        layer.parameters = own
        return lstm.mse(output[-1, :, :1], target)[0]

    def gradients():
        output, _, cache = layer.forward(x)
        doutput = np.zeros_like(output)
        doutput[-1, :, :1] = lstm.mse(output[-1, :, :1], target)[1]
        return layer.backward(doutput, cache)[2]

    assert all(report.right for report in check_all(loss, layer.parameters, gradients()).values())
    before = loss(layer.parameters)
    for _ in range(50):
        learner.step(gradients())
    assert loss(layer.parameters) < before / 2
for name in lstm.__all__:
    getattr(lstm, name)
outside = {m.split(".")[0] for m in set(sys.modules) - numpys_own} - set(sys.stdlib_module_names) - {"numpy", "lstm"}
print("outside:", sorted(outside))
"""


def test_the_numpy_half_runs_where_only_numpy_is_installed(tmp_path):
    installed = Path(np.__file__).parent
    # macOS and Windows wheels may keep their libraries inside numpy, or in numpy.libs beside it.
    for place in (installed, installed.with_name("numpy.libs"), PACKAGE):
        if place.exists():
            (tmp_path / place.name).symlink_to(place, target_is_directory=True)
    out = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ALONE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert out.returncode == 0, out.stderr
    assert out.stdout.strip() == "outside: []"
