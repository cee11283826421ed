"""A workbook of a single metric: what it says on the first sheet, its numbers on the second."""

from centricity.language import Language
from centricity.metrics.outcome import Outcome
from centricity.metrics.wording import left_out
from centricity.reports.dashboard_table import Spoken, table_of
from centricity.reports.document import Bullets, Document, Section
from centricity.reports.workbook import plain_workbook


def outcome_workbook(outcome: Outcome, language: Language) -> bytes:
    """Write an outcome with its remarks and the rows left out."""
    at, metric = Spoken(language), outcome.metric
    remarks = (metric.says[language], left_out(outcome, language), *(note.sentence(language) for note in outcome.notes))
    name = metric.name[language]
    table = table_of(at, outcome, name)
    document = Document(
        language=language, title=name, subtitle="", edition=at.say("Метрика", "Metric"), facts=(), banner="",
        contents="", sections=(Section("metric", name, [Bullets(remarks), table]),),
    )  # fmt: skip
    return plain_workbook(document)
