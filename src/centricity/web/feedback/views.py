"""The inbox and one piece of feedback: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.feedback.deeds import DEEDS, forms_for, possible
from centricity.web.feedback.export import exported
from centricity.web.feedback.forms import FilterForm
from centricity.web.feedback.mailing import address_of
from centricity.web.feedback.models import Item
from centricity.web.feedback.pages import page_of, said, version_of
from centricity.web.feedback.selectors import TABS, inbox, item_for, waiting_counts
from centricity.web.feedback.suggesting import FAILED, installed, theme_titles
from centricity.web.feedback.times import worked_until_now
from centricity.web.feedback.whose import whose
from centricity.web.feedback.wording import in_words
from centricity.web.improvement.ritual_selectors import sittings_about
from centricity.web.improvement.selectors import came_of, is_overdue
from centricity.web.people.hours import hours_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, organisations_heard, voice_right

ROWS = 50


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    page = Paginator(organisations_heard(request.user), ROWS).get_page(request.GET.get("page"))
    rows = [(each, voice_right(request.user, each.code) >= VoiceRight.HANDLE) for each in page]
    return render(request, "feedback/organisations.html", {"page": page, "rows": rows})


@require_safe
@login_required
def inbox_page(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    form, tab = _asked(request, found)
    page = Paginator(inbox(found, request.user, form.asked(tab)), ROWS).get_page(request.GET.get("page"))
    in_words(page.object_list)
    filtered = any(request.GET.get(name) for name in form.fields)
    more = {"form": form, "tab": tab, "page": page, "counts": waiting_counts(found, request.user)}
    more["worked"] = worked_until_now(page, hours_of(found))
    return page_of(request, "feedback/inbox.html", found, filtered=filtered, **more)


@require_safe
@login_required
def inbox_csv(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    form, tab = _asked(request, found)
    content = exported(found, inbox(found, request.user, form.asked(tab)), actor_of(request))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="feedback-{found.code}.csv"'
    return response


def _asked(request: HttpRequest, organisation: Any) -> tuple[FilterForm, str]:
    tab = request.GET.get("tab", "")
    return FilterForm(organisation, request.GET), tab if tab in TABS else TABS[0]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item(request: HttpRequest, organisation: str, item: Any) -> HttpResponse:
    _organisation, found = item_for(request.user, organisation, item)
    if request.method != "POST":
        return _shown(request, found)
    name = request.POST.get("do", "")
    if name not in DEEDS:
        return _shown(
            request, found, status=422, problem=_("It is not said what is to be done. Use the page's buttons.")
        )
    deed, problem = DEEDS[name], ""
    form = deed.form(found.organisation, request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            deed.work(found, form, version_of(request), actor_of(request), request.user)
        except CentricityError as error:
            problem = said(error)
            _organisation, found = item_for(request.user, organisation, item)
        else:
            messages.success(request, str(deed.done))
            return redirect("feedback_item", organisation, found.pk)
    elif name == "attach":
        problem = _("This customer is not there. Find the customer again.")
    return _shown(request, found, status=422, problem=problem, bound={name: form})


def _shown(request: HttpRequest, found: Item, status: int = 200, problem: str = "", bound: Any = None) -> HttpResponse:
    in_words([found])
    forms = forms_for(found, request.user) | (bound or {})
    actions = [(each, is_overdue(each)) for each in came_of(found.target)[:ROWS]]
    titles = theme_titles().get(found.suggested_theme)
    more = {
        "item": found, "can": possible(found), "forms": forms, "problem": problem, "actions": actions,
        "answers": found.answers.select_related("by"), "suggests": installed(),
        "failed": found.suggested_by == FAILED, "suggested_theme": titles,
        "follow_up": getattr(found, "follow_up", None), "mail_to": address_of(found),
        "sittings": sittings_about(found.target), **whose(request, found),
        "worked": worked_until_now([found], hours_of(found.organisation)),
    }  # fmt: skip
    return page_of(request, "feedback/item.html", found.organisation, status, **more)
