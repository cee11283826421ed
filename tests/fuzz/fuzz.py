"""Fuzzing guided by coverage: `make fuzz`, or `python tests/fuzz/fuzz.py NAME ... --seconds 60`.

What is found is kept under ``out/fuzz``; a finding that was mended becomes a test of its own.
"""

import argparse
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

WATCHED = ["centricity", "feedparser", "warcio", "trafilatura", "urllib", "json", "http"]
FOUND = Path("out/fuzz")


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*")
    asked.add_argument("--seconds", type=int, default=60)
    given = asked.parse_args()
    with atheris.instrument_imports(include=WATCHED):
        from targets import TARGETS
    names = given.names or list(TARGETS)
    if len(names) == 1:
        fuzz(names[0], TARGETS[names[0]], given.seconds)
    run = [sys.executable, __file__, "--seconds", str(given.seconds)]
    failed = [name for name in names if subprocess.run([*run, name], check=False).returncode]
    sys.exit(f"found: {', '.join(failed)}" if failed else None)


def fuzz(name, target, seconds):
    """Fuzz one target and end the process: 0 where nothing was found."""
    FOUND.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as corpus:
        for i, seed in enumerate(target.seeds):
            Path(corpus, str(i)).write_bytes(seed)
        bounds = ["-timeout=10", "-rss_limit_mb=3000", f"-max_len={target.longest}", f"-max_total_time={seconds}"]
        told = ["-len_control=0", "-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={FOUND}/{name}-"]
        atheris.Setup([name, corpus, *bounds, *told], target.run)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
