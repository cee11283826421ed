"""Files of customers, orders and interactions: columns, faults all at once, keys, repeats, workers that die."""

import csv
import io
import os
from pathlib import Path

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import importing
from centricity.web.customers.columns import Chosen
from centricity.web.customers.guessing import guessed
from centricity.web.customers.importing import Work
from centricity.web.customers.imports import import_again, import_ask, import_start, job_of
from centricity.web.customers.models import Conflict, Customer, Import, Interaction, Key
from centricity.web.customers.reading import path_of
from centricity.web.customers.services import customer_create
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job, take_up_again
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
HOME = "/customers/acme/imports/"
EN = {"Accept-Language": "en"}


def upload(content, name="people.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def start(organisation, content, holds="contacts", name="people.csv"):
    return import_start(organisation, holds, upload(content, name), SYSTEM)


def brought(organisation, content, holds="contacts", name="people.csv", chosen=None, **more):
    """Import a file with columns as they are guessed, here and now."""
    made = start(organisation, content, holds, name)
    return again(made, chosen, **more)


def again(made, chosen=None, *, leave_out=False, add_unknown=False):
    chosen = chosen or [Chosen(**each) for each in made.mapping["columns"]]
    job = import_ask(made, chosen, made.version, SYSTEM, leave_out=leave_out, add_unknown=add_unknown)
    do_job.call(str(job.pk))
    made.refresh_from_db()
    job.refresh_from_db()
    assert job.state == "done", job.faults
    return made


def counts(made):
    return {name: n for name, n in made.counts.items() if n}


def everything():
    """All that is kept of customers, as plain texts."""
    customers = sorted(
        (str(each.name), str(each.fields), each.consent, *sorted(map(str, each.keys.all())))
        for each in Customer.objects.all()
    )
    return customers, sorted(map(str, Interaction.objects.values_list("number", "customer__name", "amount")))


PEOPLE = """ФИО;E-mail;Телефон;Код клиента;Рынок;Сегмент;Предпочитаемый канал;Согласие;Дата согласия;Город
Анна Ёлкина;Anna@Example.org;8 (912) 345-67-89;1;B2C;gold;почта e-mail;да;01.02.2026;Казань
Борис;boris@example.org;9123456780;2;b2b;;телефон;нет;2026-02-03;"=1+1"
;;+44 20 7946 0958;3;;;;;;
"""


def texts(*columns, **cells):
    return pl.DataFrame({name: cells.get(name, [None]) for name in columns}, schema=dict.fromkeys(columns, pl.String))


def test_cells_that_will_not_do_belie_a_header():
    found = guessed(
        "contacts", texts("PhoneService", "email", PhoneService=["Yes", "No", "No"], email=["a@x.org", "none", "-"])
    )
    assert [each.target for each in found] == ["own", "email"]


def test_headers_are_guessed_in_both_languages():
    russian = guessed("contacts", texts(*PEOPLE.splitlines()[0].split(";")))
    assert [each.target for each in russian] == [
        "name", "email", "phone", "number", "market", "segment", "channel", "consent", "consent_at", "own",
    ]  # fmt: skip
    english = guessed("orders", texts("Order ID", "customer_id", "Date", "Total", "Product", "noise"))
    assert [each.target for each in english] == ["id", "number", "at", "amount", "text", ""]
    assert english[1].name == "customer_id"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-8-sig", "utf-16"])
def test_customers_are_stored_with_keys_as_they_are_compared(
    organisation, encoding, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = brought(organisation, PEOPLE.encode(encoding))
    assert made.state == "done"
    assert counts(made) == {"rows": 3, "new": 3}
    anna = Customer.objects.get(name="Анна Ёлкина")
    assert {(each.kind, each.value) for each in anna.keys.all()} == {
        ("email", "anna@example.org"), ("phone", "+79123456789"), ("код_клиента", "1"),
    }  # fmt: skip
    assert (anna.market, anna.segment, anna.channel, anna.consent, anna.fields, anna.sought) == (
        "B2C", "gold", "email", "given", {"Город": "Казань"}, "анна елкина",
    )  # fmt: skip
    assert (anna.consent_at.date().isoformat(), anna.consent_source) == ("2026-02-01", "people.csv")
    boris = Customer.objects.get(name="Борис")
    assert (boris.consent, boris.fields, boris.market) == ("withdrawn", {"Город": "=1+1"}, "B2B")
    third = Key.objects.get(kind="phone", value="+442079460958").customer
    assert (third.name, third.fields, third.consent, third.consent_at) == ("", {}, "unknown", None)
    assert not path_of(made).exists()
    entry = Entry.objects.order_by("number").last()
    assert (entry.action, entry.target, entry.after["new"]) == ("customers.imported", made.target, 3)


def test_a_workbook_is_read_as_a_table(organisation, tmp_path):
    path = tmp_path / "people.xlsx"
    pl.DataFrame(
        {"name": ["Vera", "Gleb"], "e-mail": ["v@example.org", "g@example.org"], "phone": [89123456789, None]}
    ).write_excel(path)
    made = brought(organisation, path.read_bytes(), name="people.xlsx")
    assert counts(made) == {"rows": 2, "new": 2}
    assert Key.objects.filter(kind="phone", value="+79123456789").exists()


def test_a_second_import_changes_what_differs_alone(organisation):
    brought(organisation, PEOPLE)
    before = everything()
    assert counts(brought(organisation, PEOPLE)) == {"rows": 3, "unchanged": 3}
    assert everything() == before
    changed = PEOPLE.replace("gold", "silver").replace("Борис;boris@example.org", "Борис;b@example.org")
    made = brought(organisation, changed)
    assert counts(made) == {"rows": 3, "updated": 2, "unchanged": 1}
    boris = Customer.objects.get(name="Борис")
    assert {each.value for each in boris.keys.filter(kind="email")} == {"boris@example.org", "b@example.org"}
    assert boris.version == 0
    assert Customer.objects.get(segment="silver").version == 1


def test_rows_that_share_a_key_are_one_customer_and_the_last_word_holds(organisation):
    rows = ("name,email,phone,city", "Anna,a@x.org,,Kazan", ",A@X.org,89123456789,", "Anna B,,+79123456789,Omsk")
    text = "\n".join((*rows, "Other,o@x.org,,"))
    made = brought(organisation, text)
    assert counts(made) == {"rows": 4, "new": 2, "repeated": 2}
    anna = Customer.objects.get(name="Anna B")
    assert anna.fields == {"city": "Omsk"}
    assert anna.keys.count() == 2


def test_a_row_of_two_customers_is_told_and_never_merged(organisation):
    one = customer_create(organisation, {"name": "One"}, [("email", "one@x.org")], SYSTEM)
    two = customer_create(organisation, {"name": "Two"}, [("phone", "89123456789")], SYSTEM)
    made = brought(
        organisation,
        "name,email,phone\nBoth,one@x.org,89123456789\nNew,n@x.org,\nNewer,m@x.org,1234567\nOdd,n@x.org,1234567\n",
    )
    assert counts(made) == {"rows": 4, "new": 2, "conflicts": 2}
    assert {(c.one.name, c.other.name, c.row) for c in Conflict.objects.all()} == {
        ("One", "Two", 2),
        ("New", "Newer", 5),
    }
    one.refresh_from_db()
    assert (one.name, one.keys.count(), two.keys.count()) == ("One", 1, 1)


FAULTY = """name,email,phone,market,joined,consent
Anna,anna-at-x,8912,B2C,2026-02-30,maybe
Boris,b@x.org,,B2X,31.12.2025,yes
,,,,,
Vera,,,B2C,,
"""


def test_every_fault_is_told_at_once_and_nothing_is_stored(organisation, client, people):
    made = brought(organisation, FAULTY)
    assert made.state == "faulty"
    assert [(each["row"], each["column"], each["code"].removeprefix("web.import_")) for each in made.faults] == [
        (2, "email", "key"), (2, "phone", "key"), (2, "joined", "date"), (2, "consent", "word"), (2, "", "no_key"),
        (3, "market", "word"), (5, "", "no_key"),
    ]  # fmt: skip
    assert not Customer.objects.exists()
    client.force_login(people["analyst"])
    told = client.get(f"{HOME}{made.pk}/", headers=EN).content.decode()
    assert "anna-at-x" in told
    assert "31.03.2026" in told
    table = b"".join(client.get(f"{HOME}{made.pk}/faults.csv", headers=EN).streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table)))) == 8


def test_faulty_rows_are_left_out_where_that_is_asked_for(organisation):
    made = again(brought(organisation, FAULTY), leave_out=True)
    assert made.state == "done"
    assert counts(made) == {"rows": 3, "faults": 7, "left_out": 3}
    made = brought(organisation, FAULTY + "Gleb,g@x.org,,,,\n", leave_out=True)
    assert counts(made) == {"rows": 4, "faults": 7, "left_out": 3, "new": 1}
    assert Customer.objects.get().name == "Gleb"


def test_faults_in_a_table_hold_no_formulas(organisation, client, people):
    made = brought(organisation, 'name,email\nAnna,"=cmd()"\nBoris,"+1-1@"\n')
    client.force_login(people["analyst"])
    table = b"".join(client.get(f"{HOME}{made.pk}/faults.csv", headers=EN).streaming_content).decode("utf-8-sig")
    assert "'=cmd()" in table
    assert "'+1-1@" in table


def test_the_will_of_a_customer_is_not_overwritten_by_a_file(organisation):
    facts = {"consent": "withdrawn", "consent_source": "call", "do_not_contact": True}
    who = customer_create(organisation, facts, [("email", "a@x.org")], SYSTEM)
    header = "email,consent,date of consent,do not contact\n"
    for row in ("a@x.org,yes,,no\n", "a@x.org,yes,2020-01-01,no\n"):
        assert counts(brought(organisation, header + row)) == {"rows": 1, "unchanged": 1}
    who.refresh_from_db()
    assert (who.consent, who.do_not_contact) == ("withdrawn", True)
    brought(organisation, header + "a@x.org,yes,2100-01-01,no\n")
    who.refresh_from_db()
    assert (who.consent, who.do_not_contact) == ("given", True)


ORDERS = """order id,email,date,amount,product
A1,anna@example.org,2026-03-01,"1 200,50 ₽",book
A2,ANNA@example.org,01.03.2026 14:05,7,pen
A2,anna@example.org,2026-03-01,7,pen
"""


def test_orders_find_their_customers_and_a_number_is_counted_once(organisation):
    brought(organisation, PEOPLE)
    made = brought(organisation, ORDERS, "orders")
    assert counts(made) == {"rows": 3, "new": 2, "repeated": 1}
    anna = Customer.objects.get(name="Анна Ёлкина")
    assert [(str(each.amount), each.text, each.kind) for each in anna.interactions.order_by("number")] == [
        ("1200.50", "book", "order"), ("7.00", "pen", "order"),
    ]  # fmt: skip
    assert anna.interactions.get(number="A2").at.isoformat() == "2026-03-01T14:05:00+00:00"
    assert counts(brought(organisation, ORDERS, "orders")) == {"rows": 3, "repeated": 3}
    assert Interaction.objects.count() == 2


def test_orders_of_nobody_are_faults_or_make_customers(organisation):
    made = brought(organisation, ORDERS, "orders")
    assert [(each["row"], each["code"]) for each in made.faults] == [(row, "web.import_unknown") for row in (2, 3, 4)]
    made = again(made, add_unknown=True)
    assert counts(made) == {"rows": 3, "new": 2, "repeated": 1, "customers": 1}
    assert Customer.objects.get().interactions.count() == 2


def test_rows_without_numbers_are_told_apart_and_counted_once(organisation):
    text = "client,date,amount\n1,1997-01-01,5\n1,1997-01-01,5\n1,1997-01-02,5\n"
    made = brought(organisation, text, "orders", add_unknown=True)
    assert counts(made) == {"rows": 3, "new": 3, "customers": 1}
    assert counts(brought(organisation, text, "orders")) == {"rows": 3, "repeated": 3}


def test_interactions_say_what_happened(organisation):
    brought(organisation, PEOPLE)
    text = "email,событие,дата,канал,направление,текст\n"
    text += "anna@example.org,звонок,2026-03-01 10:00,телефон,исходящий,привет\n"
    assert counts(brought(organisation, text, "interactions")) == {"rows": 1, "new": 1}
    made = Interaction.objects.get()
    assert (made.kind, made.channel, made.outgoing, made.text) == ("call", "phone", True, "привет")


DIALOGUES = """email,событие,дата,канал,тема,чат-бот,передано оператору
anna@example.org,обращение,2026-03-01 10:00,приложение,статус заказа,да,нет
anna@example.org,обращение,2026-03-01 11:00,приложение,возврат,бот,да
anna@example.org,обращение,2026-03-01 12:00,сайт,возврат,бот,
anna@example.org,звонок,2026-03-01 13:00,телефон,,нет,нет
anna@example.org,звонок,2026-03-01 14:00,телефон,,,
"""


def test_dialogues_with_an_assistant_are_told_and_how_they_ended(organisation):
    brought(organisation, PEOPLE)
    assert counts(brought(organisation, DIALOGUES, "interactions")) == {"rows": 5, "new": 5}
    rows = Interaction.objects.order_by("at").values_list("about", "robot", "handed_over")
    assert list(rows) == [
        ("статус заказа", True, False), ("возврат", True, True), ("возврат", True, None),
        ("", False, None), ("", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("robot", ["no", ""])
def test_a_person_cannot_take_over_what_no_assistant_began(organisation, robot):
    brought(organisation, PEOPLE)
    text = f"email,event,date,bot,handed over\nanna@example.org,contact,2026-03-01,{robot},yes\n"
    made = brought(organisation, text, "interactions")
    assert [(each["row"], each["column"], each["code"]) for each in made.faults] == [
        (2, "handed over", "web.import_handed_over")
    ]
    assert not Interaction.objects.exists()


def test_handing_over_is_told_beside_the_assistant_alone(organisation):
    made = start(organisation, "a,b,c,d\n1,2,3,4\n", "interactions")
    chosen = [Chosen("a", "email"), Chosen("b", "at"), Chosen("c", "event"), Chosen("d", "handed_over")]
    with pytest.raises(MisuseError) as error:
        import_ask(made, chosen, 0, SYSTEM, leave_out=False, add_unknown=False)
    assert [fault.code for fault in error.value.faults] == ["web.import_no_robot"]


def test_headers_that_mean_something_to_machines_are_headers(organisation):
    made = brought(organisation, "email,*,^.*$,%s,a'b\na@x.org,1,2,3,4\n")
    assert counts(made) == {"rows": 1, "new": 1}
    assert Customer.objects.get().fields == {"*": "1", "^.*$": "2", "%s": "3", "a'b": "4"}
    made = brought(organisation, "email,*,^.*$,%s,a'b\na@x.org,1,2,3,5\n")
    assert counts(made) == {"rows": 1, "updated": 1}
    assert Customer.objects.get().fields["a'b"] == "5"


def test_columns_that_make_no_sense_are_told(organisation):
    made = start(organisation, "a,b,c\n1,2,3\n", "orders")

    def codes(*chosen):
        with pytest.raises(MisuseError) as error:
            import_ask(made, [Chosen(*each) for each in chosen], 0, SYSTEM, leave_out=False, add_unknown=False)
        return [fault.code for fault in error.value.faults]

    assert codes(("a", "amount"), ("b", "amount")) == [
        "web.import_twice",
        "web.import_no_key_column",
        "web.import_no_at",
    ]
    assert codes(("a", "number", "Bad Name"), ("b", "at")) == ["web.import_name"]
    assert codes(("a", "number", "email"), ("b", "at")) == ["web.import_name"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "web.import_kind"), ("a.csv", b"", "web.file_empty"),
        ("a.csv", b"\x00\x01\x02", "table.binary"),
        ("a.xlsx", b"no workbook", "table.broken_xlsx"), ("a.csv", b"a,a\n1,2\n", "table.repeated_header"),
        ("a.csv", b"   \n", "table.empty"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_at_once(organisation, name, content, code):
    with pytest.raises(MisuseError) as error:
        start(organisation, content, name=name)
    assert error.value.faults[0].code == code
    assert not Import.objects.exists()


def test_the_pages_lead_from_a_file_to_customers(organisation, client, people):
    client.force_login(people["analyst"])
    answer = client.post(HOME, {"holds": "contacts", "file": upload(PEOPLE)})
    made = Import.objects.get()
    there = f"{HOME}{made.pk}/"
    assert answer.headers["Location"] == there
    form = client.get(there).context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()} | {"version": 0}
    sent = {name: value for name, value in sent.items() if value is not False and name != "leave_out"}
    shown = client.post(there, sent | {"look": "1"}, headers=EN)
    assert shown.status_code == 200
    assert "+79123456789" in shown.content.decode()
    assert not Customer.objects.exists()
    assert client.post(there, sent | {"target-1": "phone", "look": "1"}, headers=EN).status_code == 422
    assert client.post(there, sent | {"begin": "1"}).status_code == 302
    waiting = client.get(there, headers=EN).content.decode()
    assert "<progress" in waiting
    assert client.post(there, sent | {"begin": "1"}).status_code == 422
    do_job.call(str(job_of(made).pk))
    assert "To the customers" in client.get(there, headers=EN | {"HX-Request": "true"}).content.decode()
    assert Customer.objects.count() == 3


def test_every_text_of_a_file_is_escaped(organisation, client, people):
    bad = '"<script>alert(1)</script>"'
    text = f"{bad},email\n{bad},{bad}\n"
    client.force_login(people["analyst"])
    made = brought(organisation, text, name="<img src=x onerror=alert(1)>.csv")
    for address in (HOME, f"{HOME}{made.pk}/"):
        told = client.get(address, headers=EN).content.decode()
        assert "<script>alert" not in told
        assert "<img src=x" not in told
    sent = {"target-0": "name", "target-1": "email", "version": made.version, "look": "1"}
    told = client.post(f"{HOME}{made.pk}/", sent, headers=EN).content.decode()
    assert "<script>alert" not in told
    assert "&lt;script&gt;" in told


def test_an_import_of_another_organisation_is_not_found(client, people, organisation):
    beta = organisation_create("beta", "Бета", "Beta")
    made = start(beta, PEOPLE)
    client.force_login(people["analyst"])
    assert client.get(f"{HOME}{made.pk}/").status_code == 404
    client.force_login(people["agent"])
    assert client.get(HOME).status_code == 403


def test_keys_of_other_organisations_are_other_keys(organisation):
    beta = organisation_create("beta", "Бета", "Beta")
    brought(beta, PEOPLE)
    assert counts(brought(organisation, PEOPLE)) == {"rows": 3, "new": 3}


def many(n):
    return "name,email,crm id\n" + "".join(f"N{i},n{i % (n - 3)}@x.org,{i}\n" for i in range(n))


class Killed(BaseException):
    """What ends a worker at once."""


@pytest.mark.parametrize("holds", ["contacts", "orders"])
def test_what_a_killed_worker_left_is_gone_on_with_and_done_once(organisation, monkeypatch, holds):
    monkeypatch.setattr(importing, "BATCH", 7)
    text = (
        many(40)
        if holds == "contacts"
        else "client,date\n" + "".join(f"{i % 9},1997-01-{1 + i % 28:02}\n" for i in range(40))
    )
    whole = brought(organisation_create("beta", "Бета", "Beta"), text, holds, add_unknown=True)
    made = start(organisation, text, holds)
    counted, parts = Work.counted, []

    def dying(self, *told):
        counted(self, *told)
        parts.append(told)
        if len(parts) in {3, 5}:
            raise Killed

    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    job = import_ask(made, chosen, 0, SYSTEM, leave_out=False, add_unknown=True)
    monkeypatch.setattr(Work, "counted", dying)
    for _ in range(2):
        with pytest.raises(Killed):
            do_job.call(str(job.pk))
        Job.objects.filter(pk=job.pk).update(beat_at="2000-01-01T00:00Z")
        assert take_up_again() == 1
    do_job.call(str(job.pk))
    made.refresh_from_db()
    assert made.state == "done"
    assert {n: v for n, v in counts(made).items() if n != "repeated"} == {
        n: v for n, v in counts(whole).items() if n != "repeated"
    }
    mine, others = (
        Customer.objects.filter(organisation=organisation),
        Customer.objects.exclude(organisation=organisation),
    )
    assert mine.count() == others.count()
    assert Interaction.objects.filter(organisation=organisation).count() == whole.counts["new"] * (holds == "orders")
    assert (
        Key.objects.filter(organisation=organisation).count() == Key.objects.exclude(organisation=organisation).count()
    )


def test_a_key_given_away_meanwhile_makes_the_owners_be_found_anew(organisation, monkeypatch):
    stored, once = importing.customers_store, []

    def raced(batch, source):
        if not once:
            once.append(True)
            raise IntegrityError
        return stored(batch, source)

    monkeypatch.setattr(importing, "customers_store", raced)
    assert counts(brought(organisation, PEOPLE)) == {"rows": 3, "new": 3}


def test_an_import_that_failed_is_gone_on_with(organisation, monkeypatch, client, people):
    made = start(organisation, PEOPLE)
    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    job = import_ask(made, chosen, 0, SYSTEM, leave_out=False, add_unknown=False)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "customers_store", lambda *_: 1 / 0)
        do_job.call(str(job.pk))
    client.force_login(people["analyst"])
    assert "Go on" in client.get(f"{HOME}{made.pk}/", headers=EN).content.decode()
    assert client.post(f"{HOME}{made.pk}/again/").status_code == 302
    do_job.call(str(job_of(made).pk))
    made.refresh_from_db()
    assert (made.state, counts(made)) == ("done", {"rows": 3, "new": 3})
    assert import_again(made, SYSTEM) is None


def reference(name):
    """A set of customers that are kept beside the project, where they are."""
    data = os.environ.get("CENTRICITY_REFERENCE_DATA")
    path = (Path(data) if data else Path(__file__).parents[2].parent / "shared" / "data") / "cx" / name
    if not path.is_file():
        pytest.skip(f"no reference data at {path}")
    return path


def test_the_churn_set_holds_its_customers(organisation):
    content = reference("ibm_telco_customer_churn.csv").read_bytes()
    made = brought(organisation, content)
    assert made.state == "done", made.faults[:3]
    assert made.counts["new"] == Customer.objects.count() == 7_043
    churned = Customer.objects.filter(fields__Churn="Yes").count()
    assert round(100 * churned / 7_043, 2) == 26.54


def test_the_orders_set_holds_its_orders(organisation):
    lines = reference("CDNOW_master.txt").read_text("utf-8").splitlines()[1:]
    text = "customer,date,pieces,amount\n" + "\n".join(",".join(line.split()) for line in lines if line.strip())
    made = brought(organisation, text, "orders", add_unknown=True)
    assert made.state == "done", made.faults[:3]
    assert made.counts["new"] == Interaction.objects.count() == 69_659
    assert Customer.objects.count() == 23_570
