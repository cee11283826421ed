"""The command line: parse, call, print. Commands are imported when they are called."""

import sys

from centricity.cli.app import app


def main() -> None:
    """Run the command line; errors of ours become sentences, never tracebacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    app()
