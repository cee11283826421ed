"""What tests of feedback and actions share: what somebody said, and pages as they are asked."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centricity.errors import FaultsError
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.finding import Owners
from centricity.web.feedback.columns import choices_checked, guessed
from centricity.web.feedback.desks import form_set
from centricity.web.feedback.importing import read_said as reading
from centricity.web.feedback.models import Cause, Import
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.feedback.rows import read_rows

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% load i18n %}",
    "javascript:alert(1)",
    "' OR 1=1 --",
    "</textarea></title><svg/onload=alert(1)>",
]
FORMULAS = ["=1+1", "+7 900", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']


def said(organisation, text="It does not work", **more):
    """Something that somebody said by a call, unless told otherwise."""
    return item_add(organisation, Said(text, more.pop("source", "call"), **more), SYSTEM)[0]


def cause_of(organisation):
    return Cause.objects.filter(organisation=organisation).first()


def form_on(organisation):
    """Switch the public form of an organisation on."""
    form_set(organisation, 0, SYSTEM, form_open=True)


def do(client, item, deed, version=None, **more):
    """Do something with feedback, as its page does."""
    item.refresh_from_db()
    sent = {"do": deed, "version": item.version if version is None else version, **more}
    return client.post(reverse("feedback_item", args=[item.organisation.code, item.pk]), sent)


def read_said(content, file, source, sheet=""):
    """Read a table with its columns as they are guessed; all that is wrong with it is raised."""
    table = read_rows(content, file, sheet)
    chosen = guessed(table.heads, [row for _at, row in table.rows[:5]])
    choices_checked(chosen)
    read = reading(table, source, chosen, Owners(), {}, "")
    if read.faults:
        raise FaultsError(read.faults)
    return [each for _at, each in read.said]


def answers(made, chosen=None, **more):
    """What the page of an import sends: its columns as they are guessed, unless told otherwise by header."""
    columns = [
        each | {"target": (chosen or {}).get(each["column"], each["target"])} for each in made.mapping["columns"]
    ]
    sent = {"version": made.version, **more}
    for at, each in enumerate(columns):
        sent |= {f"target-{at}": each["target"], f"name-{at}": each["name"]}
    return sent


def bring(client, content, source="review", name="reviews.csv", code="acme"):
    """Upload a table of feedback; give the answer and the import, where one was made."""
    content = content.encode() if isinstance(content, str) else content
    sent = {"source": source, "file": SimpleUploadedFile(name, content)}
    answer = client.post(f"/feedback/{code}/import/", sent)
    return answer, Import.objects.get(pk=answer.url.split("/")[-2]) if answer.status_code == 302 else None


def take(client, made, chosen=None, **more):
    """Begin an import, as its page does."""
    page = reverse("feedback_brought", args=[made.organisation.code, made.pk])
    answer = client.post(page, answers(made, chosen, begin=1, **more))
    made.refresh_from_db()
    return answer
