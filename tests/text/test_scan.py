"""A scan from files to facts: nothing twice, nothing lost, the same on one process and on many."""

import json
from contextlib import closing
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from text_kit import COMPANIES, call, folder, judge, lines, news

from centricity.errors import FaultsError, MisuseError, TextError
from centricity.reports.document import Table
from centricity.reports.text_report import text_report
from centricity.reports.workbook import plain_workbook
from centricity.text import scan as scanning
from centricity.text.call_facts import most_silent, worst_ends
from centricity.text.mentions import body
from centricity.text.overview import quotes, tone_by_month, typical
from centricity.text.scan import Wishes, scan, tell
from centricity.text.sources import read_settings

WISHES = Wishes(judge=judge(), workers=1)

SAID = ("Альфатех работает отлично", "Бетасофт отвечает ужасно", "Погода сегодня хорошая", "Спасибо, Альфатех!")


def rows(n=40):
    return [news(i, f"{SAID[i % 4]} номер {i} " + f"слово{i} " * 5) for i in range(n)]


def known(out, **options):
    told = tell(out, **options)
    return {(fact.company, fact.indicator): fact for fact in told.facts}


def test_a_scan_reads_finds_judges_and_tells(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    done = scan(docs, companies, out, WISHES)
    assert (done.documents, done.mentions) == (40, 30)
    facts = known(out)
    assert facts["alpha", "mcsi"].estimate.value == pytest.approx(20 / 30)
    assert facts["beta", "mcsi"].estimate.value == pytest.approx(-10 / 30)
    assert facts["alpha", "share_of_voice"].estimate.value == pytest.approx(2 / 3)
    assert done.store.scan()["read"] == {"news": 40}
    assert done.store.scan()["kept"] == 30


def test_places_of_mentions_are_true_in_the_stored_text(tmp_path):
    text = "Звоните +7 912 345-67-89, Альфатех поможет 😀"
    docs, companies, out = folder(tmp_path, [news(1, text, title="Про Альфатех")])
    done = scan(docs, companies, out, WISHES)
    documents = done.store.table("documents").combine_chunks().to_batches()[0]
    stored = body(documents)[0].as_py()
    assert "345" not in stored
    spans = done.store.table("mentions").to_pylist()
    assert [stored[row["start"] : row["end"]] for row in spans] == ["Альфатех", "Альфатех"]
    assert done.store.scan()["masked"] == {"phone": 1}


def test_r55_every_number_leads_to_its_sentences(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    scan(docs, companies, out, WISHES)
    told = tell(out)
    found = quotes(told, "beta", "1.4", most=100)
    assert len(found) == 10
    assert {quote.name for quote in found} == {"Бетасофт"}
    assert all("ужасно" in quote.after for quote in found)
    assert {quote.tone for quote in typical(told, "alpha", 1)} == {1}
    assert typical(told, "alpha", -1) == []


def test_a_second_scan_reads_only_what_is_new(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    first = scan(docs, companies, out, WISHES)
    again = scan(docs, companies, out, WISHES)
    assert (again.documents, again.mentions) == (0, 0)
    before = known(out)
    lines(docs / "news.jsonl", [news(99, "Бетасофт: спасибо вам большое за всё")])
    more = scan(docs, companies, out, WISHES)
    assert (first.documents, more.documents) == (40, 1)
    assert known(out)["beta", "n_eff"].estimate.value == before["beta", "n_eff"].estimate.value + 1


def test_the_same_document_in_two_files_counts_once(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    lines(docs / "copy.jsonl", rows())
    assert scan(docs, companies, out, WISHES).mentions == 30


def test_an_interrupted_scan_goes_on_and_comes_to_the_same(tmp_path, monkeypatch):
    docs, companies, out = folder(tmp_path, [])
    for i in range(4):
        lines(docs / f"{i}.jsonl", [news(10_000 * i + j, f"{SAID[j % 4]} {i} {j}") for j in range(1_500)])
    whole = scan(docs, companies, tmp_path / "whole", WISHES)
    write = scanning.Store.write
    seen = []

    def broken(store, number, annotated):
        write(store, number, annotated)
        seen.append(number)
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(scanning.Store, "write", broken)
    with pytest.raises(KeyboardInterrupt):
        scan(docs, companies, out, WISHES)
    monkeypatch.setattr(scanning.Store, "write", write)
    rest = scan(docs, companies, out, WISHES)
    assert 0 < rest.documents < whole.documents
    tables = [each.store.table("mentions").sort_by([("document", "ascending"), ("start", "ascending")])
              for each in (whole, rest)]  # fmt: skip
    assert tables[0].equals(tables[1])
    assert whole.store.stories().equals(rest.store.stories())


def test_many_processes_find_what_one_finds(tmp_path):
    docs, companies, out = folder(tmp_path, rows(400))
    one = scan(docs, companies, out, WISHES)
    two = scan(docs, companies, tmp_path / "two", Wishes(judge=judge(), workers=2))
    assert one.store.table("mentions").equals(two.store.table("mentions"))
    assert one.store.table("documents").equals(two.store.table("documents"))


def test_stars_speak_before_the_model(tmp_path):
    review = {"source_kind": "review", "rating": 1, "about": "Бетасофт"}
    docs, companies, out = folder(tmp_path, [news(1, "Просто отлично, спасибо", **review)])
    done = scan(docs, companies, out, WISHES)
    [row] = done.store.table("mentions").to_pylist()
    assert (row["company"], row["kind"], row["tone"], row["tone_by"], row["positive"]) == (
        "beta", "about", -1, "rating", None,
    )  # fmt: skip


def test_what_a_company_says_of_itself_does_not_count(tmp_path):
    own = [news(i, f"Альфатех: у нас всё отлично {i}", url=f"https://alpha.example/{i}") for i in range(9)]
    docs, companies, out = folder(tmp_path, own)
    scan(docs, companies, out, WISHES)
    assert known(out)["alpha", "n_eff"].estimate.value == 0


def test_results_of_other_companies_are_not_mixed(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    scan(docs, companies, out, WISHES)
    companies.write_text(COMPANIES.replace("Бетасофт", "Гаммасофт"), "utf-8")
    with pytest.raises(TextError) as error:
        scan(docs, companies, out, WISHES)
    assert [fault.code for fault in error.value.faults] == ["text.other_scan"]
    assert list(error.value.faults[0].fields["changed"]) == ["companies"]


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    out.mkdir()
    (out / "thesis.txt").write_text("important", "utf-8")
    with pytest.raises(MisuseError):
        scan(docs, companies, out, WISHES)
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]
    with pytest.raises(TextError):
        tell(out)


def test_facts_are_told_up_to_a_day(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    scan(docs, companies, out, WISHES)
    assert known(out, end=date(2024, 1, 1))["alpha", "n_eff"].estimate.value == 0
    months = tone_by_month(tell(out))
    assert {(each.company, each.key, each.positive, each.negative) for each in months} == {
        ("alpha", "2025-05", 20, 0), ("beta", "2025-05", 0, 10),
    }  # fmt: skip


def test_calls_are_kept_and_measured_though_they_name_no_company(tmp_path):
    docs, companies, out = folder(
        tmp_path, [*rows(), call(1, "Погода ужасно плохая"), call(2, "ужасно", about="Бетасофт")]
    )
    done = scan(docs, companies, out, WISHES)
    assert (done.calls, done.store.scan()["calls"], done.store.scan()["kept"]) == (2, 2, 31)
    calls = done.store.table("calls").to_pylist()
    assert sorted(str(each["company"]) for each in calls) == ["None", "beta"]
    kept = set(done.store.table("documents")["document"].to_pylist())
    assert {each["document"] for each in calls} < kept
    facts = known(out)
    assert facts["beta", "silence_share"].estimate.n == 1
    assert ("alpha", "silence_share") not in facts
    assert facts["beta", "mcsi"].estimate.n == 10


def test_nothing_private_of_a_call_is_stored(tmp_path):
    said = "Мой телефон +7 912 345-67-89, карта 4111 1111 1111 1111, ужасно"
    docs, companies, out = folder(tmp_path, [call(1, said, speaker="Клиент Иван Петрович Смирнов")])
    done = scan(docs, companies, out, WISHES)
    assert done.store.scan()["masked"] == {"card": 1, "phone": 1}
    told = tell(out)
    stored = str([done.store.table(name).to_pylist() for name in ("documents", "mentions", "signatures", "calls")])
    shown = str(worst_ends(told.calls, told.documents)) + str(most_silent(told.calls, told.documents))
    for secret in ("345", "4111", "1111", "Иван", "Смирнов"):
        assert secret not in stored
        assert secret not in shown
    assert "ужасно" in shown
    assert done.store.table("documents")["turns"].null_count == 1


def test_calls_are_the_same_on_many_processes_and_after_an_interruption(tmp_path, monkeypatch):
    docs, companies, out = folder(tmp_path, [])
    for i in range(2):
        lines(docs / f"{i}.jsonl", [call(10_000 * i + j, f"ужасно {i} {j}") for j in range(1_100)])
    whole = scan(docs, companies, tmp_path / "whole", WISHES)
    two = scan(docs, companies, tmp_path / "two", Wishes(judge=judge(), workers=2))
    assert whole.store.table("calls").equals(two.store.table("calls"))
    committed = scanning.Ledger.committed

    def broken(ledger, number):
        committed(ledger, number)
        raise KeyboardInterrupt

    monkeypatch.setattr(scanning.Ledger, "committed", broken)
    with pytest.raises(KeyboardInterrupt):
        scan(docs, companies, out, WISHES)
    monkeypatch.setattr(scanning.Ledger, "committed", committed)
    rest = scan(docs, companies, out, WISHES)
    assert 0 < rest.calls < whole.calls == 2_200
    assert rest.store.table("calls").sort_by("document").equals(whole.store.table("calls").sort_by("document"))
    lines(docs / "more.jsonl", [call(99_999, "отлично")])
    assert scan(docs, companies, out, WISHES).calls == 1


def test_labels_of_speakers_are_named_in_the_settings(tmp_path):
    docs, companies, out = folder(tmp_path, [call(1, "ужасно", speaker="S2")])
    assert scan(docs, companies, out, WISHES).store.table("calls")["turns_unknown"].to_pylist() == [3]
    (docs / "sources.yaml").write_text("sources:\n- {files: '*.jsonl', sides: {S2: customer}}\n", "utf-8")
    done = scan(docs, companies, tmp_path / "named", WISHES)
    assert done.store.table("calls")["turns_customer"].to_pylist() == [3]


def test_results_of_another_version_are_neither_read_nor_gone_on_with(tmp_path):
    docs, companies, out = folder(tmp_path, rows())
    scan(docs, companies, out, WISHES)
    identity = json.loads((out / "identity.json").read_text("utf-8"))
    (out / "identity.json").write_text(json.dumps({**identity, "tables": "1"}), "utf-8")
    for again, code in (
        (lambda: tell(out), "text.old_scan"),
        (lambda: scan(docs, companies, out, WISHES), "text.other_scan"),
    ):
        with pytest.raises(TextError) as error:
            again()
        assert [fault.code for fault in error.value.faults] == [code]


@pytest.mark.parametrize(("language", "title", "silence"), [("ru", "Звонки", "Самое долгое молчание"),
                                                           ("en", "Calls", "Longest silence")])  # fmt: skip
def test_the_report_has_a_section_on_calls_where_there_are_any(tmp_path, language, title, silence):
    docs, companies, out = folder(tmp_path, [*rows(2), *(call(i, f"ужасно {i}") for i in range(6))])
    scan(docs, companies, out, WISHES)
    document = text_report(tell(out), language)
    [section] = [section for section in document.sections if section.anchor == "calls"]
    tables = {block.sheet: block for block in section.blocks if isinstance(block, Table)}
    assert section.title == title
    assert {title, silence} <= set(tables)
    assert tables[title].rows[0][1].text == {"ru": "20\u00a0%", "en": "20%"}[language]
    with closing(load_workbook(BytesIO(plain_workbook(document)))) as book:
        sheets = {name: list(book[name].iter_rows(min_row=4, values_only=True)) for name in (title, silence)}
    assert sheets[title][0][1] == pytest.approx(0.2)
    assert sheets[silence][0][1] == 10
    assert "Номер" in sheets[silence][0][2]
    docs, companies, out = folder(tmp_path / "none", rows(2))
    scan(docs, companies, out, WISHES)
    assert "calls" not in {section.anchor for section in text_report(tell(out), language).sections}


def index_of(told, company="alpha"):
    return next(f for f in told.facts if (f.company, f.indicator) == (company, "media_index")).estimate.value


def test_weights_of_sources_stand_in_their_settings_and_may_change(tmp_path):
    docs, companies, out = folder(tmp_path, rows(4))
    said = ("Альфатех починили связь, отлично", "Сегодня звонил в Альфатех насчёт счёта: спасибо оператору")
    wall = [news(50 + i, text, source_kind="social") for i, text in enumerate(said)]
    lines(docs / "wall.jsonl", wall)
    settings = "sources:\n- {files: wall.jsonl, source: wall}\n"
    (docs / "sources.yaml").write_text(settings, "utf-8")
    scan(docs, companies, out, WISHES)
    plain = index_of(tell(out))
    told = settings.replace("source: wall", "source: wall, weight: 2") + "weights: {news0.example: 0.5}\n"
    (docs / "sources.yaml").write_text(told, "utf-8")
    assert scan(docs, companies, out, WISHES).documents == 0
    assert tell(out).weights == {"wall": 2, "news0.example": 0.5}
    assert plain == 4
    assert index_of(tell(out)) == 2 * 2 + 0.5 * 2
    assert index_of(tell(out, weights={"wall": 1})) == 2 + 0.5 * 2
    said = str(text_report(tell(out), "en").sections[-1])
    assert "Weight of sources in the media index: news0.example 0.50, wall 2.00; of the others 1." in said


@pytest.mark.parametrize(("told", "code"), [
    ("sources: [{files: a.csv, weight: 2}]", "text.weight_nameless"),
    ("sources: [{files: a.csv, source: a, weight: 2}, {files: b.csv, source: a, weight: 3}]", "text.weight_twice"),
    ("sources: [{files: a.csv, source: a, weight: 2}]\nweights: {a: 3}", "text.weight_twice"),
    ("weights: {a: 0}", "settings.wrong_value"),
    ("weights: {a: -1}", "settings.wrong_value"),
    ("weights: {a: 101}", "settings.wrong_value"),
    ("weights: {a: .inf}", "settings.wrong_value"),
    ("weights: {a: .nan}", "settings.wrong_value"),
    ("weights: {a: много}", "settings.wrong_value"),
])  # fmt: skip
def test_a_weight_is_positive_bounded_and_of_one_source(tmp_path, told, code):
    (tmp_path / "sources.yaml").write_text(told, "utf-8")
    with pytest.raises(FaultsError) as error:
        read_settings(tmp_path)
    assert [fault.code for fault in error.value.faults] == [code]
    assert error.value.faults[0].place.line is not None


def test_markets_of_companies_stand_in_their_file(tmp_path):
    named = (("Бетасофт", 1), ("Альфатех", 5))
    rated = [news(i, f"отзыв {i}", source_kind="review", about=named[i % 2][0], rating=named[i % 2][1])
             for i in range(60)]  # fmt: skip
    docs, companies, out = folder(tmp_path, rated)
    scan(docs, companies, out, WISHES)
    together = known(out)["alpha", "rating_shrunk"].parts["market"]
    companies.write_text(COMPANIES.replace("- company: beta", "  market: B2B\n- company: beta"), "utf-8")
    scan(docs, companies, out, WISHES)
    apart = known(out)["alpha", "rating_shrunk"].parts["market"]
    assert (together, apart) == (3, 5)
    assert known(out, markets={"beta": "B2B"})["alpha", "rating_shrunk"].parts["market"] == 3
