"""Every kind of file becomes the one table of documents; every loss is named and counted."""

import gzip
import io
import json
import os
import sys
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import FaultsError, MisuseError
from centricity.text.documents import SCHEMA, cleaned, document
from centricity.text.sources import (
    Limits,
    ReadReport,
    SourceRule,
    SourceSettings,
    csv_tables,
    read_folder,
    read_settings,
)
from centricity.text.sources.columns import clean_texts
from centricity.text.sources.decode import decoded
from centricity.text.sources.moments import moment, moments

ARTICLE = (
    "<article><h1>Новый офис</h1><p>Банк открыл отделение в центре и пригласил соседей в гости на экскурсию.</p>"
    "<p>Посетители хвалили скорость, вежливость и удобное расписание работы отделения.</p></article>"
)
RUSSIAN = "Поддержка ответила быстро, но карту доставили только через неделю. Ёлки!"


def read(folder, *rules, **limits):
    """Rows and the report of a folder."""
    report = ReadReport()
    batches = list(read_folder(folder, SourceSettings(sources=rules, limits=Limits(**limits)), None, report))
    for batch in batches:
        batch.validate(full=True)
        assert batch.schema == SCHEMA
    for fault in report.faults:
        assert fault.text("ru")
        assert fault.text("en")
    return [row for batch in batches for row in batch.to_pylist()], report


def one(folder, name, content, *rules, **limits):
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(raw)
    rows, report = read(folder, *rules, **limits)
    return rows, report.total()


def test_json_lines_by_usual_names(tmp_path):
    line = {
        "review": "Хорошо",
        "stars": 4,
        "link": "https://www.otzyv.ru/5",
        "date": "2025-03-04T10:00:00+03:00",
        "user": "Анна",
    }
    (row,), _ = one(tmp_path, "a.jsonl", json.dumps(line))
    assert row["text"] == "Хорошо"
    assert (row["source"], row["source_kind"], row["rating"], row["language"]) == ("otzyv.ru", "review", 4.0, "ru")
    assert row["published_at"] == datetime(2025, 3, 4, 7, tzinfo=UTC)
    assert (row["file"], row["place"], row["paid"], row["about"]) == ("a.jsonl", 1, None, None)
    assert "Анна" not in str(row)


def test_the_identifier_is_that_of_the_contract(tmp_path):
    line = {"text": "Те\u200bкст", "title": " З ", "url": "https://a.ru/1", "date": "2025-03-04T10:00:00.5+03:00"}
    (row,), _ = one(tmp_path, "a.jsonl", json.dumps(line))
    same = document(
        "Текст", "a.ru", "news", title="З", url="https://a.ru/1", published_at=datetime(2025, 3, 4, 7, tzinfo=UTC)
    )
    assert row["document"] == same["document"]


def test_what_settings_say_goes_before_guesses(tmp_path):
    rule = SourceRule(
        files="*.csv", source="Площадка", source_kind="employer_review", language="ru", about="bank-a", best_rating=10,
        map={"text": "плюсы", "rating": "балл", "published_at": "когда", "paid": "промо"}, day_first=True,
    )  # fmt: skip
    rows, total = one(
        tmp_path, "a.csv", "текст;плюсы;балл;когда;промо\nx;Дружно;10;03/04/2025;да\ny;Тихо;1;31/12/2024;0\n", rule
    )
    assert [row["text"] for row in rows] == ["Дружно", "Тихо"]
    assert [row["rating"] for row in rows] == [5.0, 1.0]
    assert [row["paid"] for row in rows] == [True, False]
    assert rows[0]["published_at"] == datetime(2025, 4, 3, tzinfo=UTC)
    assert {(row["source"], row["source_kind"], row["about"]) for row in rows} == {
        ("Площадка", "employer_review", "bank-a")
    }
    assert total.blanked == {}


def test_faulty_settings_are_refused_with_all_faults(tmp_path):
    (tmp_path / "sources.yaml").write_text(
        "sources:\n  - {files: a, kind: news, best_rating: 7}\n  - {source_kind: blog}\n"
    )
    with pytest.raises(FaultsError) as caught:
        read_settings(tmp_path)
    assert sorted(fault.code for fault in caught.value.faults) == [
        "settings.unknown_key", "settings.wrong_value", "settings.wrong_value",
    ]  # fmt: skip


def test_settings_are_read_and_are_no_document(tmp_path):
    (tmp_path / "sources.yaml").write_text("sources:\n  - {files: '*.txt', source_kind: own_site, about: bank-a}\n")
    (tmp_path / "a.txt").write_text("О нас")
    rows = [row for batch in read_folder(tmp_path, read_settings(tmp_path)) for row in batch.to_pylist()]
    assert [(row["source_kind"], row["about"]) for row in rows] == [("own_site", "bank-a")]
    assert read_settings(tmp_path / "none") == SourceSettings()


def test_wrong_values_are_null_and_counted(tmp_path):
    content = "text,rating,date,url,paid,source_kind\na,6,вчера,javascript:x,maybe,blog\nb,0,31.02.2025,https://b.ru,,news\nc,x,,,,\n"
    rows, total = one(tmp_path, "a.csv", content)
    assert [row["rating"] for row in rows] == [None] * 3
    assert [row["published_at"] for row in rows] == [None] * 3
    assert total.blanked == {
        "text.rating": 3, "text.moment": 2, "text.address": 1, "text.flag": 1, "text.kind_of_source": 1,
    }  # fmt: skip
    assert [row["source_kind"] for row in rows] == ["review", "news", "review"]


def test_broken_lines_are_skipped_each_for_itself(tmp_path):
    deep = "[" * 100_000
    twice = '{"text": "b"}{"text": "c"}'
    content = f'{{"text": "a"}}\nnot json\n[1]\n\n{twice}\n{{"text": {deep}\n{{"text": 5}}\n{{"text": "d"}}\n'
    rows, total = one(tmp_path, "a.jsonl", content)
    assert [(row["text"], row["place"]) for row in rows] == [("a", 1), ("d", 8)]
    assert total.skipped == {
        "text.json_line": 2, "text.json_not_object": 1, "text.json_deep": 1, "text.record_empty": 1,
    }  # fmt: skip


def test_a_line_of_a_hundred_megabytes_is_passed_over(tmp_path):
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(b'{"text": "a"}\n{"text": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"text": "b"}\n')
    rows, report = read(tmp_path)
    assert [(row["text"], row["place"]) for row in rows] == [("a", 1), ("b", 3)]
    assert report.total().skipped == {"text.line_long": 1}
    assert next(report.faults).place.line == 2


def test_records_of_different_make_are_read_each_by_its_own_names(tmp_path):
    rows, _ = one(
        tmp_path, "a.jsonl", '{"text": "a", "stars": 5}\n{"title": "t", "body": "b"}\n{"comment": "c", "text": null}\n'
    )
    assert [(row["text"], row["title"], row["rating"]) for row in rows] == [("a", None, 5.0), ("b", "t", None)]


def test_arrays_of_json(tmp_path):
    objects = [{"text": f"Запись {i} " + "ы" * 1000, "rating": 5} for i in range(3_000)]
    rows, total = one(tmp_path, "a.json", json.dumps(objects, indent=1, ensure_ascii=False))
    assert len(rows) == 3_000
    assert rows[-1]["place"] == 3_000
    assert total.skipped == {}
    rows, total = one(tmp_path, "a.json", json.dumps(objects[:3])[:-5])
    assert (len(rows), total.skipped) == (2, {"text.json_array": 1})


def test_a_call_in_json(tmp_path):
    call = {
        "id": 1,
        "segments": [
            {"role": "agent", "text": "Здравствуйте", "start": 0.5, "end": 2},
            {"role": "client", "text": "Добрый день"},
        ],
    }
    (row,), _ = one(tmp_path, "a.json", json.dumps(call, indent=2))
    assert row["source_kind"] == "call"
    assert row["text"] == "Здравствуйте\nДобрый день"
    assert row["turns"][0] == {"speaker": "agent", "start": 0.5, "end": 2.0, "text": "Здравствуйте"}
    assert row["turns"][1]["start"] is None


def test_captions_and_spoken_texts_are_calls(tmp_path):
    (tmp_path / "a.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Анна>Слушаю <b>вас</b>\n\n00:03.000 --> 00:04.000\n<v Анна>Алло\n"
    )
    (tmp_path / "b.srt").write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nКлиент: Не работает\nкарта\n\n2\n00:01:02,000 --> 00:01:03,000\nПонятно\n"
    )
    (tmp_path / "c.txt").write_text(
        "[00:05] Оператор: Добрый день\nКлиент: Здравствуйте\nОператор: Чем помочь?\nКлиент: Курс: 90\n"
    )
    (tmp_path / "d.txt").write_text("Итог: всё хорошо.\nВывод: ждём.\nПлан: нет.\nЦена: сто.\n")
    rows, _ = read(tmp_path)
    assert [row["source_kind"] for row in rows] == ["call", "call", "call", "news"]
    assert rows[0]["turns"] == [{"speaker": "Анна", "start": 1.0, "end": 4.0, "text": "Слушаю вас Алло"}]
    assert [(turn["speaker"], turn["start"], turn["text"]) for turn in rows[1]["turns"]] == [
        ("Клиент", 1.0, "Не работает карта"), (None, 62.0, "Понятно"),
    ]  # fmt: skip
    assert [turn["speaker"] for turn in rows[2]["turns"]] == ["Оператор", "Клиент", "Оператор", "Клиент"]
    assert rows[2]["turns"][0]["start"] == 5.0
    assert rows[2]["text"].endswith("Курс: 90")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_tables_with_any_separator(tmp_path, separator):
    content = separator.join(["текст", "оценка"]) + "\n" + separator.join(['"Да; но, ""очень""\nнет|\t"', "5"]) + "\n"
    (row,), total = one(tmp_path, "a.csv", content)
    assert (row["text"].split(), row["rating"]) == (["Да;", "но,", '"очень"', "нет|"], 5.0)
    assert total.skipped == {}


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    rows = "".join(f"строка {i},5\n" for i in range(3_000))
    found, total = one(tmp_path, "a.csv", f'text,rating\nпервая,5\n"открыта,5\n{rows}')
    assert len(found) == 3_001
    assert total.skipped == {"text.row_quotes": 1}
    found, total = one(tmp_path, "a.csv", 'text,rating\n"открыта,5\nпоследняя,5\n')
    assert [row["text"] for row in found] == ["последняя"]
    assert total.skipped == {"text.row_quotes": 1}


def test_quotes_that_are_never_closed_in_any_row_do_not_hold_a_scan_up(tmp_path, monkeypatch):
    lines, given_out = [], csv_tables._Feed.__next__

    def counted(feed):
        lines.append(feed.number)
        return given_out(feed)

    monkeypatch.setattr(csv_tables._Feed, "__next__", counted)
    total = one(tmp_path, "a.csv", "text,rating\n" + 'a"b,"c\n' * 10_000)[1]
    assert total.skipped == {"text.row_quotes": 9_999}
    assert len(lines) < 20 * 10_000


def test_rows_of_another_width_and_tables_without_text_are_named(tmp_path):
    found, total = one(tmp_path, "a.csv", "text,rating\na,5,6\nb,5\n\n")
    assert [row["text"] for row in found] == ["b"]
    assert total.skipped == {"text.row_width": 1}
    found, total = one(tmp_path, "a.csv", "x,y\n1,2\n")
    assert (found, total.skipped) == ([], {"text.no_text_column": 1})


def test_parquet(tmp_path):
    when = pa.array([datetime(2025, 1, 2, tzinfo=UTC), None], pa.timestamp("ns", "Europe/Moscow"))
    table = pa.table(
        {
            "body": pa.array(["первый", "второй"]).dictionary_encode(),
            "published_at": when,
            "stars": pa.array([5, 2], pa.int8()),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    rows, _ = read(tmp_path)
    assert [(row["text"], row["rating"], row["place"]) for row in rows] == [("первый", 5.0, 1), ("второй", 2.0, 2)]
    assert [row["published_at"] for row in rows] == [datetime(2025, 1, 2, tzinfo=UTC), None]
    raw = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(raw[:-20] + b"\xff" * 12 + raw[-8:])
    assert read(tmp_path)[1].total().skipped == {"text.parquet": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "utf-16"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.html", "a.txt", "a.xml", "a.json"])
def test_every_kind_in_every_encoding(tmp_path, name, encoding):
    text = RUSSIAN
    content = {
        "a.jsonl": json.dumps({"text": text}, ensure_ascii=False) + "\n",
        "a.json": json.dumps([{"text": text}], ensure_ascii=False),
        "a.csv": f'text\n"{text}"\n',
        "a.html": f"<html><body><article><p>{text}</p><p>{text}</p></article></body></html>",
        "a.txt": text,
        "a.xml": f"<rss version='2.0'><channel><item><description>{text}</description></item></channel></rss>",
    }[name]
    (row,), total = one(tmp_path, name, content.encode(encoding))
    assert text in row["text"]
    assert (total.broken_bytes, row["language"]) == (0, "ru")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
@pytest.mark.parametrize("text", [RUSSIAN, RUSSIAN.upper(), "Сбер плохо", "Ответ: 5 из 5. Yandex OK", "«Лента» — да"])
def test_the_two_old_encodings_are_told_apart(text, encoding):
    if encoding == "koi8-r":
        text = text.replace("«", '"').replace("»", '"').replace("—", "-")
    assert decoded(text.encode(encoding)).text == text


def test_a_wrong_declaration_is_not_believed():
    assert decoded(RUSSIAN.encode("koi8-r"), "windows-1251").text == RUSSIAN
    assert decoded(RUSSIAN.encode("cp1251"), "utf-8").text == RUSSIAN
    assert decoded(RUSSIAN.encode("cp866"), "cp866").text == RUSSIAN


def test_broken_bytes_are_replaced_and_counted(tmp_path):
    raw = json.dumps({"text": RUSSIAN}, ensure_ascii=False).encode().replace("но".encode(), b"\xd0\xff") + b"\n"
    (row, _), total = one(tmp_path, "a.jsonl", raw + json.dumps({"text": RUSSIAN}, ensure_ascii=False).encode())
    assert "\ufffd" in row["text"]
    assert total.broken_bytes == 2
    assert total.documents == 2


def test_pages_tell_their_title_address_and_moment(tmp_path):
    head = (
        "<title>Новый офис</title><link rel=canonical href='https://www.bank.ru/office'>"
        '<script type=\'application/ld+json\'>{"datePublished": "2025-03-01T10:00:00+03:00"}</script>'
    )
    (row,), _ = one(tmp_path, "a.html", f"<html><head>{head}</head><body><nav>меню</nav>{ARTICLE}</body></html>")
    assert (row["title"], row["source"], row["url"]) == ("Новый офис", "bank.ru", "https://www.bank.ru/office")
    assert row["published_at"] == datetime(2025, 3, 1, 7, tzinfo=UTC)
    assert row["text"].startswith("Банк открыл")
    assert "меню" not in row["text"]


def test_feeds(tmp_path):
    atom = (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Заголовок</title>"
        "<link href='https://news.ru/1'/><updated>2025-03-04T10:00:00Z</updated>"
        "<content type='html'>&lt;p&gt;Один&lt;/p&gt;&lt;p&gt;Два&lt;/p&gt;"
        "&lt;script&gt;x&lt;/script&gt;</content></entry></feed>"
    )
    (row,), _ = one(tmp_path, "a.atom", atom)
    assert (row["title"], row["source"], row["text"].split()) == ("Заголовок", "news.ru", ["Один", "Два"])
    assert row["published_at"] == datetime(2025, 3, 4, 10, tzinfo=UTC)


def test_entities_of_xml_are_not_unfolded(tmp_path):
    entities = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
    bomb = f"{entities}<rss version='2.0'><channel><item><title>&b;</title></item></channel></rss>"
    assert one(tmp_path, "a.rss", bomb)[1].skipped == {"text.xml_entities": 1}


def warc(*pages, zipped):
    whole = b""
    for url, kind, body in pages:
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-03-04T05:06:07Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(whole)}>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        record = head.encode() + answer + b"\r\n\r\n"
        whole += gzip.compress(record) if zipped else record
    return whole


@pytest.mark.parametrize(("name", "zipped"), [("a.warc", False), ("a.warc.gz", True)])
def test_warc(tmp_path, name, zipped):
    page = f"<html><body>{ARTICLE}</body></html>".encode("cp1251")
    pages = [
        ("https://a.ru/1", "text/html; charset=windows-1251", page), ("https://a.ru/2", "image/png", b"\x89PNG"),
        ("https://b.ru/3", "text/html", page),
    ]  # fmt: skip
    raw = warc(*pages, zipped=zipped)
    rows, total = one(tmp_path, name, raw)
    assert [(row["url"], row["place"]) for row in rows] == [("https://a.ru/1", 1), ("https://b.ru/3", 3)]
    assert rows[0]["captured_at"] == datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert "Банк открыл" in rows[0]["text"]
    rows, total = one(tmp_path, name, raw[: len(raw) // 4])
    assert len(rows) <= 1
    assert total.documents == len(rows)


@pytest.mark.parametrize("part", [b"a", b"X: a\r\n"])
def test_a_record_of_a_crawl_whose_head_never_ends_is_refused(tmp_path, part):
    page = ("https://a.ru/1", "text/html", f"<html><body>{ARTICLE}</body></html>".encode())
    raw = warc(page, zipped=False) + b"WARC/1.0\r\nX: " + part * (40_000_000 // len(part)) + b"\r\n\r\n"
    rows, total = one(tmp_path, "a.warc", raw)
    assert (len(rows), total.skipped) == (1, {"text.warc_broken": 1})


def pdf(text, times=1):
    stream = zlib.compress(b"BT /F1 12 Tf 20 100 Td " + f"({text}) Tj 1 0 Td ".encode() * times + b"ET", 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def test_pdf(tmp_path):
    (row,), _ = one(tmp_path, "a.pdf", pdf("The support was quick and kind"))
    assert (row["text"].strip(), row["language"]) == ("The support was quick and kind", "en")
    assert one(tmp_path, "a.pdf", pdf(""))[1].skipped == {"text.pdf_empty": 1}
    assert one(tmp_path, "a.pdf", b"%PDF-1.4 junk")[1].skipped == {"text.pdf_broken": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no memory of a process")
def test_a_pdf_that_asks_for_gigabytes_is_named_and_the_next_one_is_read(tmp_path):
    bomb = pdf("a", 5_000_000)
    assert len(bomb) < 200_000
    assert one(tmp_path, "a.pdf", bomb)[1].skipped == {"text.pdf_broken": 1}
    assert one(tmp_path, "b.pdf", pdf("after it"))[0][0]["text"].strip() == "after it"


def test_a_pdf_that_takes_too_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("centricity.text.sources.pdf.SECONDS", 0.1)
    assert one(tmp_path, "a.pdf", pdf("a", 1_000_000))[1].skipped == {"text.pdf_broken": 1}


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def test_archives(tmp_path):
    inner = zipped(x_txt="внутри")
    raw = zipped(a_jsonl='{"text": "в архиве"}\n', b_zip=inner, c_bin=b"\0\1\2" * 100, d_txt="текст")
    rows, total = one(tmp_path, "a.zip", raw)
    assert [(row["file"], row["text"]) for row in rows] == [("a.zip/a.jsonl", "в архиве"), ("a.zip/d.txt", "текст")]
    assert total.skipped == {"text.nested": 1, "text.binary": 1}
    rows, total = one(tmp_path, "a.zip", raw, members=1)
    assert (len(rows), total.skipped) == (1, {"text.archive_members": 3})
    assert one(tmp_path, "a.zip", raw[:60])[1].skipped == {"text.archive_broken": 1}


def test_a_member_without_a_name_is_passed_over(tmp_path):
    raw = zipped(Xa_txt="ничей", b_txt="текст").replace(b"Xa.txt", b"\0a.txt")
    rows, total = one(tmp_path, "a.zip", raw)
    assert ([row["text"] for row in rows], total.skipped) == (["текст"], {})


def test_gzip(tmp_path):
    lines = "".join(json.dumps({"text": f"{i} {RUSSIAN}"}) + "\n" for i in range(5_000)).encode()
    rows, _ = one(tmp_path, "a.jsonl.gz", gzip.compress(lines))
    assert len(rows) == 5_000
    rows, total = one(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-4_000])
    assert 0 < len(rows) < 5_000
    assert total.skipped["text.archive_broken"] == 1


def test_bombs_are_refused_by_name(tmp_path):
    posts = b'{"text": "aaaaaaaaaaaaaaaaaaaaaaaa"}\n' * 1_000_000
    small = {"free": 100_000, "ratio": 50}
    rows, total = one(tmp_path, "a.jsonl.gz", gzip.compress(posts), **small)
    assert (len(rows), total.skipped) == (0 if not rows else 1, {"text.bomb": 1})
    (tmp_path / "a.jsonl.gz").unlink()
    rows, total = one(tmp_path, "b.zip", zipped(a_jsonl=posts, b_txt="текст"), **small)
    assert ([row["text"] for row in rows], total.skipped) == (["текст"], {"text.bomb": 1})


def test_a_million_digits_do_not_hold_captions_up(tmp_path):
    cue = "1\n00:00:01,000 --> 00:00:02,000\nда\n\n"
    assert len(one(tmp_path, "a.srt", cue + "1" * 1_000_000)[0]) == 1


def test_a_row_of_a_hundred_megabytes_is_passed_over(tmp_path):
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(b"text,b\na,1\n")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b",1\nb,1\n")
    rows, report = read(tmp_path)
    assert [row["text"] for row in rows] == ["a", "b"]
    assert report.total().skipped == {"text.line_long": 1}


def test_a_crawl_that_unpacks_to_too_much_is_refused(tmp_path):
    bomb = warc(("https://a.ru/1", "text/html", b"a" * 50_000_000), zipped=True)
    assert one(tmp_path, "a.warc.gz", bomb)[1].skipped == {"text.too_large": 1, "text.bomb": 1}


def test_a_pattern_of_many_stars_is_matched_at_once():
    assert not SourceRule(files="*a" * 90).fits("a" * 5_000 + "b")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.html", "a.srt"])
def test_piles_of_marks_do_not_hold_a_scan_up(tmp_path, name):
    text = "о" + "\u0301\u0316" * 300_000 + " банк ответил быстро"
    written = {"a.jsonl": json.dumps({"text": text, "title": text}), "a.csv": f"text,b\n{text},1\n"}
    rows, total = one(tmp_path, name, written.get(name, text))
    assert len(rows) + sum(total.skipped.values()) == 1
    assert all(len(row["text"]) < 100 for row in rows)


@pytest.mark.parametrize("kind", [pa.string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())])
def test_a_table_in_which_a_few_bytes_stand_for_a_long_text_in_every_row_is_refused(tmp_path, kind):
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000, pa.int32()), pa.array(["a" * 50_000]))
    table = pa.table({"text": text}).cast(pa.schema([("text", kind)]))
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd", store_schema=pa.types.is_dictionary(kind))
    assert (tmp_path / "a.parquet").stat().st_size < 1_000
    rows, report = read(tmp_path)
    assert (rows, report.total().skipped) == ([], {"text.bomb": 1})


def test_a_table_in_which_a_few_bytes_stand_for_long_turns_is_refused(tmp_path):
    turns = pa.array([[{"text": "a" * 50_000}]] * 1_000, pa.list_(pa.struct([("text", pa.string())])))
    pq.write_table(pa.table({"turns": turns}), tmp_path / "a.parquet", compression="zstd")
    rows, report = read(tmp_path)
    assert (rows, report.total().skipped) == ([], {"text.bomb": 1})


def test_a_zip_that_hides_a_huge_table_is_refused(tmp_path):
    raw = bytearray(zipped(a_txt="x"))
    end = raw.rindex(b"PK\x05\x06")
    raw[end + 12 : end + 16] = (500_000_000).to_bytes(4, "little")
    assert one(tmp_path, "a.zip", bytes(raw))[1].skipped == {"text.archive_members": 1}


def test_html_bombs_are_refused_by_name(tmp_path):
    assert one(tmp_path, "a.html", "<html>" + "<p>a" * 200_000)[1].skipped == {"text.page_tags": 1}
    assert one(tmp_path, "a.html", "<html>" + "a" * 6_000_000)[1].skipped == {"text.too_large": 1}
    assert one(tmp_path, "a.html", "<html><body></body></html>")[1].skipped == {"text.page_empty": 1}
    total = one(tmp_path, "a.html", "<html><body>" + "<div>" * 50_000 + "глубоко")[1]
    assert total.documents + sum(total.skipped.values()) == 1


def test_binary_and_unknown_files_are_named(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02" * 1_000)
    (tmp_path / "b.docx").write_bytes(zipped(a_xml="<a/>"))
    (tmp_path / "c.csv").write_bytes(b"\x28\xb5\x2f\xfd....")
    (tmp_path / "d.log").write_text("строка журнала")
    (tmp_path / "e.txt").write_bytes(b"")
    rows, report = read(tmp_path)
    assert rows == []
    assert {name: dict(file.skipped) for name, file in report.files.items()} == {
        "a.txt": {"text.binary": 1}, "b.docx": {"text.binary": 1}, "c.csv": {"text.packed": 1},
        "d.log": {"text.kind_unknown": 1}, "e.txt": {"text.record_empty": 1},
    }  # fmt: skip


def test_links_out_of_the_folder_and_pipes_are_not_followed(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("тайна")
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "b").symlink_to(tmp_path)
    (folder / "c").symlink_to(folder)
    (folder / "d.txt").symlink_to(folder / "none")
    os.mkfifo(folder / "e.txt")
    (folder / "f.txt").write_text("своё")
    rows, report = read(folder)
    assert [row["text"] for row in rows] == ["своё"]
    assert report.total().skipped == {"text.link_outside": 3, "text.link_folder": 1, "file.not_file": 1}


def test_a_folder_that_is_not_there_is_misuse(tmp_path):
    with pytest.raises(MisuseError):
        list(read_folder(tmp_path / "none", SourceSettings()))


def test_one_file_may_be_named(tmp_path):
    (tmp_path / "a.txt").write_text("один")
    assert [row["file"] for row in read(tmp_path / "a.txt")[0]] == ["a.txt"]


def test_long_texts_are_cut_and_counted(tmp_path):
    (row,), total = one(tmp_path, "a.jsonl", json.dumps({"text": "a" * 1_500_000}))
    assert (len(row["text"]), total.cut) == (1_000_000, 1)
    (tmp_path / "a.jsonl").unlink()
    (row,), total = one(tmp_path, "a.txt", "я" * 3_000_000)
    assert (len(row["text"]), total.cut) == (1_000_000, 1)


def test_batches_are_bounded(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": f"{i}" + "a" * 20_000}) + "\n" for i in range(3_000)))
    (tmp_path / "b.jsonl").write_text("".join(json.dumps({"text": f"{i}"}) + "\n" for i in range(5_000)))
    batches = list(read_folder(tmp_path, SourceSettings()))
    assert sum(batch.num_rows for batch in batches) == 8_000
    assert max(batch.num_rows for batch in batches) <= 2_000
    assert max(batch["text"].nbytes for batch in batches) < 18_000_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Банк хороший", "ru"), ("The bank is good", "en"), ("5!", None), ("ок", None), ("", None),
        ("日本語の文章です", None),
        ("Банк OK", "ru"), ("iPhone лучше", "ru"), ("Great support from Сбер", None), ("😀😀😀", None),
    ],
)  # fmt: skip
def test_languages_by_letters(text, language):
    assert clean_texts([text]).languages == [language]
    assert clean_texts(["", text, ""]).languages == [None, language, None]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2025-03-04", "2025-03-04T00:00:00"), ("2025-03-04T05:06:07Z", "2025-03-04T05:06:07"),
        ("2025-03-04 05:06", "2025-03-04T05:06:00"), ("2025-03-04T05:06:07.123+03:00", "2025-03-04T02:06:07"),
        ("2025-03-04 05:06:07 +0300", "2025-03-04T02:06:07"), ("04.03.2025", "2025-03-04T00:00:00"),
        ("4.3.2025 05:06", "2025-03-04T05:06:00"), ("04.03.2025, 05:06:07", "2025-03-04T05:06:07"),
        ("Tue, 04 Mar 2025 05:06:07 +0300", "2025-03-04T02:06:07"), ("04 Mar 2025 05:06:07 GMT", "2025-03-04T05:06:07"),
        (1741064767, "2025-03-04T05:06:07"), ("1741064767", "2025-03-04T05:06:07"),
        (1741064767000, "2025-03-04T05:06:07"),
    ],
)  # fmt: skip
def test_moments(written, found):
    assert moment(written) == datetime.fromisoformat(found).replace(tzinfo=UTC)
    assert moments([written]).stamps() == [found + "+00:00"]


@pytest.mark.parametrize(
    "written",
    ["вчера", "2025", "2025-02-30", "30.02.2025", "03/04/2025", "2025-13-01T00:00:00Z", "9999-01-01T00:00:00Z", "1e9",
     True, [], {}, float("nan"), 1e300, -5, 2025, "0001-01-01", "2025-03-04T25:00:00Z", "2025-W01-1", "20250304"],
)  # fmt: skip
def test_other_things_are_no_moments(written):
    found = moments([written, "2025-03-04T05:06:07Z"])
    assert found.wrong == [0]
    assert found.stamps() == ["", "2025-03-04T05:06:07+00:00"]


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec=None) | st.sampled_from("\u200b\u00ad\ufe0fи\u0306ё\x00\x85—“"), max_size=12),
        max_size=8,
    )
)
def test_columns_are_cleaned_as_single_texts_are(texts):
    clean = clean_texts(texts)
    assert clean.texts == [cleaned(text)[0] for text in texts]
    assert clean.array.to_pylist() == clean.texts
    assert clean.taken == sum(cleaned(text)[1] for text in texts)


def reference_text():
    """Folder of the labelled sets, which are no part of the project."""
    root = Path(os.environ.get("CENTRICITY_REFERENCE_DATA", Path(__file__).parents[3] / "shared" / "data"))
    if not (root / "text").is_dir():
        pytest.skip("the reference data are not here")
    return root / "text"


def test_every_row_of_the_reference_sets_is_a_document_or_a_repetition():
    folder = reference_text()
    _, report = read(folder, SourceRule(files="*.tsv", source_kind="social"))
    rows = {path.name: len(path.read_text("utf-8").rstrip("\n").split("\n")) - 1 for path in folder.glob("*.tsv")}
    assert {name: file.documents + file.repeated for name, file in report.files.items() if name in rows} == rows
    assert report.total().skipped == {}
