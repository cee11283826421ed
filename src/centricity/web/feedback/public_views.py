"""The form that everybody may fill in, and the private page where its answer is read."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, address_of
from centricity.web.customers.models import Channel
from centricity.web.customers.selectors import customer_of_email
from centricity.web.feedback.models import Item, Way
from centricity.web.feedback.next_steps import next_steps
from centricity.web.feedback.pages import said
from centricity.web.feedback.public_forms import TRAP, PublicForm
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.feedback.robots import Mark, mark_new, mark_read, not_too_often, secret_of
from centricity.web.feedback.selectors import item_of_secret, open_form
from centricity.web.feedback.ways import REACHING, ways_of
from centricity.web.look.languages import language_now
from centricity.web.people.hashes import hashed
from centricity.web.people.models import Organisation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest, organisation: str) -> HttpResponse:
    found = open_form(organisation)
    ways = ways_of(found)
    answered_by = [(each.channel, each.name(language_now())) for each in ways if each.channel in REACHING]
    if request.method != "POST":
        return _form(request, found, PublicForm(answered_by, initial={"mark": mark_new(found.code)}), ways)
    form = PublicForm(answered_by, request.POST)
    if form.is_valid():
        try:
            secret = _left(request, found, form)
        except MisuseError as error:
            form.add_error(None, ValidationError(said(error), code=error.faults[0].code))
        else:
            return redirect("feedback_status", found.code, secret)
    return _form(request, found, _again(form, found), ways, status=422)


def _left(request: HttpRequest, found: Organisation, form: PublicForm) -> str:
    """Keep what somebody left, and give the secret of its private link."""
    if request.POST.get(TRAP):
        raise MisuseError([Fault("web.form_robot")])
    mark = mark_read(found.code, form.cleaned_data["mark"])
    not_too_often(address_of(request))
    secret = secret_of(mark)
    item_add(found, _said(found, form, mark, secret), Actor("anonymous", address_of(request)))
    return secret


def _said(found: Organisation, form: PublicForm, mark: Mark, secret: str) -> Said:
    given = form.cleaned_data
    return Said(
        text=given["text"], source=str(Item.Source.FORM), channel=str(Channel.WEB), number=mark.key,
        author=given["author"], contact=given["contact"], consent=bool(given["contact"] and given["consent"]),
        kind=given["kind"], rating=int(given["rating"]) if given["rating"] else None,
        language=(get_language() or "ru")[:2], secret_hash=hashed(secret),
        customer=customer_of_email(found, given["contact"]), answer_by=given.get("answer_by", ""),
    )  # fmt: skip


def _again(form: PublicForm, found: Organisation) -> PublicForm:
    """The form with what was written in it; an old or damaged mark is made new, another keeps its key."""
    codes = [error.code for error in form.non_field_errors().as_data()] if form.is_bound else []
    if "web.form_old" in codes or "mark" in form.errors:
        form.data = form.data.copy()
        form.data["mark"] = mark_new(found.code)
    return form


def _form(
    request: HttpRequest, found: Organisation, form: PublicForm, ways: Sequence[Way], status: int = 200
) -> HttpResponse:
    told = [each for each in ways if each.address or each.channel != Channel.WEB]
    more = {"organisation": found, "form": form, "trap": TRAP, "ways": told}
    return render(request, "feedback/public.html", more, status=status)


@never_cache
@require_safe
def status(request: HttpRequest, organisation: str, secret: str) -> HttpResponse:
    item = item_of_secret(organisation, secret)
    address = request.build_absolute_uri(request.path)
    answered = item.state != Item.State.SPAM and item.first_answer_at is not None
    more = {"organisation": item.organisation, "item": item, "address": address, "answered": answered}
    more["next"] = list(next_steps(item))
    response = render(request, "feedback/status.html", more)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
