from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from centricity.language import Language
from centricity.reports.document import Document
from centricity.studies import Result
from centricity.studies.audit import Audit


def write_document(document: Document, folder: Path) -> None:
    """Write ``report.html``, ``report.pdf`` and ``report.xlsx`` of a document that needs no live sheets."""
    from centricity.reports.html import html
    from centricity.reports.pdf import pdf
    from centricity.reports.workbook import plain_workbook

    with ThreadPoolExecutor(1) as pool:
        typeset = pool.submit(pdf, document)
        (folder / "report.html").write_text(html(document), "utf-8")
        (folder / "report.xlsx").write_bytes(plain_workbook(document))
        (folder / "report.pdf").write_bytes(typeset.result())


def write_reports(result: Result, folder: Path, language: Language, audited: Audit | None = None) -> Document:
    """Write ``report.html``, ``report.pdf`` and ``report.xlsx``; the document is returned for the terminal.

    The PDF is typeset beside the others: typst and the workbook are the two long pieces of work.
    """
    from centricity.reports.html import html
    from centricity.reports.pdf import pdf
    from centricity.reports.view import document
    from centricity.reports.workbook import workbook

    made = document(result, language, audited)
    with ThreadPoolExecutor(1) as pool:
        typeset = pool.submit(pdf, made)
        (folder / "report.html").write_text(html(made), "utf-8")
        (folder / "report.xlsx").write_bytes(workbook(result, made))
        (folder / "report.pdf").write_bytes(typeset.result())
    return made
