"""Measures what must be fast, each in a process of its own, and prints a table of medians.

``make bench`` runs everything; ``python bench/bench.py build`` one case, ``python bench/bench.py metrics lifetime`` the
tables of the scripts beside this one, which can be run by themselves and then take cases of their own. Figures are only
worth keeping when both cores are otherwise idle; the reference column says what the same minute does to a fixed
computation.
"""

import csv
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
CENTRICITY = [str(Path(sys.executable).parent / "centricity")]
BESIDE = ("metrics", "lifetime", "robustness", "texts", "web")
RUNS = 5

BUILD = """
import numpy as np, resource, time
from centricity.index import Frame, build
from centricity.methods import bundled_method
n = 1_000_000
rng = np.random.default_rng(1)
method = bundled_method("hse_it_2025")
values = {code: rng.integers(0, 13, n) / 4 for code in method.metrics}
market = np.where(rng.random(n) < 0.675, "B2B", "B2C")
frame = Frame(np.arange(n).astype("U7"), values, labels={"market": market})
start = time.perf_counter()
done = build(frame, method)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, done.ranks["index"].max())
"""

REFERENCE = "import numpy as np; x = np.random.default_rng(1).random(4_000_000); [np.sort(x) for _ in range(6)]"


def timed(command: Sequence[str]) -> float:
    """Wall seconds of a command as a whole process; its failure is ours."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def median_of(run: Callable[[], float]) -> tuple[float, float, float]:
    """Minimum, median and maximum over the runs, after one that is not counted."""
    run()
    seconds = [run() for _ in range(RUNS)]
    return min(seconds), statistics.median(seconds), max(seconds)


def build_case() -> float:
    """Seconds inside ``build`` for a million subjects by sixteen metrics."""
    made = subprocess.run([sys.executable, "-c", BUILD], check=True, capture_output=True, text=True, cwd=ROOT)
    seconds, gigabytes, _ = map(float, made.stdout.split())
    print(f"    build: {seconds:.2f} s, peak of the process {gigabytes:.2f} GB")
    return seconds


def big_study(folder: Path) -> Path:
    """A study with a million observations: 62,500 companies on sixteen metrics."""
    metrics = [f"{i}.{j}" for i, n in enumerate((5, 4, 3, 4), start=1) for j in range(1, n + 1)]
    codes = [f"C{i:06d}" for i in range(62_500)]
    (folder / "study.yaml").write_text(
        'schema: centricity/study-1\ntitle: {ru: Большое, en: Big}\nmethod: hse_it_2025\nwave: "2025"\n', "utf-8"
    )
    with (folder / "subjects.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["subject", "market"], *([code, "B2B"] for code in codes)])
    with (folder / "observations.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["subject", "metric", "level", "rater", "source", "observed_at"])
        for i, code in enumerate(codes):
            writer.writerows(
                [code, metric, (i + j) % 4, "rater A", "site", "2025-06-01"] for j, metric in enumerate(metrics)
            )
    return folder


def cases(temporary: Path) -> dict[str, tuple[str, Callable[[], float]]]:
    """Name, what is asked, and how it is run."""
    study = ROOT / "examples" / "it-companies-2025"
    out = temporary / "out"
    big = temporary / "big"

    def check_case() -> float:
        if not big.exists():
            big.mkdir()
            big_study(big)
        return timed([*CENTRICITY, "study", "check", str(big)])

    return {
        "reference": ("-", lambda: timed([sys.executable, "-c", REFERENCE])),
        "help": ("0.3 s", lambda: timed([*CENTRICITY, "--help"])),
        "run": ("3 s", lambda: timed([*CENTRICITY, "study", "run", str(study), "--out", str(out)])),
        "check": ("5 s", check_case),
        "build": ("2 s, 2 GB", build_case),
    }


def table(wanted: Sequence[str], known: dict[str, tuple[str, Callable[[], float]]]) -> None:
    """Run cases and print their table."""
    rows = []
    for name in wanted:
        asked, run = known[name]
        print(f"{name} ...", flush=True)
        rows.append((name, asked, *median_of(run)))
    base = next((row[3] for row in rows if row[0] == "reference"), None)
    print(f"\n{'case':<12}{'asked':<14}{'min':>8}{'median':>8}{'max':>8}{'/ reference':>13}")
    for name, asked, low, middle, high in rows:
        ratio = f"{middle / base:13.2f}" if base else " " * 13
        print(f"{name:<12}{asked:<14}{low:8.2f}{middle:8.2f}{high:8.2f}{ratio}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"largest process: {peak:.2f} GB")


def main() -> None:
    """Run the named cases, or all, and the scripts beside."""
    with tempfile.TemporaryDirectory() as folder:
        known = cases(Path(folder))
        wanted = sys.argv[1:] or [*known, *BESIDE]
        own = [name for name in wanted if name not in BESIDE]
        if own:
            table(own, known)
    for name in wanted:
        if name in BESIDE:
            print(f"\n{name}", flush=True)
            more = ["--database", "both"] if name == "web" else []
            subprocess.run([sys.executable, str(ROOT / "bench" / f"{name}.py"), *more], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
