"""Build a Centricity study of the ASEM index from the reference data: ``python tests/asem/study.py FOLDER``."""

import csv
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
METHOD = HERE / "asem.yaml"
WAVE = "2018"
GROUPS = ("GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group")
DENOMINATORS = ("Area", "Energy", "GDP", "Population")

STUDY = f"""\
schema: centricity/study-1
title:
  ru: Устойчивая взаимосвязанность стран АСЕМ, {WAVE}
  en: Sustainable connectivity of the ASEM countries, {WAVE}
method: {METHOD.name}
wave: "{WAVE}"
waves:
  - {{code: "{WAVE}", date: {WAVE}-01-01}}
sample: 51
about:
  ru: Данные пакета COINr; исследование нужно, чтобы сверить расчёт с расчётом COINr.
  en: The data of the COINr package; the study serves to hold the computation against COINr's.
"""

RUSSIAN = {
    "AUS": "Австралия", "AUT": "Австрия", "BEL": "Бельгия", "BGD": "Бангладеш", "BGR": "Болгария", "BRN": "Бруней",
    "CHE": "Швейцария", "CHN": "Китай", "CYP": "Кипр", "CZE": "Чехия", "DEU": "Германия", "DNK": "Дания",
    "ESP": "Испания", "EST": "Эстония", "FIN": "Финляндия", "FRA": "Франция", "GBR": "Великобритания",
    "GRC": "Греция", "HRV": "Хорватия", "HUN": "Венгрия", "IDN": "Индонезия", "IND": "Индия", "IRL": "Ирландия",
    "ITA": "Италия", "JPN": "Япония", "KAZ": "Казахстан", "KHM": "Камбоджа", "KOR": "Республика Корея",
    "LAO": "Лаос", "LTU": "Литва", "LUX": "Люксембург", "LVA": "Латвия", "MLT": "Мальта", "MMR": "Мьянма",
    "MNG": "Монголия", "MYS": "Малайзия", "NLD": "Нидерланды", "NOR": "Норвегия", "NZL": "Новая Зеландия",
    "PAK": "Пакистан", "PHL": "Филиппины", "POL": "Польша", "PRT": "Португалия", "ROU": "Румыния", "RUS": "Россия",
    "SGP": "Сингапур", "SVK": "Словакия", "SVN": "Словения", "SWE": "Швеция", "THA": "Таиланд", "VNM": "Вьетнам",
}  # fmt: skip


def reference_folder() -> Path:
    """Where the reference data of ASEM stand, if they are here."""
    data = os.environ.get("CENTRICITY_REFERENCE_DATA")
    return (Path(data) if data else HERE.parents[1].parent / "shared" / "data") / "asem"


def build_study(folder: Path) -> Path:
    """Write ``study.yaml``, the method, ``subjects.csv`` and ``observations.csv`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    countries = rows("asem_iData")
    metrics = [row["iCode"] for row in rows("asem_iMeta") if row["Type"] == "Indicator"]
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    shutil.copyfile(METHOD, folder / METHOD.name)
    columns = ("subject", "name_ru", "name_en", *GROUPS, *DENOMINATORS)
    own = (*GROUPS, *DENOMINATORS)
    subjects = ([r["uCode"], RUSSIAN[r["uCode"]], r["uName"], *(r[name] for name in own)] for r in countries)
    _write(folder / "subjects.csv", columns, subjects)
    observed = ([r["uCode"], "COINr 1.1.14", *(r[code] for code in metrics)] for r in countries)
    _write(folder / "observations.csv", ("subject", "source", *metrics), observed)
    return folder


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a reference table."""
    with (reference_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])


if __name__ == "__main__":
    build_study(Path(sys.argv[1]))
