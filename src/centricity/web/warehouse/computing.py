"""Computing a board: the work of a job; what it comes to is kept whole or not at all."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from centricity.engines import connect
from centricity.language import LANGUAGES
from centricity.metrics.dashboard import Computed, compute_dashboard
from centricity.metrics.outcome import Outcome
from centricity.metrics.tables import outcome_json
from centricity.reports.dashboard import dashboard_document
from centricity.reports.document import Document
from centricity.reports.html import section_html
from centricity.reports.publish import write_document
from centricity.tables.write import json_bytes
from centricity.web.audit.services import SYSTEM, record
from centricity.web.jobs.services import Progress, ask
from centricity.web.look.languages import IN_ENGLISH, IN_RUSSIAN
from centricity.web.warehouse.models import Board, Drawn, Made, Paper
from centricity.web.warehouse.reading import dashboard_of, warehouse_of
from centricity.web.warehouse.selectors import latest_job

STEPS = 2 + len(LANGUAGES)
"""Beside a step for every panel."""
PAPERS = ("report.pdf", "report.xlsx")


def compute(progress: Progress) -> None:
    """Compute a board over its warehouse, and keep it drawn in both languages."""
    board = Board.objects.select_related("organisation").get(pk=progress.arguments["board"])
    version = board.version
    warehouse = warehouse_of(board.organisation, board.warehouse)
    settings = dashboard_of(board.text, warehouse)
    progress.reckon(STEPS + len(settings.panels) + len(settings.drivers))
    progress.next("Соединяюсь", "Connecting")
    begun = time.perf_counter()
    engine = connect(warehouse.url)
    try:
        computed = compute_dashboard(settings, Path(warehouse.folder or "/nonexistent"), engine, _telling(progress))
    finally:
        engine.close()
    seconds = time.perf_counter() - begun
    documents = {language: dashboard_document(computed, language) for language in LANGUAGES}
    papers = {"metrics.json": _figures(computed)}
    for language, document in documents.items():
        progress.next(f"Пишу отчёт {IN_RUSSIAN[language]}", f"Writing the report {IN_ENGLISH[language]}")
        papers |= {f"{language}-{name}": content for name, content in _papers(document)}
    progress.next("Записываю результаты", "Keeping the results")
    with progress.finishing():
        failed = sum(not isinstance(made, Outcome) for _, made in computed.panels)
        done = Made.objects.create(board=board, of_version=version, seconds=seconds, failed=failed)
        Drawn.objects.bulk_create(_drawn(done, documents))
        Paper.objects.bulk_create(
            Paper(made=done, name=name, content=content, size=len(content)) for name, content in papers.items()
        )
        Board.objects.filter(pk=board.pk).update(current=done)
        board.made.exclude(pk=done.pk).delete()
        record(SYSTEM, "board.computed", board.target, after={"panels": len(computed.panels), "failed": failed})


def _telling(progress: Progress) -> Any:
    def tell(name: str) -> None:
        progress.next(f"Считаю: {name}", f"Computing: {name}")

    return tell


def _figures(computed: Computed) -> bytes:
    """Every number for programs, a panel that failed with its faults."""
    told = [
        {"panel": at, "source": panel.source}
        | (
            outcome_json(made)
            if isinstance(made, Outcome)
            else {"metric": panel.metric, "faults": [{"ru": f.text("ru"), "en": f.text("en")} for f in made.faults]}
        )
        for at, (panel, made) in enumerate(computed.panels, start=1)
    ]
    return json_bytes(told)


def _papers(document: Document) -> Iterator[tuple[str, bytes]]:
    with TemporaryDirectory() as place:
        write_document(document, Path(place))
        for name in PAPERS:
            yield name, (Path(place) / name).read_bytes()


def _drawn(done: Made, documents: Any) -> Iterator[Drawn]:
    for language, document in documents.items():
        for i, section in enumerate(document.sections):
            yield Drawn(
                made=done, language=language, position=i, anchor=section.anchor, title=section.title,
                html=section_html(section),
            )  # fmt: skip


def refresh(progress: Progress) -> None:
    """Ask for every board whose time has come."""
    progress.next("Смотрю, что пора посчитать", "Looking what is due")
    for board in Board.objects.filter(every__gt=0).defer("text"):
        job = latest_job(board)
        if job is None or (job.ended and timezone.now() - job.asked_at >= board.rhythm):
            ask("warehouse.compute", board.target, SYSTEM, board=board.pk)
    with progress.finishing():
        pass
