"""Tables of feedback with columns of any names: guessed, chosen, looked at, taken in whole, or not at all."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from feedback_kit import HOSTILE, answers, bring, take
from openpyxl import Workbook

from centricity.errors import CentricityError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.columns.chosen import Chosen
from centricity.web.customers.services import customer_create
from centricity.web.feedback.columns import choices_checked, guessed
from centricity.web.feedback.imports import import_do
from centricity.web.feedback.models import FollowUp, Import, Item
from centricity.web.feedback.themes import theme_create
from centricity.web.jobs.services import ask, do_job
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}
CALLS = """№ звонка;Дата звонка;Что сказал клиент;Почта;Тема;Тональность;Оценка клиента;Оператор
1;31.05.2026 14:05;Не работает;Anna@Example.org;Доставка;негативная;1;Пётр
2;01.06.2026;Спасибо!;who@example.org;;позитивная;5;Пётр
3;2026-06-02;Всё так же;;;;;Пётр
"""


@pytest.fixture
def analyst(client, people):
    client.force_login(people["analyst"])
    return client


def targets(*heads, rows=()):
    return [each.target for each in guessed(heads, rows)]


def page_of(made, tail=""):
    return f"/feedback/{made.organisation.code}/import/{made.pk}/{tail}"


def sheets(*named):
    made = Workbook()
    made.remove(made.active)
    for name, rows in named:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_columns_are_guessed_in_both_languages():
    assert targets(*CALLS.splitlines()[0].split(";")) == [
        "id", "at", "text", "email", "theme", "tone", "rating", "",
    ]  # fmt: skip
    english = targets("Review ID", "Created at", "Stars given", "Reviewer", "customer_id", "Review text", "Subject")
    assert english == ["id", "at", "rating", "author", "number", "text", "title"]
    assert targets("comment", "text") == ["", "text"]
    assert targets("Score", "note", rows=[["90", "a"], ["70", "b"], ["10", "c"]]) == ["rating", ""]
    assert targets("Total score", "text", rows=[["90", "a"], ["70", "b"], ["10", "c"]]) == ["", "text"]


def test_a_table_of_any_headings_is_looked_at_then_taken_in_once(analyst, organisation):
    anna = customer_create(organisation, {"name": "Anna"}, [("email", "anna@example.org")], SYSTEM)
    theme = theme_create(organisation, "Доставка", "Delivery", SYSTEM)
    _answer, made = bring(analyst, CALLS, "call", "calls.csv")
    page = analyst.get(page_of(made), headers=EN).content.decode()
    assert '<option value="at" selected>' in page
    assert "Anna@Example.org" in page
    looked = analyst.post(page_of(made), answers(made, look=1), headers=EN).content.decode()
    assert "The first rows as they will be stored" in looked
    assert "<td>Anna</td>" in looked
    assert not Item.objects.exists()
    assert take(analyst, made).status_code == 302
    assert (made.state, made.counts) == ("done", {"rows": 3, "new": 3, "known": 0, "customers": 1})
    first = Item.objects.get(number="1")
    assert (first.customer, first.theme, first.tone, first.rating, first.kind, first.source, first.channel) == (
        anna, theme, "negative", 1, "complaint", "call", "phone",
    )  # fmt: skip
    assert first.at.isoformat() == "2026-05-31T14:05:00+00:00"
    assert FollowUp.objects.get().customer == anna
    assert Item.objects.get(number="2").customer is None
    assert (made.sample, Import.objects.get().content) == ([], None)
    assert take(analyst, made).status_code == 422  # it is done
    _answer, again = bring(analyst, CALLS, "call", "calls.csv")
    take(analyst, again)
    assert again.counts == {"rows": 3, "new": 0, "known": 3, "customers": 1}
    assert Item.objects.count() == 3


def test_columns_are_as_somebody_chose_them(analyst, organisation):
    _answer, made = bring(analyst, "a,b,c\nx,y,3\n", "review")
    refused = take(analyst, made)
    assert refused.status_code == 422
    assert "No column is taken for the text" in refused.content.decode()
    twice = take(analyst, made, {"a": "text", "b": "text"})
    assert "The columns a, b are taken for the same" in twice.content.decode()
    assert take(analyst, made, {"a": "number", "b": "text"}).status_code == 422  # a number in which system
    assert take(analyst, made, {"a": "sold", "b": "text"}).status_code == 422
    assert not Item.objects.exists()
    assert take(analyst, made, {"b": "text", "c": "rating"}).status_code == 302
    item = Item.objects.get()
    assert (item.text, item.rating, item.title) == ("y", 3, "")


def test_every_fault_is_told_at_once_and_nothing_is_stored(analyst, organisation):
    theme_create(organisation, "Цена", "Price", SYSTEM)
    bad = "text,rating,theme,email,at\nfine,9,Weather,none,=1+1\n,5,price,a@x.org,2026-01-01\nsound,4,,,\n"
    _answer, made = bring(analyst, bad)
    looked = analyst.post(page_of(made), answers(made, look=1), headers=EN).content.decode()
    assert "no theme “Weather”; it has: Цена" in looked
    assert take(analyst, made).status_code == 302
    assert made.state == "faulty"
    assert [(each["row"], each["column"], each["code"].removeprefix("web.import_")) for each in made.faults] == [
        (2, "rating", "choice"), (2, "at", "moment"), (2, "theme", "theme"), (2, "email", "key"), (3, "text", "blank"),
    ]  # fmt: skip
    assert not Item.objects.exists()
    assert Entry.objects.filter(action="feedback.import_faulty", target=made.target).count() == 1
    table = analyst.get(page_of(made, "faults.csv"), headers=EN)
    rows = list(csv.reader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["row", "column", "value", "what to do"]
    assert rows[2][:3] == ["2", "at", "'=1+1"]
    assert len(rows) == 6
    assert take(analyst, made, leave_out="on").status_code == 302
    assert made.counts == {"rows": 3, "new": 1, "known": 0, "faults": 5, "left_out": 2}
    assert Item.objects.get().text == "sound"
    assert analyst.get(page_of(made, "faults.csv")).status_code == 200


def test_a_row_of_two_customers_is_a_fault(analyst, organisation):
    customer_create(organisation, {"name": "One"}, [("email", "one@x.org")], SYSTEM)
    customer_create(organisation, {"name": "Two"}, [("crm", "7")], SYSTEM)
    _answer, made = bring(analyst, "text,email,crm id\nx,one@x.org,7\ny,one@x.org,8\n")
    sent = answers(made, {"crm id": "number"}, begin=1) | {"name-2": "crm"}
    assert analyst.post(page_of(made), sent).status_code == 302
    made.refresh_from_db()
    assert [(each["row"], each["code"]) for each in made.faults] == [(2, "web.import_of_two")]


def test_keys_of_another_organisation_find_nobody(analyst, organisation):
    other = organisation_create("other", "Другая", "Other", SYSTEM)
    customer_create(other, {"name": "Theirs"}, [("email", "a@x.org")], SYSTEM)
    theme_create(other, "Их", "Theirs", SYSTEM)
    _answer, made = bring(analyst, "text,email,theme\nx,a@x.org,\n")
    take(analyst, made)
    assert Item.objects.get().customer is None
    _answer, made = bring(analyst, "text,theme\nx,Theirs\n")
    take(analyst, made)
    assert made.state == "faulty"


def test_rows_without_numbers_come_in_once_and_equal_ones_stay_several(analyst, organisation):
    dated = "text,at\nThanks,2026-05-01\nThanks,2026-05-01\n"
    for counts in ({"rows": 2, "new": 2, "known": 0}, {"rows": 2, "new": 0, "known": 2}):
        _answer, made = bring(analyst, dated)
        take(analyst, made)
        assert made.counts == counts
    _answer, made = bring(analyst, f"{dated}Thanks,2026-05-02\n")  # the export grew
    take(analyst, made)
    assert made.counts == {"rows": 3, "new": 1, "known": 2}
    for text, new in (("text\nHm\nHm\n", 2), ("text\nHm\nHm\n", 0), ("text\nHm\n", 1)):
        _answer, made = bring(analyst, text)
        take(analyst, made)
        assert made.counts["new"] == new


def test_two_who_begin_at_once_import_once(analyst, organisation):
    _answer, made = bring(analyst, "text\nx\n")
    first, second = Import.objects.get(pk=made.pk), Import.objects.get(pk=made.pk)
    chosen = [Chosen("text", "text")]
    assert import_do(first, chosen, 0, SYSTEM, leave_out=False)
    with pytest.raises(CentricityError) as error:
        import_do(second, chosen, 0, SYSTEM, leave_out=False)
    assert [fault.code for fault in error.value.faults] == ["web.changed_meanwhile"]
    assert Item.objects.count() == 1


def test_of_several_sheets_one_is_chosen_and_told(analyst, organisation):
    content = sheets(
        ("Empty", []), ("Intro", [("about",), ("this file",)]), ("Q1 <i>", [("отзыв", "оценка"), ("Хорошо", 5)])
    )
    answer, made = bring(analyst, content, name="book.xlsx")
    assert (made.sheet, [each["name"] for each in made.sheets]) == ("Intro", ["Intro", "Q1 <i>"])
    page = analyst.get(answer.url, headers=EN).content.decode()
    assert "Q1 &lt;i&gt; (rows: up to 1)" in page
    assert "<i>" not in page
    for sheet, version in (("Empty", 0), ("Nowhere", 0), ("", 0), ("Q1 <i>", 7), ("Q1 <i>", "x")):
        assert analyst.post(answer.url, {"turn": 1, "sheet": sheet, "version": version}).status_code == 422
    assert analyst.post(answer.url, {"turn": 1, "sheet": "Q1 <i>", "version": 0}).status_code == 302
    assert take(analyst, made).status_code == 422  # it was another sheet when its page was shown
    made.refresh_from_db()
    assert made.columns == ["отзыв", "оценка"]
    assert take(analyst, made).status_code == 302
    assert (Item.objects.get().text, made.sheet) == ("Хорошо", "Q1 <i>")
    assert Entry.objects.get(action="feedback.imported").after["sheet"] == "Q1 <i>"
    assert Entry.objects.filter(action="feedback.sheet").count() == 1


def test_merged_headings_are_told_by_their_letters(analyst, organisation):
    book = Workbook()
    for row in (("Review", None, "Stars"), ("Good", "Really", 5)):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    out = io.BytesIO()
    book.save(out)
    _answer, made = bring(analyst, out.getvalue(), name="merged.xlsx")
    assert made.columns == ["Review", "B", "Stars"]
    assert take(analyst, made, {"Review": "title", "B": "text"}).status_code == 302
    item = Item.objects.get()
    assert (item.title, item.text, item.rating) == ("Good", "Really", 5)


@pytest.mark.parametrize("name", ["wide.csv", "wide.xlsx"])
def test_ten_thousand_columns_are_refused_in_words(analyst, organisation, name):
    rows = [[f"c{n}" for n in range(10_000)], ["x"] * 10_000]
    content = sheets(("Wide", rows)) if name.endswith("xlsx") else "\n".join(map(",".join, rows))
    answer, made = bring(analyst, content, name=name)
    assert (answer.status_code, made) == (422, None)
    assert "no more than 100 are allowed" in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "content", [sheets(("Empty", [])), b"", b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0" + b"\0" * 600]
)
def test_what_is_no_table_is_refused_and_not_kept(analyst, organisation, content):
    answer, _made = bring(analyst, content, name="a.xlsx")
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_headings_and_cells_are_shown_as_they_stand(analyst, organisation):
    for text in HOSTILE:
        out = io.StringIO()
        csv.writer(out).writerows([(f"{text}", "text"), (text, text)])
        answer, made = bring(analyst, out.getvalue(), name=f"{text.replace('/', '')}.csv")
        for page in (analyst.get(answer.url), analyst.post(answer.url, answers(made, look=1))):
            assert "<script>alert" not in page.content.decode()
            assert "<img src=x" not in page.content.decode()
            assert "<svg/onload" not in page.content.decode()


def test_who_may_not_edit_sees_no_import(client, people, organisation):
    client.force_login(people["analyst"])
    _answer, made = bring(client, "text,rating\nx,9\n")
    take(client, made)
    other = organisation_create("other", "Другая", "Other", SYSTEM)
    assert client.get(f"/feedback/{other.code}/import/{made.pk}/").status_code == 404
    for who, status in (("agent", 403), ("stranger", 404)):
        client.force_login(people[who])
        assert client.get(page_of(made)).status_code == status
        assert client.post(page_of(made), answers(made, begin=1)).status_code == status
        assert client.get(page_of(made, "faults.csv")).status_code == status


def test_a_table_that_nobody_goes_on_with_is_forgotten(analyst, organisation):
    _answer, old = bring(analyst, "text\nsecret\n")
    _answer, fresh = bring(analyst, "text\nfresh\n")
    Import.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    do_job.call(str(ask("feedback.clean", "", SYSTEM).pk))
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.content, old.sample, fresh.sample) == (None, [], [["fresh"]])
    refused = take(analyst, old)
    assert refused.status_code == 422
    assert "there no more" in refused.content.decode()


def test_choices_are_told_all_at_once():
    with pytest.raises(CentricityError) as error:
        choices_checked(
            [Chosen("a", "colour"), Chosen("b", "at"), Chosen("c", "at"), Chosen("d", "number", "Bad Name")]
        )
    assert [fault.code for fault in error.value.faults] == [
        "web.import_twice", "web.import_target", "web.import_name", "web.import_no_text",
    ]  # fmt: skip
