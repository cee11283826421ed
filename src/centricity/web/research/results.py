"""From a study folder to the rows and files that the pages show: the work of a job."""

import dataclasses
import math
import shutil
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from centricity import __version__
from centricity.language import LANGUAGES, Language
from centricity.methods import Method, Node
from centricity.reports import write_reports
from centricity.reports.context import Context
from centricity.reports.document import Document
from centricity.reports.html import section_html
from centricity.studies import Audience, Result, read_study, run
from centricity.studies.explain import explain
from centricity.studies.outputs import output_tables
from centricity.studies.write import write_tables
from centricity.web.audit.services import SYSTEM, record
from centricity.web.companies.consents import as_stated
from centricity.web.events import tell
from centricity.web.jobs.services import Progress
from centricity.web.look.languages import IN_ENGLISH, IN_RUSSIAN
from centricity.web.research.evidence import keep_evidence
from centricity.web.research.models import Edition, GroupResult, Run, Section, Study, SubjectResult, View
from centricity.web.research.moves import moves_write
from centricity.web.research.places import edition_folder, run_folder

AUDIENCES: tuple[Audience, ...] = ("internal", "public")
STEPS = 2 + len(AUDIENCES) * (1 + len(LANGUAGES))


def compute(progress: Progress) -> None:
    """Compute an edition for both audiences, write its reports in both languages, keep all of it or nothing."""
    edition = Edition.objects.select_related("study").get(pk=progress.arguments["edition"])
    progress.next("Читаю и проверяю", "Reading and checking")
    study = as_stated(read_study(edition_folder(edition.pk)), edition.study_id, edition.uploaded_at)
    identifier = uuid.uuid4()
    folder = run_folder(identifier)
    try:
        made = [_audience(study, audience, folder, progress) for audience in AUDIENCES]
        progress.next("Записываю результаты", "Keeping the results")
        with progress.finishing():
            done = Run.objects.create(
                id=identifier, edition=edition, version=__version__, method=study.method.identity,
                wave=study.settings.wave, files=_files(folder),
            )  # fmt: skip
            views = [_keep(done, result, documents) for result, documents in made]
            keep_evidence(done, made[0][0], views)
            Study.objects.filter(pk=edition.study_id).update(current=done)
            record(
                SYSTEM, "study.computed", edition.study.target, after={"edition": edition.number, "run": str(done.pk)}
            )
            tell("study.computed", edition.study.target, edition=edition.number, job=str(progress.job.pk))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _audience(
    study: Any, audience: Audience, folder: Path, progress: Progress
) -> tuple[Result, dict[Language, Document]]:
    progress.next(f"Считаю: {_AUDIENCE_RU[audience]}", f"Computing: {audience} edition")
    result = run(study, audience)
    documents: dict[Language, Document] = {}
    for language in LANGUAGES:
        progress.next(
            f"Пишу отчёт {IN_RUSSIAN[language]}: {_AUDIENCE_RU[audience]}",
            f"Writing the {audience} report {IN_ENGLISH[language]}",
        )
        place = folder / audience / language
        place.mkdir(parents=True)
        documents[language] = write_reports(result, place, language)
    write_tables(result, folder / audience)
    if audience == "internal":
        moves_write(result, folder / audience)
    return result, documents


_AUDIENCE_RU = {"internal": "внутреннее издание", "public": "открытое издание"}


def _files(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _keep(done: Run, result: Result, documents: Mapping[Language, Document]) -> View:
    """Write the rows of one audience."""
    view = View.objects.create(
        run=done, audience=result.audience, parts=list(_parts(result)), facts=_facts(result, documents)
    )
    Section.objects.bulk_create(
        Section(view=view, language=language, position=i, anchor=each.anchor, title=each.title, html=section_html(each))
        for language, document in documents.items()
        for i, each in enumerate(document.sections)
    )
    tables = {table.name: table for table in output_tables(result)}
    SubjectResult.objects.bulk_create(_subjects(view, result, tables["scores"]), batch_size=200)
    GroupResult.objects.bulk_create(_groups(view, result, tables["groups"]), batch_size=500)
    return view


def _parts(result: Result) -> Iterator[dict[str, Any]]:
    """Nodes and metrics of the method in the order of its tree, with the range that their colours run over."""
    at = Context(result, "ru")
    method = result.method

    def walk(part: Any, parent: str) -> Iterator[dict[str, Any]]:
        low, high = at.span if not parent else at.part_span
        yield {
            "code": part.code, "parent": parent, "node": isinstance(part, Node),
            "depth": method.depths.get(part.code, 0), "label": part.label.model_dump(),
            "title": part.title.model_dump(), "low": low, "high": high,
            "digits": at.heat_digits,
        }  # fmt: skip
        for child in part.children if isinstance(part, Node) else ():
            yield from walk(child, part.code)

    yield from walk(method.index, "")


def _facts(result: Result, documents: Mapping[Language, Document]) -> dict[str, Any]:
    return {
        language: {
            "title": each.title, "subtitle": each.subtitle, "edition": each.edition, "banner": each.banner,
            "facts": [list(fact) for fact in each.facts],
        }
        for language, each in documents.items()
    } | {
        "survey": result.method.is_survey(), "level": result.robust.asked.interval,
        "least": result.method.policies.disclosure.min_group_n,
        "scaled": _scaled(result.method), "counted": result.method.policies.groups.weight == "n",
    }  # fmt: skip


def _scaled(method: Method) -> bool:
    """Whether scores keep to a scale that is known beforehand."""
    return method.bands is not None or method.policies.normalisation.kind in {"share_of_scale", "min_max", "goalposts"}


def _by_key(result: Result, table: Any, keys: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Rows of the study's wave by their keys, then by node; a figure that is missing is null."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for cells in table.rows:
        row = dict(zip(table.columns, cells, strict=True))
        if row["wave"] != result.wave.wave:
            continue
        kept = {name: plain(value) for name, value in row.items() if name not in {*keys, "node", "wave"}}
        found.setdefault(tuple(row[key] for key in keys), {})[row["node"]] = kept
    return found


def _subjects(view: View, result: Result, table: Any) -> Iterator[SubjectResult]:
    root, study = result.method.index.code, result.study
    columns = [each.column for each in result.method.groupings if each.column in study.subjects.columns]
    labels = {row["subject"]: {c: row[c] for c in columns} for row in study.subjects.iter_rows(named=True)}
    scores = {key[0]: nodes for key, nodes in _by_key(result, table, ("subject",)).items()}

    def place(subject: str) -> tuple[float, str]:
        rank = scores[subject][root]["rank"]
        return (math.inf if rank is None else rank), subject

    for position, subject in enumerate(sorted(scores, key=place)):
        yield SubjectResult(
            view=view, subject=subject, name_ru=study.name_of(subject, "ru"), name_en=study.name_of(subject, "en"),
            position=position, attributes=labels.get(subject, {}), scores=scores[subject],
            explained=plain(dataclasses.asdict(explain(result, subject))),
        )  # fmt: skip


def _groups(view: View, result: Result, table: Any) -> Iterator[GroupResult]:
    at = {language: Context(result, language) for language in LANGUAGES}
    for position, ((grouping, code), nodes) in enumerate(_by_key(result, table, ("grouping", "group")).items()):
        yield GroupResult(
            view=view, grouping=grouping, code=code, title_ru=at["ru"].group(grouping, code),
            title_en=at["en"].group(grouping, code), position=position, scores=nodes,
        )  # fmt: skip


def plain(value: Any) -> Any:
    """What JSON can hold: a number that is not one is null, never zero."""
    if isinstance(value, float):
        return None if math.isnan(value) or math.isinf(value) else value
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value.item() if hasattr(value, "item") else value
