"""Makes the reference pages from the code, the methods, the metrics and ``texts.yaml``: ``python docs/generate.py``.

``--check`` writes nothing, names the pages that are stale and exits with 1 where there are some.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import yaml
from access_page import access_lines
from api_page import api_lines, api_operations, described_api
from method_page import described, header, row
from metric_page import metric_lines, option_lines, table_lines

from centricity.errors.templates import TEMPLATES
from centricity.language import Language
from centricity.methods import bundled_method, method_ids
from centricity.methods.schema import method_schema
from centricity.metrics.dashboard import Dashboard
from centricity.metrics.mapping import MappingFile
from centricity.studies import contract, read_study, run
from centricity.studies.outputs import output_tables
from centricity.studies.settings import Settings
from centricity.text.companies import CompaniesFile
from centricity.text.sources.settings import SourceSettings

DOCS = Path(__file__).parent
REFERENCE = DOCS / "reference"
EXAMPLE = DOCS.parent / "examples" / "six-questions"
TEXTS = yaml.safe_load((DOCS / "texts.yaml").read_text("utf-8"))
WORDS = TEXTS["words"]
VALUES: dict[tuple[str, str], Iterable[str]] = {
    ("subjects", "market_type"): contract.MARKET_TYPES,
    ("subjects", "consent"): contract.CONSENTS,
    ("subjects", "reference"): ("true", "false"),
    ("observations", "status"): contract.STATUSES,
    ("wide", "subject"): contract.BLANKS,
    ("evidence", "kind"): contract.EVIDENCE_KINDS,
    ("evidence", "access"): contract.ACCESS,
    ("evidence", "human_checked"): ("true", "false"),
}


def pages() -> dict[str, str]:
    """Text of every reference page by its name."""
    made = {"cli.md": cli(), "faults.md": faults()}
    api = described_api()
    same(api_operations(api), TEXTS["api"]["operations"], "texts.yaml, api")
    for language, suffix in (("en", ".md"), ("ru", ".ru.md")):
        made[f"api{suffix}"] = page("api", (language,), api_lines(api, language, TEXTS))
        made[f"methods{suffix}"] = methods(language)
        made[f"tables{suffix}"] = tables(language)
        made[f"access{suffix}"] = page("access", (language,), access_lines(language, WORDS))
        made[f"metrics{suffix}"] = page("metrics", (language,), metric_lines(language, TEXTS))
        made[f"metric-tables{suffix}"] = page("metric-tables", (language,), table_lines(language, TEXTS))
        made[f"metric-options{suffix}"] = page("metric-options", (language,), option_lines(language, TEXTS, same))
    made["api.openapi.json"] = as_json(api | {"info": api["info"] | {"version": "1"}})
    made["method.schema.json"] = as_json(method_schema())
    made["study.schema.json"] = as_json(Settings.model_json_schema(by_alias=True))
    made["dashboard.schema.json"] = as_json(Dashboard.model_json_schema(by_alias=True))
    made["mapping.schema.json"] = as_json(MappingFile.model_json_schema())
    made["companies.schema.json"] = as_json(CompaniesFile.model_json_schema())
    made["sources.schema.json"] = as_json(SourceSettings.model_json_schema())
    return made


def page(name: str, languages: Sequence[Language], body: Iterable[str]) -> str:
    """Put the head of a page before its lines."""
    texts = TEXTS["pages"][name]
    marks = [f"<!-- {WORDS['generated'][language]} -->" for language in languages]
    title = "# " + " / ".join(texts["title"][language] for language in languages)
    leads = [part for language in languages for part in (texts["lead"][language], "")]
    return "\n".join([*marks, title, "", *leads, *body]).rstrip() + "\n"


def as_json(content: Any) -> str:
    """Write JSON with sorted keys."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def cli() -> str:
    """Make the page of commands: the help of each, in both languages."""
    english, russian = commands("en"), commands("ru")
    body = [
        line
        for name, text in english.items()
        for line in (f"## {name}", "", "```text", text, "```", "", "```text", russian[name], "```", "")
    ]
    return page("cli", ("en", "ru"), body)


def commands(language: Language) -> dict[str, str]:
    """Help of every command; the command line takes its language when it is imported."""
    os.environ.update({"CENTRICITY_LANG": language, "LANGUAGE": "en"})
    for name in [name for name in sys.modules if name.startswith("centricity.cli")]:
        del sys.modules[name]
    return dict(helped("centricity", import_module("centricity.cli.app").app))


def helped(name: str, command: click.Command) -> Iterator[tuple[str, str]]:
    """Give name and help of a command and of all below it."""
    context = click.Context(command, info_name=name, terminal_width=100)
    yield name, command.get_help(context)
    for below in command.list_commands(context) if isinstance(command, click.Group) else ():
        found = command.get_command(context, below)  # type: ignore[attr-defined]
        yield from helped(f"{name} {below}", found)


def faults() -> str:
    """Make the page of faults, a table per family of codes."""
    families = dict.fromkeys(code.partition(".")[0] for code in TEMPLATES)
    body: list[str] = []
    for family in families:
        found = {code: texts for code, texts in TEMPLATES.items() if code.startswith(f"{family}.")}
        body += [f"## {family}", "", *header("code / код", "en", "ru")]
        body += [row(f"`{code}`", texts["en"], texts["ru"]) for code, texts in found.items()] + [""]
    return page("faults", ("en", "ru"), body)


def methods(language: Language) -> str:
    """Make the page of bundled methods."""
    found = [bundled_method(method_id) for method_id in method_ids()]
    return page("methods", (language,), [line for method in found for line in described(method, language, WORDS)])


def tables(language: Language) -> str:
    """Make the page of tables, input and output."""
    columns = {
        "subjects": contract.SUBJECT_COLUMNS,
        "observations": contract.OBSERVATION_COLUMNS,
        "wide": contract.WIDE_COLUMNS,
        "evidence": contract.EVIDENCE_COLUMNS,
        **{table.name: table.columns for table in output_tables(run(read_study(EXAMPLE)))},
    }
    same(columns, TEXTS["tables"], "texts.yaml, tables")
    body = [line for name, names in columns.items() for line in table(name, names, language)]
    return page("tables", (language,), body)


def table(name: str, columns: Sequence[str], language: Language) -> Iterator[str]:
    """Write the columns of one table."""
    texts = TEXTS["tables"][name]
    same(columns, texts["columns"], f"texts.yaml, {name}")
    yield from (f"## {texts['title'][language]}", "")
    yield from header(*(WORDS[word][language] for word in ("column", "meaning", "values")))
    for column in columns:
        values = ", ".join(f"`{value}`" for value in VALUES.get((name, column), ()))
        yield row(f"`{column}`", texts["columns"][column][language], values)
    yield ""


def same(found: Iterable[str], described_: Iterable[str], where: str) -> None:
    """Refuse what is described but not there, and what is there but not described."""
    differing = sorted(set(found) ^ set(described_))
    if differing:
        sys.exit(f"{where}: described and real names differ: {', '.join(differing)}. Mend docs/texts.yaml.")


def main(*, check: bool) -> int:
    """Write the pages, or name those that are stale."""
    made = pages()
    there = {path.name: path.read_text("utf-8") for path in REFERENCE.iterdir()} if REFERENCE.is_dir() else {}
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    REFERENCE.mkdir(exist_ok=True)
    for name in stale:
        if check:
            print(f"stale: docs/reference/{name}; run make docs")
        else:
            write(name, made.get(name))
    return 1 if check and stale else 0


def write(name: str, text: str | None) -> None:
    """Write a page, or remove one that is no longer made."""
    path = REFERENCE / name
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode())
    print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
