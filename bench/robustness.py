"""Times the draws of uncertain choices: replications a second, Sobol indices, a hundred thousand subjects.

``python bench/robustness.py`` runs everything; ``python bench/robustness.py asem-1e4 sobol`` some of it. Each case
runs in a process of its own, on one processor unless it says two, after a warm-up that is not counted. The cases of
ASEM need the reference data and are left out, with a word, where they are not. COINr 1.1.14, timed on a machine of this
kind, made 7.4 to 8.2 replications a second on ASEM and 44 to 71 on an index of 40 x 16 x 4; the last column is against
the larger.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 5

COMMON = """
import json, os, resource, sys, tempfile, time
from pathlib import Path
import numpy as np
from centricity.index import Frame, Tree, recipe_of, without
from centricity.index.draws import Alternatives, Draws
from centricity.index.many import Many
from centricity.index.rank import places
from centricity.methods import bundled_method
rng = np.random.default_rng(1)

def replications(frame, tree, recipe, draws):
    many = Many(frame, tree, recipe, draws)
    start = time.perf_counter()
    ranks = np.empty((draws.size, frame.n))
    for block in many.blocks():
        ranks[block.draws] = places(block.scores[tree.root])
    return time.perf_counter() - start

def told(seconds, size):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": seconds, "rate": size / seconds, "peak": peak}))

def forty(n):
    method = bundled_method("hse_it_2025")
    values = {code: rng.integers(1, 13, n) / 4 for code in method.metrics}
    labels = {"market": np.where(rng.random(n) < 0.675, "B2B", "B2C")}
    return method, Frame(np.arange(n).astype("U7"), values, labels=labels), Tree.of(method)
"""

ASEM = """
sys.path.insert(0, str(Path("tests/asem").resolve()))
from study import build_study
from centricity.studies.read import read_study
from centricity.studies.run import run
study = read_study(build_study(Path(tempfile.mkdtemp()) / "asem"))
build = run(study).wave.build
codes = [code for code, depth in build.tree.depths.items() if depth in (1, 2)]
def draws(size):
    return Draws(size, {
        "treat": Alternatives(tuple({"max_points": m} for m in (1, 2, 3, 4, 5)), rng.integers(0, 5, size)),
        "normalise": Alternatives(({"kind": "min_max", "low": 1.0}, {"kind": "z_score", "mean": 10.0, "sd": 2.0}),
                                  rng.integers(0, 2, size)),
        "aggregate": Alternatives(({"rule": "arithmetic"}, {"rule": "geometric"}), rng.integers(0, 2, size)),
    }, tilts={code: rng.uniform(0.75, 1.25, size) for code in codes})
recipe = recipe_of(study.method)
replications(build.frame, build.tree, recipe, draws(500))
told(replications(build.frame, build.tree, recipe, draws(SIZE)), SIZE)
"""

FORTY = """
method, frame, tree = forty(40)
recipe = without(recipe_of(method), "adjust")
def draws(size):
    lines = ({"kind": "min_max", "low": 1.0}, {"kind": "z_score", "mean": 10.0, "sd": 2.0}, {"kind": "percentile_rank"})
    return Draws(size, {
        "normalise": Alternatives(lines, rng.integers(0, 3, size)),
        "aggregate": Alternatives(({"rule": "arithmetic"}, {"rule": "geometric"}), rng.integers(0, 2, size)),
    }, tilts={code: rng.uniform(0.75, 1.25, size) for code, depth in tree.depths.items() if depth})
replications(frame, tree, recipe, draws(500))
told(replications(frame, tree, recipe, draws(SIZE)), SIZE)
"""

SOBOL = """
from centricity.index.assume import Observed, factors_of
from centricity.index.build import replay
from centricity.index.sensitivity import sensitivity
from centricity.methods.robustness import Robustness
method, frame, tree = forty(40)
recipe = recipe_of(method)
asked = Robustness.model_validate({"assumptions": [
    {"code": "weights", "kind": "weights", "spread": 0.25}, {"code": "smoothing", "kind": "adjustment"},
    {"code": "k", "kind": "coefficients", "ranges": {"B2B": [1.11, 1.12], "B2C": [1.01, 1.02]}},
    {"code": "rule", "kind": "aggregation", "alternatives": [{"levels": [{"depth": 0, "rule": "geometric"}]}]},
    {"code": "line", "kind": "normalisation", "alternatives": [{"kind": "min_max"}]},
    {"code": "raters", "kind": "rater_error", "shift": {"share": 0.2}}]})
rated = {code: np.ones(40, dtype=bool) for code in method.metrics}
factors, _ = factors_of(asked.assumptions, method, replay(frame, tree, recipe), Observed(rated=rated), 1)
sensitivity(frame, tree, recipe, factors, base=64)
start = time.perf_counter()
found = sensitivity(frame, tree, recipe, factors, base=SIZE)
told(time.perf_counter() - start, found.runs)
"""

LARGE = """
from centricity.index.uncertainty import uncertainty
method, frame, tree = forty(100_000)
tilts = {code: rng.uniform(0.75, 1.25, SIZE) for code, depth in tree.depths.items() if depth}
rules = Alternatives(({"rule": "arithmetic"}, {"rule": "geometric"}), rng.integers(0, 2, SIZE))
draws = Draws(SIZE, {"aggregate": rules}, tilts=tilts, coefficients={"B2B": rng.uniform(1.11, 1.12, SIZE)})
start = time.perf_counter()
uncertainty(Many(frame, tree, recipe_of(method), draws), [])
told(time.perf_counter() - start, SIZE)
"""

CASES = {
    "asem-1e3": (ASEM, 1_000, 1, "", 8.2),
    "asem-1e4": (ASEM, 10_000, 1, ">= 8,000/s", 8.2),
    "asem-1e5": (ASEM, 100_000, 1, "aim 30,000/s", 8.2),
    "forty-1e3": (FORTY, 1_000, 1, "", 71.0),
    "forty-1e4": (FORTY, 10_000, 1, "", 71.0),
    "forty-1e5": (FORTY, 100_000, 1, ">= 100,000/s", 71.0),
    "sobol": (SOBOL, 4_096, 1, "<= 2 s", None),
    "large": (LARGE, 1_000, 2, "<= 60 s, 4 GB", None),
}


def ran(script: str, size: int, cores: int) -> dict[str, float]:
    """Run a case once and read what it prints; its failure is ours."""
    few = {"OMP_NUM_THREADS": str(cores), "OPENBLAS_NUM_THREADS": str(cores)}
    code = COMMON + script.replace("SIZE", str(size))
    pinned = ["taskset", "-c", "0"] if cores == 1 and hasattr(os, "sched_setaffinity") else []
    command = [*pinned, sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **few})  # noqa: PLW1510
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def reference_data() -> bool:
    """Whether the reference data of ASEM are here."""
    data = os.environ.get("CENTRICITY_REFERENCE_DATA")
    return ((Path(data) if data else ROOT.parent / "shared" / "data") / "asem").is_dir()


def main() -> None:
    """Run the named cases, or all."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("names", nargs="*", metavar="case", help=", ".join(CASES))
    asked.add_argument("--runs", type=int, default=RUNS, help="runs of every case")
    given = asked.parse_args()
    print(f"{'case':<12}{'draws':>9}{'cores':>6}{'asked':>15}{'seconds':>10}{'a second':>12}{'/ COINr':>9}{'peak':>10}")
    for name in given.names or CASES:
        script, size, cores, bar, coinr = CASES[name]
        if script is ASEM and not reference_data():
            print(f"{name:<12}left out: no reference data")
            continue
        runs = [ran(script, size, cores) for _ in range(given.runs if name != "large" else 3)]
        middle = {key: statistics.median(run[key] for run in runs) for key in ("seconds", "rate", "peak")}
        times = f"{middle['rate'] / coinr:8,.0f}x" if coinr else ""
        print(f"{name:<12}{size:>9,}{cores:>6}{bar:>15}{middle['seconds']:9.2f}s{middle['rate']:12,.0f}{times:>9}"
              f"{middle['peak']:8.2f}GB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
