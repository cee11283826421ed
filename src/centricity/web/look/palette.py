"""The stylesheet of the colours, from the palette of the reports."""

from centricity.reports.html import colours


def stylesheet() -> str:
    return f":root {{\n{colours()}\n}}\n"


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent / "static" / "look" / "palette.css").write_text(stylesheet(), "utf-8")
