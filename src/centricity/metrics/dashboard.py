"""A dashboard as a file: sources, panels, and all of them computed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from centricity.engines import Engine, Source, connect, open_source
from centricity.errors import CentricityError, Fault, MetricError, MisuseError
from centricity.language import Text
from centricity.methods.part import Code, Flag, Number, Part, Share
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, read_yaml
from centricity.metrics.catalogue import definition, metric_ids
from centricity.metrics.mapping import Mapped, found_mapping
from centricity.metrics.options import Options, chosen
from centricity.metrics.outcome import Outcome
from centricity.metrics.rules import check_options
from centricity.metrics.run import compute, takes_weights
from centricity.metrics.together import Made, guarded_together
from centricity.metrics.touchpoints import DriverAnalysis, driver_analysis
from centricity.tables.csv_format import CsvFormat

Names = Annotated[tuple[str, ...], Field(max_length=4)]


class SourceEntry(Part):
    """A table: a file beside the dashboard, or a table of its engine; how its columns are called.

    Attributes
    ----------
    use
        A mapping: its file beside the dashboard, or the name of a ready one.
    """

    table: Annotated[str, Field(strict=True, min_length=1, max_length=1_000)]
    sheet: str | None = None
    csv: CsvFormat | None = None
    map: Mapping[Code, str] = Field(default_factory=dict)
    use: Code | None = None
    zone: str | None = None
    weights: Mapping[str, dict[str, Share]] = Field(default_factory=dict)


class Panel(Part):
    """A metric on the dashboard.

    Attributes
    ----------
    source
        Its main table; ``tables`` names its others by role.
    target
        Value that is aimed at; drawn as a line, and held against the tile.
    tile
        Whether the latest value stands among the tiles.
    """

    metric: Code
    source: Code
    title: Text | None = None
    tables: Mapping[Code, Code] = Field(default_factory=dict)
    map: Mapping[Code, str] = Field(default_factory=dict)
    by: Names = ()
    options: Mapping[Code, Any] = Field(default_factory=dict)
    target: Number | None = None
    tile: Flag = False


class DriverPanel(Part):
    """Touchpoints whose scores are held against an overall score."""

    source: Code
    outcome: str
    drivers: tuple[str, ...]
    kind: Literal["johnson", "shapley"] = "johnson"
    title: Text | None = None


class Dashboard(Part):
    """The file of a dashboard."""

    schema_: Literal["centricity/dashboard-1"] = Field(alias="schema")
    title: Text
    subtitle: Text | None = None
    synthetic: Flag = False
    engine: str = "duckdb://"
    sources: dict[Code, SourceEntry]
    panels: Annotated[tuple[Panel, ...], Field(min_length=1, max_length=60)]
    drivers: tuple[DriverPanel, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A dashboard with its numbers: an outcome or the error that stands in its place, panel by panel."""

    settings: Dashboard
    panels: tuple[tuple[Panel, Outcome | CentricityError], ...]
    drivers: tuple[tuple[DriverPanel, DriverAnalysis | CentricityError], ...] = field(default_factory=tuple)


def read_dashboard(path: Path) -> Dashboard:
    """Read a dashboard file.

    Raises
    ------
    MetricError
        With every fault found.
    """
    file = read_yaml(path, path.name)
    made = validate(Dashboard, file)
    faults = [*made.faults, *(_referring(made.model, file) if made.model is not None else ())]
    if made.model is None or faults:
        raise MetricError(faults)
    return made.model


def _referring(settings: Dashboard, file: YamlFile) -> Iterator[Fault]:
    """Names that lead nowhere, options that no metric knows."""
    for i, panel in enumerate(settings.panels):
        if panel.metric not in metric_ids():
            known = ", ".join(metric_ids())
            yield Fault("metric.unknown", file.place(("panels", i, "metric")), {"metric": panel.metric, "known": known})
        for name in (panel.source, *panel.tables.values()):
            if name not in settings.sources:
                known = ", ".join(settings.sources)
                yield Fault("dashboard.no_source", file.place(("panels", i)), {"name": name, "known": known})
        try:
            options = options_of(panel)
            if panel.metric in metric_ids():
                check_options(definition(panel.metric), options)
        except MisuseError as error:
            for fault in error.faults:
                yield Fault(fault.code, file.place(("panels", i, "options")), fault.fields)
    for i, driver in enumerate(settings.drivers):
        if driver.source not in settings.sources:
            known = ", ".join(settings.sources)
            yield Fault("dashboard.no_source", file.place(("drivers", i)), {"name": driver.source, "known": known})


def options_of(panel: Panel, zone: str | None = None, decimal: str = ".") -> Options:
    """Options of a panel.

    Raises
    ------
    MisuseError
        Where one is unknown or does not fit.
    """
    base = {"decimal": decimal} | ({"zone": zone} if zone else {})
    return chosen(base | dict(panel.options))


def compute_dashboard(
    settings: Dashboard, folder: Path, engine: Engine | None = None, tell: Callable[[str], None] | None = None
) -> Computed:
    """Compute every panel; one that cannot be computed carries its error, and the others stand.

    Parameters
    ----------
    folder
        Where the files of the sources are.
    tell
        Called with the name of each panel before it is computed.
    """
    used = engine or connect(settings.engine)
    opened: dict[str, Any] = {}
    panels: list[Made] = []
    for panel in settings.panels:
        if tell is not None:
            tell(panel.metric)
        panels.append((panel, _tried(lambda panel=panel: _panel(settings, panel, used, folder, opened))))  # type: ignore[misc]
    panels = guarded_together(
        panels, lambda panel, by: _panel(settings, panel.model_copy(update={"by": by}), used, folder, opened)
    )
    found = []
    for driver in settings.drivers:
        if tell is not None:
            tell(driver.outcome)
        found.append((driver, _tried(lambda driver=driver: _driven(settings, driver, used, folder, opened))))  # type: ignore[misc]
    return Computed(settings, tuple(panels), tuple(found))


def _tried(made: Callable[[], Any]) -> Any:
    try:
        return made()
    except CentricityError as error:
        return error


def _panel(settings: Dashboard, panel: Panel, engine: Engine, folder: Path, opened: dict[str, Any]) -> Outcome:
    roles = {"main": panel.source} | dict(panel.tables)
    tables = {role: _table(settings, name, engine, folder, opened) for role, name in roles.items()}
    mapped = {role: _mapped(settings.sources[name], folder) for role, name in roles.items()}
    main = mapped.pop("main")
    options = options_of(panel, main.zone, main.how.decimal)
    maps = {role: each.columns for role, each in mapped.items()}
    targets = settings.sources[panel.source].weights if takes_weights(definition(panel.metric)) else {}
    return compute(panel.metric, tables, panel.by, options, dict(main.columns) | dict(panel.map), maps, targets)


def _driven(
    settings: Dashboard, driver: DriverPanel, engine: Engine, folder: Path, opened: dict[str, Any]
) -> DriverAnalysis:
    table = _table(settings, driver.source, engine, folder, opened)
    decimal = _mapped(settings.sources[driver.source], folder).how.decimal
    return driver_analysis(table, driver.outcome, driver.drivers, driver.kind, decimal)


def _mapped(entry: SourceEntry, folder: Path) -> Mapped:
    """How a source is called and written: as a mapping says that it uses, and what is said of itself goes before."""
    used = found_mapping(entry.use, folder) if entry.use else Mapped()
    return Mapped(dict(used.columns) | dict(entry.map), entry.csv or used.how, entry.zone or used.zone)


def _table(settings: Dashboard, name: str, engine: Engine, folder: Path, opened: dict[str, Any]) -> Any:
    """Open a source once."""
    if name not in opened:
        entry = settings.sources[name]
        how = _mapped(entry, folder).how
        source = Source(entry.table, how, entry.sheet)
        if source.is_file and not Path(entry.table).is_absolute():
            source = Source(str(folder / entry.table), how, entry.sheet)
        opened[name] = open_source(engine, source)
    return opened[name]
