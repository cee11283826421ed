"""What pages do with customers, programs do as well: merged, given out, forgotten, valued, by the same rights."""

import io
import zipfile

import pytest
from api_kit import Program, codes
from django.test import Client
from test_customer_merges import made
from test_valuable import bought, valued

from centricity.web.audit.models import Entry
from centricity.web.customers.models import Conflict, Customer
from centricity.web.feedback.models import Import as FeedbackImport
from centricity.web.jobs.models import Job

pytestmark = pytest.mark.django_db
PLACE = "/organisations/acme"
EN = {"Accept-Language": "en"}


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


def page(people, address, who="analyst"):
    client = Client()
    client.force_login(people[who])
    return client.get(f"/customers/acme/{address}", headers=EN)


def taken(response):
    """A file with all its parts."""
    return b"".join(response) if response.streaming else response.content


def test_two_customers_are_found_made_one_and_made_two_again(director, organisation):
    one = made(organisation, "Anna", [("email", "a@x.org")], 1)
    two = made(organisation, "Anna", [("email", "b@x.org")], 2)
    (found,) = director.get(f"{PLACE}/namesakes").json()["items"]
    assert {found["pairs"][0][side]["code"] for side in ("one", "other")} == {str(one.code), str(two.code)}
    place = f"{PLACE}/customers/{one.code}"
    tag = director.get(place).headers["ETag"]
    gone = {"customer": str(two.code), "version": 0}
    assert director.post(f"{place}/merge", gone).status_code == 428
    merged = director.post(f"{place}/merge", gone, If_Match=tag)
    assert (merged.status_code, len(merged.json()["keys"])) == (200, 2)
    assert director.post(f"{place}/merge", gone, If_Match="*").status_code == 412
    (merge,) = director.get(f"{place}/merges").json()["items"]
    assert merge["gone"] == str(two.code)
    undone = director.post(f"{PLACE}/merges/{merge['id']}/undo")
    assert [each["value"] for each in undone.json()["keys"]] == ["a@x.org"]
    assert director.post(f"{place}/differs", {"customer": str(two.code)}).status_code == 204
    assert director.get(f"{PLACE}/namesakes").json()["items"][0]["pairs"] == []
    assert codes(director.post(f"{place}/differs", {"customer": str(one.code)})) == ["web.customer_same"]


def test_duplicates_of_imports_are_listed_until_they_are_settled(director, organisation):
    one, two = made(organisation, "Anna"), made(organisation, "Boris")
    Conflict.objects.create(organisation=organisation, one=one, other=two, row=7)
    (pair,) = director.get(f"{PLACE}/duplicates").json()["items"]
    assert (pair["one"]["code"], pair["row"], pair["file"]) == (str(one.code), 7, None)
    director.post(f"{PLACE}/customers/{one.code}/differs", {"customer": str(two.code)})
    assert director.get(f"{PLACE}/duplicates").json()["total"] == 0


def test_a_customer_is_given_out_and_forgotten(director, people, organisation):
    one = made(organisation, "Anna", [("email", "a@x.org")])
    place = f"{PLACE}/customers/{one.code}"
    archive = taken(director.get(f"{place}/data.zip"))
    assert archive == taken(page(people, f"{one.code}/data.zip", "cx_director"))
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["customer.json"]
    assert Entry.objects.filter(action="customer.exported").count() == 2
    assert director.post(f"{place}/erase", {"sure": False}, If_Match="*").status_code == 422
    erased = director.post(f"{place}/erase", {"sure": True}, If_Match=director.get(place).headers["ETag"])
    assert (erased.json()["name"], erased.json()["keys"]) == ("", [])
    assert Customer.objects.get().erased_at is not None
    assert director.post(f"{place}/erase", {"sure": True}, If_Match="*").status_code == 412


def test_only_whoever_manages_merges_and_forgets(people, organisation):
    one, two = made(organisation, "Anna"), made(organisation, "Boris")
    place, gone = f"{PLACE}/customers/{one.code}", {"customer": str(two.code), "version": 0}
    analyst = Program.of(people["analyst"])
    assert analyst.post(f"{place}/merge", gone, If_Match="*").status_code == 403
    assert analyst.post(f"{place}/erase", {"sure": True}, If_Match="*").status_code == 403
    assert analyst.get(f"{place}/data.zip").status_code == 403
    assert analyst.get(f"{PLACE}/duplicates").status_code == 200
    assert Program.of(people["agent"]).get(f"{PLACE}/duplicates").status_code == 403
    unscoped = Program.of(people["cx_director"], "read", "write")
    assert unscoped.post(f"{place}/erase", {"sure": True}, If_Match="*").status_code == 403
    assert Customer.objects.filter(erased_at=None, merged_into=None).count() == 2


def test_a_contact_is_kept_by_the_rules_of_contacts(people, organisation):
    one = made(organisation, "Anna", channel="email")
    agent, place = Program.of(people["agent"]), f"{PLACE}/customers/{one.code}/contacts"
    assert codes(agent.post(place, {"channel": "phone"})) == ["web.customer_other_channel"]
    kept = agent.post(place, {"channel": "phone", "text": "Called", "reason": "urgent"})
    assert (kept.status_code, kept.json()["outgoing"], kept.json()["reason"]) == (201, True, "urgent")
    Customer.objects.update(do_not_contact=True)
    assert agent.post(place, {"channel": "email"}).status_code == 409
    assert one.interactions.count() == 1


def test_customers_are_found_by_words_as_on_the_list(analyst, people, organisation):
    made(organisation, "Anna Smith", segment="Gold"), made(organisation, "Boris")
    listed = analyst.get(f"{PLACE}/customers", {"q": "smith"}).json()["items"]
    assert [each["name"] for each in listed] == ["Anna Smith"]
    assert [each.name for each in page(people, "?q=smith").context["page"]] == ["Anna Smith"]
    assert analyst.get(f"{PLACE}/customers", {"own_segment": "Gold"}).json()["total"] == 1
    assert analyst.get(f"{PLACE}/customers", {"kind": "company"}).json()["total"] == 0


def test_the_value_of_customers_is_that_of_the_page(analyst, people, organisation):
    nothing = analyst.get(f"{PLACE}/value").json()
    assert (nothing["computed_at"], nothing["cltv"]) == (None, None)
    for number in range(6):
        bought(organisation, f"C{number}", *[(day, 10 + number) for day in range(1, 3 + number)])
    asked = analyst.post(f"{PLACE}/value/compute", {"horizon": 30})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert analyst.get(f"{PLACE}/value").json()["job"]["id"] == asked.json()["id"]
    Job.objects.all().delete()
    kept = valued(organisation, horizon=30)
    told, shown = analyst.get(f"{PLACE}/value").json(), page(people, "value/").context
    assert told["cltv"] == {"n": 6, "figure": {k: kept.figures["cltv"][k] for k in ("value", "low", "high")}}
    best = analyst.get(f"{PLACE}/value/best").json()["items"]
    assert [each["name"] for each in best] == [row["each"]["name"] for row in shown["best"]]
    assert best[0]["brought"] == shown["best"][0]["total"]
    assert Program.of(people["agent"]).post(f"{PLACE}/value/compute", {}).status_code == 403
    assert Program.of(people["executive"]).get(f"{PLACE}/value").status_code == 403


def test_churn_is_that_of_the_page(analyst, people, organisation):
    made(organisation, "Anna", joined="2025-01-01", left="2026-03-10")
    made(organisation, "Boris", joined="2025-01-01")
    made(organisation, "Clara")
    asked = {"first": "2026-03-01", "last": "2026-03-31"}
    told = analyst.get(f"{PLACE}/churn", asked).json()
    shown = page(people, "churn/?start=2026-03-01&end=2026-03-31").context["ledger"]
    assert told["churn"]["value"] == shown.churn.value == 50
    assert told["churn"]["low"] == shown.churn.low < 50
    assert (told["start"], told["lost"], told["unknown"], told["against"]) == (2, 1, 1, 2)
    nobody = analyst.get(f"{PLACE}/churn", {"first": "2020-01-01", "last": "2020-02-01"}).json()
    assert nobody["churn"] is None
    assert nobody["faults"]
    for bad in ({"field": "x"}, {"first": "2026-03-02", "last": "2026-03-01"}):
        assert analyst.get(f"{PLACE}/churn", bad).status_code == 422


def test_tables_are_those_of_the_pages_and_in_the_language_asked_for(analyst, people, organisation):
    made(organisation, "Anna", [("email", "a@x.org")])
    titles = {"ru": "все", "en": "all"}
    rules = [{"field": "market", "operator": "unknown"}]
    assert analyst.post(f"{PLACE}/segments", {"code": "all", "title": titles, "rules": rules}).status_code == 201
    table = taken(analyst.get(f"{PLACE}/segments/all/members.csv"))
    assert table == taken(page(people, "segments/of/all/customers.csv"))
    assert "code,name," in table.decode()
    russian = Program.of(people["analyst"])
    russian.headers["Accept-Language"] = "ru"
    assert "код,имя" in taken(russian.get(f"{PLACE}/segments/all/members.csv")).decode().lower()
    assert analyst.get(f"{PLACE}/forecast.csv").status_code == 404
    assert Program.of(people["agent"]).get(f"{PLACE}/segments/all/members.csv").status_code == 403


def test_imports_are_listed_and_their_faults_taken_out(analyst, people, organisation):
    fault = {"row": 2, "column": "a", "code": "web.import_blank", "fields": {}}
    told = {"source": "review", "name": "a.csv", "size": 1, "by": "system", "columns": ["a"], "faults": [fault]}
    kept = FeedbackImport.objects.create(organisation=organisation, **told)
    (listed,) = analyst.get(f"{PLACE}/feedback/imports").json()["items"]
    assert (listed["id"], listed["source"], listed["state"]) == (str(kept.pk), "review", "new")
    faults = taken(analyst.get(f"{PLACE}/feedback/imports/{kept.pk}/faults.csv"))
    client = Client()
    client.force_login(people["analyst"])
    assert faults == taken(client.get(f"/feedback/acme/import/{kept.pk}/faults.csv", headers=EN))
    assert analyst.get(f"{PLACE}/customers/imports").json()["total"] == 0
    assert Program.of(people["agent"]).get(f"{PLACE}/feedback/imports").status_code == 403
