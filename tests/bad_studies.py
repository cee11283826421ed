"""Ways to break a sound study, and what must be said of each."""

import os
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter
from openpyxl import Workbook

Break = Callable[[Path], object]

HEADER = "subject,metric,indicator,wave,value,level,status,rater,source,evidence,observed_at\n"


# --- ways to break a folder -------------------------------------------------------------------------------


def edit(name: str, old: str, new: str) -> Break:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return change


def put(name: str, content: str | bytes) -> Break:
    raw = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(raw)


def recode(name: str, encoding: str) -> Break:
    return lambda folder: (folder / name).write_bytes((folder / name).read_text("utf-8").encode(encoding))


def add(row: str) -> Break:
    """Add an observation; it is row 17 of the file."""
    return lambda folder: put("observations.csv", (folder / "observations.csv").read_text("utf-8") + row + "\n")(folder)


def remove(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


def every(*breaks: Break) -> Break:
    return lambda folder: [change(folder) for change in breaks]


def replaced(name: str, make: Break) -> Break:
    """Put something else in the place of a file."""
    return every(remove(name), lambda folder: make(folder / name))


def as_xlsx(change: Callable[[Workbook], object] | None = None) -> Break:
    """Keep the observations in a workbook, changed."""

    def convert(folder: Path) -> None:
        frame = pl.read_csv(folder / "observations.csv", infer_schema=False)
        book = Workbook()
        book.active.append(frame.columns)
        for row in frame.iter_rows():
            book.active.append([float(cell) if i in {4, 5} and cell else cell for i, cell in enumerate(row)])
        if change is not None:
            change(book)
        book.save(folder / "observations.xlsx")
        (folder / "observations.csv").unlink()

    return convert


def in_workbook(member: str, change: Callable[[bytes], bytes]) -> Break:
    """Keep the observations in a workbook of which one part is changed beneath the surface."""

    def rewrite(folder: Path) -> None:
        as_xlsx()(folder)
        path = folder / "observations.xlsx"
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[member] = change(parts[member])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return rewrite


def as_parquet(change: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame) -> Break:
    def convert(folder: Path) -> None:
        frame = pl.read_csv((folder / "observations.csv").read_bytes(), infer_schema=False)
        change(frame).write_parquet(folder / "observations.parquet")
        (folder / "observations.csv").unlink()

    return convert


def cut(name: str, keep: int) -> Break:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:keep])


def sparse(size: int) -> Break:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


SHEET = "xl/worksheets/sheet1.xml"
OBSERVATIONS, SUBJECTS, FILE = "observations.csv", "subjects.csv", "study.yaml"


def bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder / "observations.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, bytes(60_000_000))
    (folder / OBSERVATIONS).unlink()


def wide_sheet(folder: Path) -> None:
    """Twenty thousand columns, more than a sheet can name; their cells carry no coordinates."""
    cells = b"".join(b'<c t="inlineStr"><is><t>c%d</t></is></c>' % i for i in range(20_000))
    in_workbook(SHEET, lambda xml: re.sub(rb"<sheetData>.*</sheetData>", b"", xml, flags=re.DOTALL))(folder)
    path = folder / "observations.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = parts[SHEET].replace(
        b"<pageMargins", b"<sheetData><row>" + cells + b"</row></sheetData><pageMargins"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def laughs(xml: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (i + 1, b"&a%d;" % i * 10) for i in range(9))
    head = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + entities + b"]>"
    return head + xml.replace(b"<v>12.5</v>", b"<v>&a9;</v>")


# --- the kinds ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A way to break a sound study, and what must be said: the code, and the place in the words of the line."""

    name: str
    change: Break
    code: str
    place: str


FILES = [
    Kind("an empty file", put(OBSERVATIONS, ""), "table.empty", OBSERVATIONS),
    Kind("a file of blank lines", put(OBSERVATIONS, "\n\n \n"), "table.empty", OBSERVATIONS),
    Kind("a file that is only a byte order mark", put(OBSERVATIONS, b"\xef\xbb\xbf"), "table.empty", OBSERVATIONS),
    Kind("a header without records", put(OBSERVATIONS, HEADER), "table.no_rows", OBSERVATIONS),
    Kind("subjects without records", put(SUBJECTS, "subject,market\n"), "table.no_rows", SUBJECTS),
    Kind("cp1251", recode(SUBJECTS, "cp1251"), "table.encoding", "subjects.csv, row 2:"),
    Kind("koi8-r", recode(SUBJECTS, "koi8-r"), "table.encoding", "subjects.csv, row 2:"),
    Kind("utf-16", recode(SUBJECTS, "utf-16"), "table.encoding", "subjects.csv, row 1:"),
    Kind(
        "utf-8 where cp1251 is declared",
        edit(FILE, "audience:", "csv: {encoding: cp1251}\naudience:"),
        "table.encoding",
        "subjects.csv, row 2:",
    ),
    Kind(
        "utf-16 cut in the middle of a letter",
        every(
            edit(FILE, "audience:", "csv: {encoding: utf-16}\naudience:"),
            recode(SUBJECTS, "utf-16"),
            cut(SUBJECTS, 101),
        ),
        "table.binary",
        SUBJECTS,
    ),
    Kind("zero bytes", edit(OBSERVATIONS, "12.5", "12\0"), "table.binary", "observations.csv, row 2:"),
    Kind("a picture named as a table", put(OBSERVATIONS, b"\x89PNG\r\n\x1a\n\0\0\0"), "table.binary", OBSERVATIONS),
    Kind(
        "semicolons",
        lambda folder: put(SUBJECTS, (folder / SUBJECTS).read_text("utf-8").replace(",", ";"))(folder),
        "table.separator",
        "subjects.csv, row 1:",
    ),
    Kind(
        "tabs",
        lambda folder: put(SUBJECTS, (folder / SUBJECTS).read_text("utf-8").replace(",", "\t"))(folder),
        "table.separator",
        "subjects.csv, row 1:",
    ),
    Kind("a row that is too long", edit(OBSERVATIONS, "2025-05-20", "2025-05-20,x"), "table.ragged", "row 2:"),
    Kind("a row that is too short", edit(OBSERVATIONS, "0.6,,,,page,,", "0.6"), "table.ragged", "row 14:"),
    Kind(
        "a row without its quote", edit(OBSERVATIONS, "visit,E2,2025\n", '"visit,E2,2025\n'), "table.quotes", "row 4:"
    ),
    Kind("a quote that opens in the last cell", add('S1,1.2,,2025,,2,,,,,"2025'), "table.quotes", "row 17:"),
    Kind(
        "a quoted row that is too long",
        add('S1,1.2,,2025,,2,,clara,"a, b",,2025,x,y'),
        "table.ragged",
        "observations.csv, row 17:",
    ),
    Kind("a header without names", edit(OBSERVATIONS, HEADER, "," * 10 + "\n"), "table.no_header", "row 1:"),
    Kind("a merged header", edit(SUBJECTS, "name_ru,name_en", "name_ru,"), "table.blank_header", "row 1, column C:"),
    Kind("a repeated header", edit(SUBJECTS, "name_en", "name_ru"), "table.repeated_header", "subjects.csv, row 1:"),
    Kind("a header repeated but for a blank", edit(SUBJECTS, "name_en", " name_ru"), "table.repeated_header", "row 1:"),
    Kind(
        "a header that spans two lines",
        edit(SUBJECTS, "name_ru", '"name\nru"'),
        "table.unknown_column",
        "row 1, column",
    ),
    Kind("an unknown column", edit(SUBJECTS, "name_en", "colour"), "table.unknown_column", "row 1, column colour:"),
    Kind("a column named as our own", edit(SUBJECTS, "name_en", "_row"), "table.unknown_column", "row 1, column _row:"),
    Kind("a required column missing", edit(SUBJECTS, "subject", "?code"), "table.missing_column", "column subject:"),
    Kind(
        "neither metric nor metrics",
        put(OBSERVATIONS, "subject,wave\nS1,2025\n"),
        "table.no_metrics",
        "observations.csv, row 1:",
    ),
    Kind("two files for one table", put("subjects.xlsx", b"x"), "study.table_twice", "study:"),
    Kind("a missing table", remove(SUBJECTS), "study.table_missing", "study:"),
    Kind("a folder in the place of a table", replaced(SUBJECTS, Path.mkdir), "file.not_file", "subjects.csv:"),
    Kind(
        "a link to nowhere",
        replaced(SUBJECTS, lambda path: path.symlink_to("nowhere.csv")),
        "file.not_file",
        "subjects.csv:",
    ),
    Kind("a pipe in the place of a table", replaced(SUBJECTS, os.mkfifo), "file.not_file", "subjects.csv:"),
    Kind("200 MB", replaced(OBSERVATIONS, sparse(200_000_000)), "table.too_large", "observations.csv:"),
    Kind(
        "200 MB of a workbook",
        replaced(OBSERVATIONS, lambda path: sparse(200_000_000)(path.with_suffix(".xlsx"))),
        "table.too_large",
        "observations.xlsx:",
    ),
    Kind(
        "a cell of a million letters",
        edit(SUBJECTS, "Cloud", "x" * 1_000_000),
        "table.long_cell",
        "row 2, column name_en:",
    ),
    Kind("a quoted million letters", edit(SUBJECTS, "Cloud", f'"{"x" * 999_999}"'), "table.long_cell", "row 2"),
    Kind(
        "a header of a million letters",
        edit(SUBJECTS, "name_en", "x" * 1_000_000),
        "table.unknown_column",
        "column xxx",
    ),
    Kind(
        "20000 columns",
        put(OBSERVATIONS, ",".join(f"c{i}" for i in range(20_000)) + "\n"),
        "table.too_many_columns",
        "observations.csv, row 1:",
    ),
]

CELLS = [
    Kind("a decimal comma", edit(OBSERVATIONS, "12.5", '"12,5"'), "table.decimal_comma", "row 2, column value:"),
    Kind("text in a number", edit(OBSERVATIONS, "12.5", "many"), "table.not_number", "row 2, column value:"),
    Kind("NaN", edit(OBSERVATIONS, "12.5", "NaN"), "table.not_number", "row 2, column value:"),
    Kind("infinity", edit(OBSERVATIONS, "12.5", "-inf"), "table.not_number", "row 2, column value:"),
    Kind("1e400", edit(OBSERVATIONS, "12.5", "1e400"), "table.not_number", "row 2, column value:"),
    Kind("a full-width digit", edit(OBSERVATIONS, "12.5", "１"), "table.not_number", "row 2, column value:"),
    Kind(
        "thousands parted by a space",
        edit(OBSERVATIONS, "12.5", "1\u00a0200"),
        "table.not_number",
        "row 2, column value:",
    ),
    Kind("a number with its unit", edit(OBSERVATIONS, "12.5", "12.5 %"), "table.not_number", "row 2, column value:"),
    Kind("an error of Excel", edit(OBSERVATIONS, "12.5", "#DIV/0!"), "table.not_number", "row 2, column value:"),
    Kind("a raw value out of bounds", edit(OBSERVATIONS, "12.5", "1001"), "table.out_of_range", "row 2, column value:"),
    Kind("a negative count", edit(OBSERVATIONS, "12.5", "-3"), "table.out_of_range", "row 2, column value:"),
    Kind(
        "a given score out of bounds",
        edit(OBSERVATIONS, "2025,40", "2025,140"),
        "table.out_of_range",
        "row 15, column value:",
    ),
    Kind(
        "level 4 on a 0-3 scale",
        edit(OBSERVATIONS, ",3,,boris", ",4,,boris"),
        "observation.level_outside_scale",
        "row 5, column level:",
    ),
    Kind(
        "a level below the scale",
        edit(OBSERVATIONS, ",3,,boris", ",-1,,boris"),
        "observation.level_outside_scale",
        "row 5, column level:",
    ),
    Kind(
        "half a level of one rater",
        edit(OBSERVATIONS, ",3,,boris", ",2.5,,boris"),
        "observation.level_not_step",
        "row 5, column level:",
    ),
    Kind(
        "value and level both",
        edit(OBSERVATIONS, "12.5,,", "12.5,2,"),
        "observation.value_and_level",
        "row 2, column level:",
    ),
    Kind(
        "a misspelt status",
        edit(OBSERVATIONS, "1.5,assessed", "1.5,asessed"),
        "table.not_allowed",
        "row 6, column status:",
    ),
    Kind(
        "not applicable, yet a number",
        edit(OBSERVATIONS, "2025,,,not_applicable", "2025,,2,not_applicable"),
        "observation.status_with_number",
        "row 8, column status:",
    ),
    Kind(
        "assessed, yet no number",
        edit(OBSERVATIONS, "not_applicable", "assessed"),
        "observation.assessed_without_number",
        "row 8, column status:",
    ),
    Kind(
        "an unknown subject",
        edit(OBSERVATIONS, "S4,1.2", "S9,1.2"),
        "observation.unknown_subject",
        "row 8, column subject:",
    ),
    Kind(
        "an observation of nobody", edit(OBSERVATIONS, "S4,1.2", ",1.2"), "table.empty_cell", "row 8, column subject:"
    ),
    Kind(
        "an unknown metric",
        edit(OBSERVATIONS, "S4,1.2", "S4,9.9"),
        "observation.unknown_metric",
        "row 8, column metric:",
    ),
    Kind(
        "an unknown wave",
        edit(OBSERVATIONS, "papers,2024", "papers,2042"),
        "observation.unknown_wave",
        "row 16, column wave:",
    ),
    Kind(
        "an unknown indicator",
        edit(OBSERVATIONS, "1.1,papers", "1.1,patents"),
        "observation.unknown_indicator",
        "row 2, column indicator:",
    ),
    Kind(
        "an indicator left out",
        edit(OBSERVATIONS, "2.3,channels", "2.3,"),
        "observation.which_indicator",
        "row 13, column indicator:",
    ),
    Kind(
        "a raw value for a rater",
        edit(OBSERVATIONS, ",2,,anna", "2,,,anna"),
        "observation.value_for_level",
        "row 4, column value:",
    ),
    Kind(
        "a level at a node",
        edit(OBSERVATIONS, "2025,40,", "2025,,2"),
        "observation.level_without_rubric",
        "row 15, column level:",
    ),
    Kind(
        "an unknown evidence", edit(OBSERVATIONS, "E1", "E9"), "observation.unknown_evidence", "row 2, column evidence:"
    ),
    Kind(
        "evidence without its table",
        remove("evidence.csv"),
        "observation.no_evidence_table",
        "observations.csv, column evidence:",
    ),
    Kind(
        "a date that is none",
        edit(OBSERVATIONS, "2025-05-20", "20.05.2025"),
        "table.not_date",
        "row 2, column observed_at:",
    ),
    Kind(
        "the thirtieth of February",
        edit(OBSERVATIONS, "2025-05-20", "2025-02-30"),
        "table.not_date",
        "row 2, column observed_at:",
    ),
    Kind(
        "a thirteenth month",
        edit(OBSERVATIONS, "2025-05\n", "2025-13\n"),
        "table.not_date",
        "row 3, column observed_at:",
    ),
    Kind(
        "an observation twice",
        add("S1,1.2,,2025,,1,,anna,visit,E2,2025"),
        "observation.duplicate",
        "observations.csv, row 17:",
    ),
    Kind(
        "a score above its own metrics",
        add("S1,s1,,2025,50,,,,registry,,"),
        "observation.given_twice",
        "row 2, column metric:",
    ),
    Kind("raw and rated", add("S1,2.1,,2025,,2,,anna,visit,,"), "observation.raw_and_rated", "row 17, column metric:"),
    Kind("a subject twice", edit(SUBJECTS, "S2,", "S1,"), "table.duplicate", "subjects.csv, row 3:"),
    Kind("an empty subject", edit(SUBJECTS, "S2,", ","), "table.empty_cell", "subjects.csv, row 3, column subject:"),
    Kind(
        "a subject's code too long", edit(SUBJECTS, "S2,", "S" * 201 + ","), "table.long_cell", "row 3, column subject:"
    ),
    Kind("an unknown segment", edit(SUBJECTS, "SHOPS", "SHOP"), "table.not_allowed", "row 4, column segment:"),
    Kind("an unknown consent", edit(SUBJECTS, "pending", "yes"), "table.not_allowed", "row 5, column consent:"),
    Kind(
        "a share of 1.5", edit(SUBJECTS, "0.75", "1.5"), "table.out_of_range", "subjects.csv, row 3, column b2b_share:"
    ),
    Kind("a negative weight of a subject", edit(SUBJECTS, ",,2,", ",,-2,"), "table.out_of_range", "row 2, column n:"),
    Kind(
        "neither group nor share",
        edit(SUBJECTS, "SHOPS,B2C,,3", "SHOPS,,,3"),
        "subject.no_group",
        "row 4, column market:",
    ),
    Kind("evidence without access", edit("evidence.csv", "public", ""), "table.empty_cell", "row 2, column access:"),
    Kind("evidence twice", edit("evidence.csv", "E2", "E1"), "table.duplicate", "evidence.csv, row 3:"),
    Kind(
        "an unknown kind of evidence",
        edit("evidence.csv", "E1,registry", "E1,rumour"),
        "table.not_allowed",
        "column kind:",
    ),
    Kind(
        "a published table without values",
        edit("published.csv", "70.5", ""),
        "table.empty_cell",
        "published.csv, row 3",
    ),
    Kind(
        "a published figure at no node",
        edit("published.csv", "S1,s1", "S1,s9"),
        "observation.unknown_metric",
        "row 3, column node:",
    ),
    Kind(
        "a published table without its column",
        edit("published.csv", "value", "?v"),
        "table.missing_column",
        "column value:",
    ),
    Kind(
        "a wide table with a level off the scale",
        put(OBSERVATIONS, "subject,1.2,2.2\nS1,2,1\nS2,3,7\n"),
        "observation.level_outside_scale",
        "observations.csv, row 3, column 2.2:",
    ),
    Kind(
        "a wide table with a word for a level",
        put(OBSERVATIONS, "subject,1.2,2.2\nS1,2,good\n"),
        "table.not_number",
        "observations.csv, row 2, column 2.2:",
    ),
]

SETTINGS = [
    Kind("an empty study file", put(FILE, ""), "yaml.empty", FILE),
    Kind("a study file that is a list", put(FILE, "- schema\n- title\n"), "yaml.not_mapping", "study.yaml, line 1:"),
    Kind("a study file that is a word", put(FILE, "study"), "yaml.not_mapping", FILE),
    Kind("a study file in cp1251", recode(FILE, "cp1251"), "file.not_utf8", "study.yaml, line 2:"),
    Kind("a binary study file", put(FILE, b"\x89PNG\r\n\x1a\n\0"), "file.not_utf8", FILE),
    Kind("a study file with zero bytes", put(FILE, b"schema: \0"), "yaml.syntax", FILE),
    Kind("a study file of 3 MB", put(FILE, "# " + "x" * 3_000_000), "yaml.too_large", FILE),
    Kind("a colon too many", edit(FILE, "audience: internal", "audience: a: b"), "yaml.syntax", "line 8:"),
    Kind(
        "a tab for an indent", edit(FILE, '  - {code: "2024"', '\t- {code: "2024"'), "yaml.syntax", "study.yaml, line"
    ),
    Kind("an unknown key", edit(FILE, "audience:", "audiense:"), "settings.unknown_key", "line 8, key audiense:"),
    Kind("a key twice", edit(FILE, "audience:", "wave: x\naudience:"), "yaml.duplicate_key", "line 8, key wave:"),
    Kind("no title", edit(FILE, "title:", "subtitle:"), "settings.missing_key", "key title:"),
    Kind(
        "a title in one language", edit(FILE, ", en: A test", ""), "settings.missing_language", "line 2, key title.en:"
    ),
    Kind(
        "a wave without quotes", edit(FILE, 'wave: "2025"', "wave: 2025"), "settings.wrong_value", "line 4, key wave:"
    ),
    Kind(
        "a wave that is not among the waves",
        edit(FILE, 'wave: "2025"', 'wave: "2023"'),
        "study.wave_unknown",
        "line 4, key wave:",
    ),
    Kind(
        "a date that is not",
        edit(FILE, "2024-11-01", "2024-13-01"),
        "settings.wrong_value",
        "line 6, key waves[0].date:",
    ),
    Kind("a number for a date", edit(FILE, "2024-11-01", "0"), "settings.wrong_value", "line 6, key waves[0].date:"),
    Kind("the year 9999", edit(FILE, "2025-11-01", "9999-12-31"), "settings.wrong_value", "line 7, key waves[1].date:"),
    Kind("an unknown audience", edit(FILE, "internal", "friends"), "settings.wrong_value", "line 8, key audience:"),
    Kind(
        "an unknown encoding",
        edit(FILE, "goals:", "csv: {encoding: ebcdic}\ngoals:"),
        "settings.wrong_value",
        "key csv.encoding:",
    ),
    Kind(
        "a target that is no number",
        edit(FILE, "target: 80", "target: much"),
        "settings.wrong_value",
        "line 10, key goals[0].target:",
    ),
    Kind("a target of 12:30", edit(FILE, "target: 80", "target: 12:30"), "settings.wrong_value", "'12:30'"),
    Kind(
        "a target beyond numbers",
        edit(FILE, "target: 80", "target: .inf"),
        "settings.wrong_value",
        "key goals[0].target:",
    ),
    Kind(
        "a goal on an unknown node",
        edit(FILE, "node: s1", "node: s9"),
        "method.unknown_node",
        "line 10, key goals[0].node:",
    ),
    Kind(
        "a goal for an unknown subject",
        edit(FILE, "subject: S1", "subject: S9"),
        "study.unknown_subject",
        "line 10, key goals[0].subject:",
    ),
    Kind(
        "a claim that says too little",
        edit(FILE, "    values: [50]\n", ""),
        "study.claim_incomplete",
        "line 12, key claims[0]:",
    ),
    Kind(
        "a mean of nothing",
        edit(FILE, "kind: value", "kind: mean_of_parts"),
        "study.claim_incomplete",
        "line 12, key claims[0]:",
    ),
    Kind(
        "a published table that is not there",
        remove("published.csv"),
        "file.missing",
        "line 17, key references[0].file:",
    ),
    Kind(
        "a path in references",
        edit(FILE, "published.csv", "../published.csv"),
        "settings.wrong_value",
        "key references[0].file:",
    ),
    Kind(
        "a path in cuts", edit(FILE, "goals:", "cuts: /etc/passwd\ngoals:"), "settings.wrong_value", "line 9, key cuts:"
    ),
    Kind(
        "a path in method",
        edit(FILE, "method: method.yaml", "method: ../method.yaml"),
        "settings.wrong_value",
        "line 3, key method:",
    ),
    Kind(
        "a method that is not bundled",
        edit(FILE, "method: method.yaml", "method: smal"),
        "method.unknown",
        "line 3, key method:",
    ),
    Kind("a method file that is not there", remove("method.yaml"), "file.missing", "study.yaml, line 3, key method:"),
    Kind(
        "a method whose name is too long",
        edit(FILE, "method: method.yaml", f"method: {'𝔐' * 100}.yaml"),
        "file.missing",
        "line 3, key method:",
    ),
    Kind(
        "cuts that are not there",
        edit(FILE, "goals:", "cuts: c.yaml\ngoals:"),
        "file.missing",
        "line 9, key cuts: the file “c.yaml”",
    ),
    Kind(
        "cuts that are a list",
        every(edit(FILE, "goals:", "cuts: c.yaml\ngoals:"), put("c.yaml", "- 1\n")),
        "yaml.not_mapping",
        "c.yaml, line 1:",
    ),
    Kind(
        "cuts of a metric without percentiles",
        every(
            edit(FILE, "goals:", "cuts: c.yaml\ngoals:"), put("c.yaml", 'wave: "2024"\ncuts:\n  "1.2": {B2B: [1, 2]}\n')
        ),
        "study.cuts_unknown",
        "c.yaml, line 3, key cuts.1.2:",
    ),
    Kind(
        "cuts out of order",
        every(
            edit(FILE, "goals:", "cuts: c.yaml\ngoals:"), put("c.yaml", 'wave: "2024"\ncuts:\n  "1.1": {B2B: [2, 1]}\n')
        ),
        "method.cuts_order",
        "c.yaml, line 3, key cuts.1.1.B2B:",
    ),
    Kind(
        "too few cuts",
        every(
            edit(FILE, "goals:", "cuts: c.yaml\ngoals:"), put("c.yaml", 'wave: "2024"\ncuts:\n  "1.1": {B2B: [2]}\n')
        ),
        "method.cuts_count",
        "c.yaml, line 3, key cuts.1.1.B2B:",
    ),
    Kind(
        "overrides that are a word",
        edit(FILE, "goals:", "overrides: none\ngoals:"),
        "settings.wrong_value",
        "line 9, key overrides:",
    ),
    Kind(
        "an override of nothing",
        edit(FILE, "goals:", "overrides:\n  policies: {wait: 1}\ngoals:"),
        "settings.unknown_key",
        "study.yaml, line 10, key overrides.policies.wait:",
    ),
    Kind(
        "an override of the tree by a word",
        edit(FILE, "goals:", "cuts: c.yaml\noverrides: {index: none}\ngoals:"),
        "settings.wrong_value",
        "study.yaml, line 10, key overrides.index:",
    ),
]

BOOKS = [
    Kind(
        "a text named as a workbook",
        replaced(OBSERVATIONS, lambda path: path.with_suffix(".xlsx").write_text("a,b\n1,2")),
        "table.broken_xlsx",
        "observations.xlsx:",
    ),
    Kind(
        "a workbook cut short",
        every(as_xlsx(), cut("observations.xlsx", 2000)),
        "table.broken_xlsx",
        "observations.xlsx:",
    ),
    Kind(
        "a zip that is no workbook",
        every(as_xlsx(), lambda folder: zipfile.ZipFile(folder / "observations.xlsx", "w").close()),
        "table.broken_xlsx",
        "observations.xlsx:",
    ),
    Kind("a workbook without its sheet", in_workbook(SHEET, lambda _: b""), "table.broken_xlsx", "observations.xlsx:"),
    Kind(
        "a sheet of broken XML",
        in_workbook(SHEET, lambda xml: xml[: len(xml) // 2]),
        "table.broken_xlsx",
        "observations.xlsx:",
    ),
    Kind("entities that multiply", in_workbook(SHEET, laughs), "table.broken_xlsx", "observations.xlsx:"),
    Kind("a zip bomb", bomb, "table.zip_bomb", "observations.xlsx:"),
    Kind(
        "a cell in a row beyond any sheet",
        in_workbook(SHEET, lambda xml: xml.replace(b'r="16"', b'r="99999999"')),
        "table.too_many_cells",
        "observations.xlsx, sheet Sheet:",
    ),
    Kind("a sheet of 20000 columns", wide_sheet, "table.too_many_columns", "observations.xlsx, sheet Sheet, row 1:"),
    Kind(
        "an empty sheet",
        as_xlsx(lambda book: book.active.delete_rows(1, 99)),
        "table.empty",
        "observations.xlsx, sheet Sheet:",
    ),
    Kind(
        "a sheet that begins with a blank row",
        as_xlsx(lambda book: book.active.insert_rows(1)),
        "table.no_header",
        "sheet Sheet, row 1:",
    ),
    Kind(
        "a merged header in a sheet",
        as_xlsx(lambda book: book.active.merge_cells("B1:C1")),
        "table.blank_header",
        "row 1, column C:",
    ),
    Kind(
        "a cell beyond the header",
        as_xlsx(lambda book: book.active.cell(5, 14, "note")),
        "table.ragged",
        "sheet Sheet, row 5:",
    ),
    Kind(
        "a formula nobody computed",
        as_xlsx(lambda book: book.active.cell(2, 5, "=10+2.5")),
        "table.formula_without_value",
        "row 2, column E:",
    ),
    Kind(
        "a decimal comma in a sheet",
        as_xlsx(lambda book: book.active.cell(2, 5, "12,5")),
        "table.decimal_comma",
        "sheet Sheet, row 2, column value:",
    ),
    Kind(
        "a word for a number, below a blank row",
        as_xlsx(lambda book: (book.active.insert_rows(2), book.active.cell(3, 5, "many"))),
        "table.not_number",
        "sheet Sheet, row 3, column value:",
    ),
    Kind(
        "a broken study.xlsx",
        every(remove(SUBJECTS), remove(OBSERVATIONS), put("study.xlsx", b"PK\x03\x04")),
        "table.broken_xlsx",
        "study.xlsx:",
    ),
    Kind(
        "a table in a file and in study.xlsx",
        lambda folder: two_homes(folder / "study.xlsx"),
        "study.table_twice",
        "subjects.csv, study.xlsx",
    ),
    Kind(
        "a parquet cut short",
        every(as_parquet(), cut("observations.parquet", 900)),
        "table.unreadable",
        "observations.parquet:",
    ),
    Kind(
        "a text named as parquet",
        replaced(OBSERVATIONS, lambda path: path.with_suffix(".parquet").write_text("a,b\n1,2")),
        "table.unreadable",
        "observations.parquet:",
    ),
    Kind(
        "a parquet of lists",
        as_parquet(lambda frame: frame.with_columns(pl.concat_list("value").alias("value"))),
        "table.nested",
        "observations.parquet, row 1:",
    ),
    Kind(
        "a parquet of bytes",
        as_parquet(lambda frame: frame.with_columns(pl.lit(b"\xff\xfe").alias("rater"))),
        "table.nested",
        "observations.parquet, row 1:",
    ),
    Kind(
        "a parquet of durations",
        as_parquet(lambda frame: frame.with_columns(pl.duration(days=1).alias("value"))),
        "table.nested",
        "observations.parquet, row 1:",
    ),
    Kind(
        "a parquet of half a billion cells",
        as_parquet(
            lambda _: pl.DataFrame({f"c{i}": pl.repeat(None, 5_000_000, dtype=pl.Int8, eager=True) for i in range(24)})
        ),
        "table.too_many_cells",
        "observations.parquet:",
    ),
    Kind(
        "a parquet with NaN",
        as_parquet(lambda frame: frame.with_columns(pl.lit(float("nan")).alias("value"))),
        "table.not_number",
        "observations.parquet, row 2, column value:",
    ),
    Kind(
        "a parquet with a column twice",
        as_parquet(lambda frame: frame.with_columns(pl.lit("x").alias(" value"))),
        "table.repeated_header",
        "observations.parquet, row 1:",
    ),
]


def two_homes(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("subjects").write_row(0, 0, ["subject"])


METHOD = "method.yaml"
DEEP = "a: " + "[" * 100_000
ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]\n" for i in range(7)
)

METHODS = [
    Kind("an empty method", put(METHOD, ""), "yaml.empty", METHOD),
    Kind("a method of comments", put(METHOD, "# nothing\n"), "yaml.empty", METHOD),
    Kind(
        "a negative weight",
        edit(METHOD, "weight: 0.6", "weight: -0.6"),
        "settings.wrong_value",
        "line 18, key index.nodes[0].weight:",
    ),
    Kind(
        "a weight of zero",
        edit(METHOD, "weight: 0.6", "weight: 0"),
        "settings.wrong_value",
        "key index.nodes[0].weight:",
    ),
    Kind(
        "a weight beyond numbers",
        edit(METHOD, "weight: 0.6", "weight: .nan"),
        "settings.wrong_value",
        "key index.nodes[0].weight:",
    ),
    Kind(
        "a weight in a text",
        edit(METHOD, "weight: 0.6", 'weight: "0.6"'),
        "settings.wrong_value",
        "key index.nodes[0].weight:",
    ),
    Kind(
        "a weight of 12:30", edit(METHOD, "weight: 0.6", "weight: 12:30"), "settings.wrong_value", "“weight” is '12:30'"
    ),
    Kind("a weight of 010", edit(METHOD, "weight: 0.6", "weight: 010"), "settings.wrong_value", "“weight” is '010'"),
    Kind(
        "a weight of 400 digits",
        edit(METHOD, "weight: 0.6", "weight: 1" + "0" * 400),
        "settings.wrong_value",
        "key index.nodes[0].weight:",
    ),
    Kind(
        "weights that do not add up",
        edit(METHOD, "weight: 0.6", "weight: 0.7"),
        "method.weights_sum",
        "line 12, key index:",
    ),
    Kind(
        "weights for some", edit(METHOD, "      weight: 0.6\n", ""), "method.weights_incomplete", "line 12, key index:"
    ),
    Kind(
        "an unknown key in a method",
        edit(METHOD, "direction:", "directon:"),
        "settings.unknown_key",
        "key index.nodes[1].metrics[0].directon:",
    ),
    Kind("no as a key", edit(METHOD, "scale: {", "no: 1\nscale: {"), "settings.unknown_key", "line 11, key no:"),
    Kind(
        "a key twice in a method",
        edit(METHOD, "      weight: 0.4", "      weight: 0.4\n      weight: 0.4"),
        "yaml.duplicate_key",
        "line 38, key index.nodes[1].weight:",
    ),
    Kind(
        "a missing language",
        edit(METHOD, "{ru: Рынок, en: Market}", "{ru: Рынок}"),
        "settings.missing_language",
        "line 74, key groupings[0].title.en:",
    ),
    Kind(
        "a text that is empty",
        edit(METHOD, "en: Market}", 'en: ""}'),
        "settings.wrong_value",
        "key groupings[0].title.en:",
    ),
    Kind(
        "a code without quotes",
        edit(METHOD, 'code: "1.1"', "code: 1.1"),
        "settings.wrong_value",
        "line 20, key index.nodes[0].metrics[0].code:",
    ),
    Kind(
        "a code with a slash",
        edit(METHOD, 'code: "1.1"', "code: a/b"),
        "settings.wrong_value",
        "line 20, key index.nodes[0].metrics[0].code:",
    ),
    Kind(
        "a code twice",
        edit(METHOD, 'code: "1.2"', 'code: "1.1"'),
        "method.duplicate_code",
        "line 31, key index.nodes[0].metrics[1].code:",
    ),
    Kind(
        "a group twice",
        edit(METHOD, "code: SHOPS", "code: CLOUD"),
        "method.duplicate_code",
        "key groupings[1].values[0].code:",
    ),
    Kind(
        "a grouping that takes our name",
        edit(METHOD, "- code: segment", "- code: overall"),
        "method.reserved_code",
        "key groupings[1].code:",
    ),
    Kind(
        "bands that overlap",
        edit(METHOD, "low: 50", "low: 40"),
        "method.bands_overlap",
        "line 101, key bands.bands[1].low:",
    ),
    Kind(
        "bands with a gap", edit(METHOD, "low: 50", "low: 60"), "method.bands_gap", "line 101, key bands.bands[1].low:"
    ),
    Kind("a band upside down", edit(METHOD, "high: 110", "high: 10"), "method.band_reversed", "key bands.bands[1]:"),
    Kind("tiers out of order", edit(METHOD, "at_least: 60", "at_least: 20"), "method.tiers_order", "key tiers.tiers:"),
    Kind(
        "cuts out of order in a method",
        edit(METHOD, "[24, 8, 1]", "[1, 8, 24]"),
        "method.cuts_order",
        "line 47, key index.nodes[1].metrics[0].rubric.cuts:",
    ),
    Kind(
        "percentiles beyond a hundred", edit(METHOD, "[40, 80]", "[40, 180]"), "method.percentile_range", "rubric.cuts:"
    ),
    Kind(
        "more cuts than levels", edit(METHOD, "[0.5, 1, 2]", "[0.5, 1, 1.5, 2]"), "method.too_many_cuts", "rubric.cuts:"
    ),
    Kind(
        "a scale upside down",
        edit(METHOD, "{min: 0, max: 3}", "{min: 3, max: 0}"),
        "method.cuts_order",
        "line 11, key scale:",
    ),
    Kind(
        "rubrics without a scale",
        edit(METHOD, "scale: {min: 0, max: 3}\n", ""),
        "method.rubric_without_scale",
        "rubric:",
    ),
    Kind(
        "a level off the scale",
        edit(METHOD, "zero: 0", "zero: 9"),
        "method.level_outside_scale",
        "line 30, key index.nodes[0].metrics[0].rubric.zero:",
    ),
    Kind("a matrix of another shape", edit(METHOD, "- [2, 3]", "- [2, 3, 3]"), "method.matrix_shape", "rubric.table:"),
    Kind("a matrix off the scale", edit(METHOD, "- [2, 3]", "- [2, 4]"), "method.matrix_levels", "rubric.table:"),
    Kind(
        "an unknown kind of rubric",
        edit(METHOD, "{kind: rater}", "{kind: oracle}"),
        "settings.wrong_value",
        "rubric.kind: “kind” is 'oracle'",
    ),
    Kind(
        "a rubric without a kind",
        edit(METHOD, "{kind: rater}", "{}"),
        "settings.missing_key",
        "key index.nodes[0].metrics[1].rubric.kind:",
    ),
    Kind("an unknown group", edit(METHOD, "cuts: {B2C:", "cuts: {B2X:"), "method.unknown_group", "by_group.cuts.B2X:"),
    Kind(
        "an unknown column of groups",
        edit(METHOD, "group: market", "group: colour"),
        "method.unknown_column",
        "line 29, key index.nodes[0].metrics[0].rubric.group:",
    ),
    Kind(
        "an unknown indicator in a method",
        edit(METHOD, "indicator: hours", "indicator: days"),
        "method.unknown_indicator",
        "key index.nodes[1].metrics[0].rubric:",
    ),
    Kind(
        "an unknown node",
        edit(METHOD, 'node: "2.2"', 'node: "9.9"'),
        "method.unknown_node",
        "key recommendations[0].node:",
    ),
    Kind(
        "an unknown grouping of tiers",
        edit(METHOD, "grouping: segment", "grouping: colour"),
        "method.unknown_grouping",
        "key tiers.grouping:",
    ),
    Kind(
        "a node without children",
        edit(METHOD, "groupings:\n", "    - {code: s3, title: {ru: Т, en: T}, weight: 0.1}\ngroupings:\n"),
        "method.empty_node",
        "key index.nodes[2]:",
    ),
    Kind(
        "a list of one metric as a mapping",
        edit(METHOD, "recommendations:\n  - code", "recommendations:\n    code"),
        "settings.wrong_value",
        "key recommendations:",
    ),
    Kind(
        "a comparison with a word",
        edit(
            METHOD,
            "bands:\n",
            "diagnoses:\n  - {code: d, title: {ru: Д, en: D}, text: {ru: Д, en: D},"
            " every: [{node: s1, compared: above, to: moon}]}\nbands:\n",
        ),
        "settings.wrong_value",
        "key diagnoses[0].every[0].to:",
    ),
    Kind("a tab in a method", edit(METHOD, "  code: index", "\tcode: index"), "yaml.syntax", "method.yaml, line 13:"),
    Kind("a binary method", put(METHOD, bytes(range(256))), "file.not_utf8", METHOD),
    Kind("control letters", put(METHOD, "id: \x07"), "yaml.syntax", METHOD),
    Kind("two documents", put(METHOD, "a: 1\n---\nb: 2\n"), "yaml.syntax", "method.yaml, line 2:"),
    Kind("aliases that multiply", put(METHOD, ALIASES), "yaml.too_much", METHOD),
    Kind("an alias of itself", put(METHOD, "a: &a [*a]\n"), "yaml.too_much", METHOD),
    Kind("brackets a hundred thousand deep", put(METHOD, DEEP), "yaml.too_much", "method.yaml, line 1:"),
    Kind("a command in a tag", put(METHOD, "id: !!python/object/apply:os.system ['true']\n"), "yaml.syntax", METHOD),
    Kind("a key that is a list", put(METHOD, "? [a, b]\n: 1\n"), "yaml.syntax", METHOD),
    Kind("a thousand unknown keys", put(METHOD, "".join(f"k{i}: 1\n" for i in range(1000))), "settings.more", METHOD),
]

KINDS: Sequence[Kind] = [*FILES, *CELLS, *SETTINGS, *BOOKS, *METHODS]
