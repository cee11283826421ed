"""Times the lifetime models on a million simulated customers, beside the packages that others would use.

``python bench/lifetime.py`` runs everything; ``python bench/lifetime.py whole lifetimes`` some of it. The other
packages are installed into environments of their own, in the temporary directory, for the time of the run; where that
fails it says so and goes on. Ratios are of one run on one machine; figures are only worth keeping when both cores are
otherwise idle, and the reference row says what the same minute does to a fixed computation.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
CUSTOMERS = 1_000_000
TRUTH = {"r": 0.8, "alpha": 60.0, "a": 0.8, "b": 2.5}
LONGEST = 730
INSTALL_LIMIT = 600
RUN_LIMIT = 1800

OURS = """
import json, sys, time, resource
import numpy as np
from centricity.metrics.lifetime import {fit}
data = np.load(sys.argv[1])
rows = data["x"], data["t_x"], data["T"]
seconds = []
for _ in range({runs}):
    start = time.perf_counter()
    done = {fit}(*rows)
    seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(json.dumps({{"seconds": seconds[1:], "parameters": done.parameters.tolist(), "peak": peak}}))
"""

VALUE = """
import json, sys, time, resource
import numpy as np
from centricity.metrics.lifetime import fit_bg_nbd, fit_gamma_gamma, predictive_cltv
data = np.load(sys.argv[1])
x, t_x, T, mean = data["x"], data["t_x"], data["T"], data["mean_spend"]
bought, spent = fit_bg_nbd(x, t_x, T), fit_gamma_gamma(x, mean)
start = time.perf_counter()
done = predictive_cltv(bought, spent, x, t_x, T, mean, horizon=365)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(json.dumps({"seconds": [time.perf_counter() - start], "parameters": spent.parameters.tolist(), "peak": peak}))
"""

LIFETIMES = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from lifetimes import BetaGeoFitter
data = np.load(sys.argv[1])
columns = [pd.Series(data[name]) for name in ("x", "t_x", "T")]
start = time.perf_counter()
done = BetaGeoFitter().fit(*columns)
seconds = time.perf_counter() - start
found = [float(done.params_[name]) for name in ("r", "alpha", "a", "b")]
print(json.dumps({"seconds": [seconds], "parameters": found}))
"""

PYMC = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from pymc_extras.prior import Prior
from pymc_marketing.clv import BetaGeoModel
data = np.load(sys.argv[1])
table = pd.DataFrame({"frequency": data["x"], "recency": data["t_x"], "T": data["T"]})
table.insert(0, "customer_id", np.arange(len(table)))
flat = {name: Prior("HalfFlat") for name in ("r", "alpha", "a", "b")}
seconds = []
for rows in (table.iloc[:1000], table):
    start = time.perf_counter()
    model = BetaGeoModel(rows, model_config=flat)
    model.fit(method="map", progressbar=False)
    seconds.append(time.perf_counter() - start)
found = [float(model.idata.posterior[name].to_numpy().ravel()[0]) for name in ("r", "alpha", "a", "b")]
print(json.dumps({"seconds": seconds[1:], "small": seconds[0], "parameters": found}))
"""


def simulated(path: Path, *, whole: bool) -> None:
    """Write histories of customers of the BG/NBD model, in days or in exact time, and what they spend."""
    rng = np.random.default_rng(1)
    n = CUSTOMERS
    rate, chance = rng.gamma(TRUTH["r"], 1 / TRUTH["alpha"], n), rng.beta(TRUTH["a"], TRUTH["b"], n)
    age = rng.uniform(30, LONGEST, n)
    age = np.ceil(age) if whole else age
    x, last, clock, live = np.zeros(n), np.zeros(n), np.zeros(n), np.arange(n)
    while len(live):
        clock[live] += rng.exponential(1 / rate[live])
        live = live[clock[live] <= age[live]]
        x[live] += 1
        last[live] = clock[live]
        live = live[rng.random(len(live)) >= chance[live]]
    spend = rng.gamma(4 * np.maximum(x, 1)) / rng.gamma(3.5, 1 / 20, n) / np.maximum(x, 1)
    np.savez(path, x=x, t_x=np.ceil(last) if whole else last, T=age, mean_spend=np.round(spend, 2) + 0.01)


def said_by(python: str, script: str, data: Path) -> dict[str, object]:
    """Run a script on the data and read the figures that it prints last."""
    done = subprocess.run(
        [python, "-c", script, str(data)], check=True, capture_output=True, text=True, cwd=ROOT, timeout=RUN_LIMIT
    )
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return said


def installed(package: str, folder: Path) -> str | None:
    """Python of a new environment with a package; nothing, said plainly, where it cannot be installed."""
    place = folder / package
    venv.create(place, with_pip=True)
    python = str(place / "bin" / "python")
    try:
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", package], check=True, capture_output=True, timeout=INSTALL_LIMIT
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        print(f"    {package} could not be installed here ({problem.__class__.__name__}): not compared")
        return None
    return python


def reference() -> float:
    """Seconds of a fixed computation."""
    values = np.random.default_rng(1).random(4_000_000)
    start = time.perf_counter()
    for _ in range(6):
        np.sort(values)
    return time.perf_counter() - start


def other(package: str, script: str, data: Path, folder: Path) -> dict[str, object] | None:
    """Figures of another package, if it can be had and runs."""
    python = installed(package, folder)
    if python is None:
        return None
    try:
        return said_by(python, script, data)
    except subprocess.CalledProcessError as problem:
        print(f"    {package} failed: {problem.stderr.strip().splitlines()[-1:]}")
    except subprocess.TimeoutExpired:
        print(f"    {package} was stopped after {RUN_LIMIT} s")
    return None


def shown(name: str, asked: str, said: Mapping[str, object], against: Mapping[str, object] | None = None) -> None:
    """Print one row: what is asked, the median, how often faster ours is, and the parameters."""
    seconds = statistics.median(said["seconds"])
    ratio = f"{seconds / statistics.median(against['seconds']):9.0f}x" if against else " " * 10
    parameters = " ".join(f"{value:.4f}" for value in said["parameters"])
    print(f"{name:<26}{asked:<16}{seconds:10.2f} s{ratio}  {parameters}", flush=True)
    if "peak" in said:
        print(f"{'':<26}{'':<16}{said['peak']:10.2f} GB at most, the whole process")
    if "small" in said:
        print(f"{'':<26}{'':<16}{said['small']:10.2f} s for 1,000 customers: mostly compiling")
    if against:
        apart = np.abs(np.subtract(said["parameters"], against["parameters"])).max()
        print(f"{'':<26}{'':<16}{apart:12.1e} is the largest difference of a parameter")


def main() -> None:
    """Run the named cases, or all."""
    wanted = set(sys.argv[1:]) or {"whole", "exact", "pareto", "value", "lifetimes", "pymc"}
    print(f"{CUSTOMERS:,} simulated customers, {TRUTH}; reference {reference():.2f} s\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        days, exact = folder / "days.npz", folder / "exact.npz"
        simulated(days, whole=True)
        simulated(exact, whole=False)
        ours = said_by(sys.executable, OURS.format(fit="fit_bg_nbd", runs=6), days)
        shown("BG/NBD, whole days", "1 s", ours)
        if "exact" in wanted:
            shown("BG/NBD, exact times", "1 s", said_by(sys.executable, OURS.format(fit="fit_bg_nbd", runs=6), exact))
        if "pareto" in wanted:
            shown(
                "Pareto/NBD, whole days", "-", said_by(sys.executable, OURS.format(fit="fit_pareto_nbd", runs=2), days)
            )
        if "value" in wanted:
            shown("lifetime value, 200 draws", "-", said_by(sys.executable, VALUE, days))
        if "lifetimes" in wanted and (said := other("lifetimes", LIFETIMES, days, folder)):
            shown("lifetimes", "10x slower", said, ours)
        if "pymc" in wanted and (said := other("pymc-marketing", PYMC, days, folder)):
            shown("PyMC-Marketing, MAP", "4x slower", said, ours)


if __name__ == "__main__":
    main()
