"""What fuzzing begins from: a small sound file of each kind."""

import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from centricity.text.ledger import FILE, FileState, Ledger

COMPANIES = """companies:
- company: alpha
  name: {ru: Альфа Банк, en: Alpha}
  aliases: [Альфа-Банк, Alfa]
  tickers: [ALFA]
  handles: ["@alfa"]
  rules: [{name: Alfa, needs: [банк*, карта], capital: true}]
- company: tea
  name: {ru: Чай и кофе, en: Tea}
  parent: alpha
"""
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
PAGE = "<html><title>О банке</title><p>Банк открыл отделение и пригласил соседей в гости.</p>".encode()
LINES = json.dumps(
    {"text": "Банк", "title": "О", "url": "https://a.ru/b", "date": "2025-03-04T10:00:00+03:00", "rating": 4,
     "source_kind": "review", "paid": True, "turns": [{"text": "да", "speaker": "client", "start": 1.5}]},
    ensure_ascii=False,
).encode()  # fmt: skip
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Н</title><item><title>О</title><link>https://a.ru</link>"
    "<description>&lt;b&gt;Текст</description><pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate></item></channel></rss>"
).encode()
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.ru/\r\nWARC-Date: 2025-03-04T10:00:00Z\r\n"
    b"Content-Type: application/http;msgtype=response\r\nContent-Length: " + str(len(HTTP + PAGE)).encode()
) + b"\r\n\r\n" + HTTP + PAGE + b"\r\n\r\n"  # fmt: skip
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj"
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj 4 0 obj"
    b"<</Length 33>>stream\nBT /F 9 Tf 9 9 Td (text) Tj ET\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1"
    b"/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\n- да\n\nWEBVTT\n\n00:01.000 --> 00:02.000\n<v Анна>нет\n".encode()
LABELS = (
    "id,company,before,name,after,told,weight,label\n1,a,до,Банк,после,1,1.5,-1\n2,a,'=до,Банк,после,0,2,\n".encode()
)
RULES = "sources:\n- {files: '*.csv', source_kind: review, map: {text: Отзыв}, encoding: cp1251}\n".encode()
PRIVATE = "Иван Петров, карта 4111 1111 1111 1111, +7 916 555-12-34, a.b@example.ru, СНИЛС 112-233-445 95".encode()


@cache
def a_ledger():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        with Ledger(path) as ledger:
            keys = np.arange(9, dtype=np.uint64)
            ledger.fresh(keys)
            ledger.hand_out(keys, [FileState("a.jsonl", 9, 9, 9, 2, 1, "ab")])
            ledger.finish()
        return path.read_bytes()


@cache
def a_parquet():
    out = io.BytesIO()
    rows = {"text": ["один", None], "date": ["2025-03-04", "5"], "rating": [5.0, None], "paid": [True, False]}
    pq.write_table(pa.table(rows), out, compression="none", use_dictionary=False)
    return out.getvalue()


@cache
def a_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", LINES)
        archive.writestr("b/c.txt", "текст")
    return out.getvalue()
