"""Places of a name labelled in the terminal, and a model learned from the labels."""

import csv

import pytest
from click.testing import CliRunner
from sense_kit import PLACES, RULE, WISHES, documents, file_of
from text_kit import lines, news

from centricity.cli.app import app
from centricity.text.scan import scan
from centricity.text.sense_labels import COLUMNS, to_csv


def call(monkeypatch, lang, *arguments, typed=None):
    monkeypatch.setattr("centricity.cli.words.LANG", lang)
    result = CliRunner().invoke(app, ["text", *map(str, arguments), "--lang", lang], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def rows_of(file):
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


WORDS = {
    "ru": ("это Лента?", "Введите +, - или ?.", "Мест 40: компания 1, не она 1, неясно 1, осталось 37.",
           "точность 1,00"),
    "en": ("is it Lenta?", "Type +, - or ?.", "40 places: the company 1, not it 1, unclear 1, left 37.",
           "precision is 1.00"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_places_are_labelled_one_by_one_and_a_model_is_learned_and_used(monkeypatch, tmp_path, lang):
    docs, out, labels = documents(tmp_path), tmp_path / "out", tmp_path / "labels.csv"
    scan(docs, file_of(tmp_path, "{name: Лента, needs: [магазин]}"), tmp_path / "narrow", WISHES)
    scan(docs, file_of(tmp_path, None), out, WISHES)
    asked = ("label", "--scan", out, "--name", "Лента", "--file", labels, "--n")
    question, wrong, counts, precision = WORDS[lang]
    first = call(monkeypatch, lang, *asked, 40, typed="+\nx\n-\n?\nq\n")
    assert first.exit_code == 0, first.output
    assert all(each in first.output for each in (question, wrong, counts, "1/40", "[Лент"))
    assert [row["label"] for row in rows_of(labels)][:4] == ["1", "0", "?", ""]
    more = call(monkeypatch, lang, *asked, 40, typed="й\n")
    assert "1/37" in more.output
    labels.unlink()
    call(monkeypatch, lang, *asked, 100, typed="q\n")
    answers = "".join("+\n" if any(says(row, place) for place in PLACES[:32]) else "-\n" for row in rows_of(labels))
    call(monkeypatch, lang, *asked, 100, typed=answers)
    done = call(monkeypatch, lang, "train", labels, "--name", "Лента", "--out", tmp_path / "models.bin")
    assert done.exit_code == 0, done.output
    assert all(each in done.output for each in ("64", "32", precision, " … ", "models.bin"))
    used = scan(docs, file_of(tmp_path, RULE.replace("models/lenta", "models")), tmp_path / "used", WISHES)
    assert used.mentions == 32


def says(row, place):
    return place[0].split("]")[1].rstrip(".") in row["sentence"]


def test_places_that_the_rule_refused_are_labelled_too(monkeypatch, tmp_path):
    docs, labels = tmp_path / "docs", tmp_path / "labels.csv"
    lines(docs / "a.jsonl", [news(i, f"Магазин Лента открыт {i}, лента липкая слово{i}") for i in range(20)])
    scan(docs, file_of(tmp_path, "{name: Лента, capital: true}"), tmp_path / "out", WISHES)
    call(monkeypatch, "en", "label", "--scan", tmp_path / "out", "--name", "Лента", "--file", labels, typed="q\n")
    assert {row["told"] for row in rows_of(labels)} == {"0", "1"}
    assert len({row["mention"].partition(":")[0] for row in rows_of(labels)}) == len(rows_of(labels))


def labelled(tmp_path, **changes):
    cells = [(f"d{i}:shop:0", "Лента", "shop", "news", "1", place[0], str(place[2])) for i, place in enumerate(PLACES)]
    rows = [dict(zip(COLUMNS, each, strict=True)) | changes for each in cells]
    (tmp_path / "labels.csv").write_text(to_csv(rows), "utf-8")
    return tmp_path / "labels.csv"


def test_labels_are_safe_in_a_spreadsheet(tmp_path):
    path = labelled(tmp_path, sentence="=1+1 [Лента]")
    assert "'=1+1 [Лента]" in path.read_text("utf-8")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_what_cannot_be_labelled_or_learned_is_said_in_words(monkeypatch, tmp_path, lang):
    docs, companies = documents(tmp_path), file_of(tmp_path, None)
    with companies.open("a", encoding="utf-8") as file:
        for i in (1, 2):
            file.write(
                f"- company: s{i}\n  name: {{ru: Мега, en: Mega{i}}}\n  rules: [{{name: Мега, capital: true}}]\n"
            )
    scan(docs, companies, tmp_path / "out", WISHES)
    names = labelled(tmp_path)
    label = ("label", "--scan", tmp_path / "out", "--file")
    train = ("train", "--out", tmp_path / "m.bin")
    few = tmp_path / "few.csv"
    few.write_text("\n".join(names.read_text("utf-8").splitlines()[:20]), "utf-8")
    other = tmp_path / "other.csv"
    other.write_text(names.read_text("utf-8").replace(",shop,", ",mart,"), "utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(names.read_text("utf-8").replace(",1\n", ",да\n"), "utf-8")
    for arguments, code in [
        ((*label, tmp_path / "x.csv", "--name", "Нет"), "text.sense_no_name"),
        ((*label, tmp_path / "x.csv", "--name", "Лента", "--company", "s1"), "text.sense_owners"),
        ((*label, tmp_path / "x.csv", "--name", "Мега"), "text.sense_owners"),
        ((*label, other, "--name", "Лента"), "text.sense_names"),
        ((*label, wrong, "--name", "Лента"), "text.sense_label"),
        ((*label, names), "text.tone_table"),
        ((*train, few), "text.sense_few"),
        ((*train, names, other), "text.sense_names"),
        ((*train, names, "--name", "Мега"), "text.sense_names"),
    ]:
        result = call(monkeypatch, lang, *arguments)
        assert (result.exit_code, code in result.output) in {(1, True), (2, True)}, (code, result.output)
        assert ("Назовите" in result.output or "Возьмите" in result.output or "Разметьте" in result.output
                or "Исправьте" in result.output or "Напишите" in result.output) == (lang == "ru")  # fmt: skip
    assert not (tmp_path / "m.bin").exists()
    assert call(monkeypatch, lang, "label", "--scan", tmp_path / "out", "--file", tmp_path / "y.csv",
                "--company", "shop").exit_code == 2  # fmt: skip


def test_where_the_name_never_stands_there_is_nothing_to_ask(monkeypatch, tmp_path):
    lines(tmp_path / "docs" / "a.jsonl", [news(1, "Погода хорошая")])
    scan(tmp_path / "docs", file_of(tmp_path, None), tmp_path / "out", WISHES)
    asked = ("label", "--scan", tmp_path / "out", "--name", "Лента", "--file", tmp_path / "labels.csv")
    result = call(monkeypatch, "en", *asked)
    assert (result.exit_code, rows_of(tmp_path / "labels.csv")) == (0, [])
    assert "0 places" in result.output
