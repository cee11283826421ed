"""What a rater sees: the cells that were given, and levels of others there once the round lets them be seen."""

from collections.abc import Iterable

from centricity.web.rating.models import Level, Rater, Round

Cell = tuple[str, str]


def cells_of(rater: Rater, made: Round) -> dict[Cell, None]:
    """Company and metric of every cell that a rater was given, in the order of the round."""
    given = list(rater.assignments.all())
    companies = [each["code"] for each in made.companies]
    metrics = [each["code"] for each in made.metrics]
    wanted = {
        (company, metric)
        for each in given
        for company in each.companies or companies
        for metric in each.metrics or metrics
    }
    return {cell: None for company in companies for metric in metrics if (cell := (company, metric)) in wanted}


def open_cells(rater: Rater, made: Round, cells: Iterable[Cell], own: Iterable[Level]) -> set[Cell]:
    """Cells of a rater in which levels of others may be seen."""
    if made.shows == Round.Shows.SUBMITTED:
        return {(each.company, each.metric) for each in own if each.submitted_at is not None} & set(cells)
    if made.shows == Round.Shows.CLOSED:
        return set() if made.open else set(cells)
    return set(cells) if _computed(made) else set()


def _computed(made: Round) -> bool:
    """Whether the results that are shown were computed of an edition with the levels of a round."""
    run = made.study.current
    return run is not None and made.taken is not None and run.edition.number >= made.taken


def others_seen(rater: Rater, made: Round, cells: Iterable[Cell], own: Iterable[Level]) -> dict[Cell, list[Level]]:
    """Submitted levels of others by cell, where a rater may see them; nothing is told of other cells, not how many."""
    opened = open_cells(rater, made, cells, own)
    if not opened:
        return {}
    rows = Level.objects.filter(rater__round=made, company__in={company for company, _metric in opened})
    found: dict[Cell, list[Level]] = {}
    for each in rows.exclude(rater=rater).exclude(submitted_at=None).select_related("rater"):
        if (each.company, each.metric) in opened:
            found.setdefault((each.company, each.metric), []).append(each)
    return found
