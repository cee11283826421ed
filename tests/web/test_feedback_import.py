"""Tables of reviews, mentions, calls and letters: taken in whole, or refused with all that is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from feedback_kit import FORMULAS, HOSTILE, bring, read_said, take

from centricity.errors import CentricityError
from centricity.tables.write import OutputTable, csv_bytes
from centricity.web.audit.models import Entry
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.feedback.rows import MOST_ROWS

pytestmark = pytest.mark.django_db
PAGE = "/feedback/acme/import/"
GOOD = """number;текст;Оценка;дата;автор;channel;kind;public
r1;"Ужас; не работает";1;2026-05-01;Анна;web;;
r2;"Всё
хорошо";5;2026-05-02T10:30:00+03:00;;app;praise;false
r3;Так себе;;;;;;
;Без номера;3;;;;;
"""


def send(client, content, source="review", name="reviews.csv"):
    """Upload a table and take it in with its columns as they are guessed."""
    answer, made = bring(client, content, source, name)
    if made is None:
        return answer
    take(client, made)
    return client.get(answer.url)


def faults(content, source="review"):
    with pytest.raises(CentricityError) as caught:
        read_said(content.encode() if isinstance(content, str) else content, "t.csv", source)
    return [(fault.code, fault.place.row, fault.place.column) for fault in caught.value.faults]


def test_a_table_is_taken_in_once(client, people, organisation):
    client.force_login(people["analyst"])
    assert "taken in" in send(client, GOOD).content.decode()
    first, second, third, fourth = (
        Item.objects.get(text=text) for text in ("Ужас; не работает", "Всё\nхорошо", "Так себе", "Без номера")
    )
    assert (first.rating, first.kind, first.public, first.urgency, first.author) == (
        1,
        "complaint",
        True,
        "same_day",
        "Анна",
    )
    assert (second.kind, second.public, second.channel, second.at.isoformat()) == (
        "praise",
        False,
        "app",
        "2026-05-02T07:30:00+00:00",
    )
    assert (third.rating, third.kind, third.channel, fourth.number[:3]) == (None, "other", "web", "row")
    assert FollowUp.objects.get().item == first
    assert FollowUp.objects.get().due > first.received_at
    again, made = bring(client, GOOD)
    assert again.status_code == 302
    take(client, made)
    assert made.counts == {"rows": 4, "new": 0, "known": 4}
    assert Item.objects.count() == 4
    told = Entry.objects.filter(action="feedback.imported").order_by("number").values_list("after", flat=True)
    assert [(each["count"], each["known"]) for each in told] == [(4, 0), (0, 4)]
    assert told[1]["import"] == str(made.pk)
    assert send(client, "text\nCalled us", "call").status_code == 200
    call = Item.objects.get(text="Called us")
    assert (call.source, call.channel, call.public) == ("call", "phone", False)


def test_all_that_is_wrong_is_said_at_once_in_its_place(client, people, organisation):
    bad = "\n".join(
        [
            "text,rating,at,channel,kind,tone,language,public,author",
            "fine,3,2026-01-01,web,praise,positive,ru,true,A",
            f",9,yesterday,pigeon,rant,loud,de,maybe,{'x' * 201}",
            "fine,4.5,2999-01-01,,,,,,",
        ]
    )
    assert faults(bad) == [
        ("web.import_blank", 3, "text"), ("web.import_long", 3, "author"), ("web.import_choice", 3, "channel"),
        ("web.import_choice", 3, "kind"), ("web.import_choice", 3, "tone"), ("web.import_choice", 3, "language"),
        ("web.import_choice", 3, "public"), ("web.import_choice", 3, "rating"), ("web.import_moment", 3, "at"),
        ("web.import_choice", 4, "rating"), ("web.import_future", 4, "at"),
    ]  # fmt: skip
    client.force_login(people["analyst"])
    answer = send(client, bad)
    page = answer.content.decode()
    assert "Stopped at faults, nothing stored" in page
    assert "The value “pigeon” will not do" in page
    assert page.count('<tr><td class="num">') == 11
    assert Item.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "web.import_no_text"),
        ("noise\nx", "web.import_no_text"),
        ("text\n\n\n", "web.import_empty"),
        (b"text\n\xff\xfe", "file.not_utf8"),
        ('text\n"open', "web.import_csv"),
        ("text\n" + "x\n" * (MOST_ROWS + 1), "web.import_large"),
        ("text\n" + "x" * 20_001, "web.import_long"),
        ("text\n" + "x" * 200_000, "web.import_csv"),
        ("text\n" + "x" * (5 * 1024 * 1024), "web.import_large"),
        ("text,at\nx,2026-13-45", "web.import_moment"),
    ],
)
def test_a_table_that_is_none_is_refused(content, code):
    assert [each[0] for each in faults(content)] == [code]


def test_columns_of_an_export_of_open_texts_are_known():
    said = read_said(
        b"mention,company,source_kind,told,sentence,weight,label\nm1,A,social,-1,It broke,1,\n", "l.csv", "mention"
    )
    assert [(each.number, each.text, each.channel, each.public) for each in said] == [
        ("m1", "It broke", "social", True)
    ]


@pytest.mark.parametrize("text", [*HOSTILE, *FORMULAS])
def test_a_text_comes_in_as_it_was(text):
    table = csv_bytes(OutputTable("t", ("text", "author"), [(f"{text} x", text)]))
    (said,) = read_said(table, "t.csv", "email")
    assert (said.text, said.author) == (f"{text} x".strip(), text.strip())


def test_a_table_is_bounded_by_the_platform_too(client, people, organisation):
    client.force_login(people["analyst"])
    assert client.post(PAGE, {"source": "form", "file": SimpleUploadedFile("a.csv", b"text\nx")}).status_code == 422
    assert client.post(PAGE, {"source": "review"}).status_code == 422
    assert send(client, b"", name="empty.csv").status_code == 422


def test_a_large_table_takes_few_queries(client, people, organisation):
    client.force_login(people["analyst"])
    with CaptureQueriesContext(connection) as taken:
        assert send(client, "text,rating,number\n" + "".join(f"x,1,{n}\n" for n in range(2_000))).status_code == 200
    assert (Item.objects.count(), FollowUp.objects.count()) == (2_000, 2_000)
    assert len(taken) < 150  # SQLite takes few values a query
    assert send(client, "text,number\n" + "".join(f"x,{n}\n" for n in range(2_001))).status_code == 200
    assert Item.objects.count() == 2_001
