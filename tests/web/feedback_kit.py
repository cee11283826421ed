"""What tests of feedback and actions share: what somebody said, and pages as they are asked."""

from django.urls import reverse

from centricity.web.audit.services import SYSTEM
from centricity.web.feedback.desks import form_set
from centricity.web.feedback.models import Cause
from centricity.web.feedback.receiving import Said, item_add

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
