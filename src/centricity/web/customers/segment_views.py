"""Pages of segments: all of them with their counts, one with its customers, the form of one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.customers import segment_forms as forms
from centricity.web.customers import segment_services as services
from centricity.web.customers.models import Segment
from centricity.web.customers.rules import MOST_RULES, checked, rules_of
from centricity.web.customers.segment_query import among, condition, counts
from centricity.web.customers.segment_words import rule_words
from centricity.web.customers.segments import listed as pages_of
from centricity.web.customers.segments import members_taken, own_fields_of, segment_for, segments_in
from centricity.web.customers.views import ROWS, page_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within

SEGMENTS = 20


def words_of(segment: Segment) -> list[str]:
    """Rules of a segment in words."""
    return [rule_words(each, language_now()) for each in rules_of(segment.rules)]


@require_safe
@within(VoiceRight.HANDLE)
def listed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    page = Paginator(segments_in(organisation), SEGMENTS).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    held = counts(organisation, rows)
    told = [
        {"segment": each, "title": each.title(language_now()), "n": held[each.pk], "words": words_of(each)}
        for each in rows
    ]
    return page_of(request, organisation, "customers/segments.html", page=page, segments=told)


@require_safe
@within(VoiceRight.HANDLE)
def opened(request: HttpRequest, organisation: Organisation, segment: str) -> HttpResponse:
    found = segment_for(organisation, segment)
    page = Paginator(pages_of(found), ROWS).get_page(request.GET.get("page"))
    more = {"segment": found, "title": found.title(language_now()), "words": words_of(found), "page": page}
    return page_of(request, organisation, "customers/segment.html", **more)


@require_safe
@within(VoiceRight.EDIT)
def table(request: HttpRequest, organisation: Organisation, segment: str) -> StreamingHttpResponse:
    """Customers of a segment as a table."""
    found = segment_for(organisation, segment)
    response = StreamingHttpResponse(members_taken(found, actor_of(request)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def add(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _edited(request, organisation, None)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def edit(request: HttpRequest, organisation: Organisation, segment: str) -> HttpResponse:
    return _edited(request, organisation, segment_for(organisation, segment))


def _edited(request: HttpRequest, organisation: Organisation, segment: Segment | None) -> HttpResponse:
    """The form of a segment: looked at, given another row, counted, or kept."""
    if request.method != "POST":
        rules = rules_of(segment.rules) if segment else ()
        rows = forms.rows_of(rules, language_now())
        return _form(request, organisation, segment, forms.SegmentForm(instance=segment), rows)
    form, rows = forms.SegmentForm(request.POST, instance=segment), forms.rows_sent(request.POST)
    if "add" in request.POST:
        plain = forms.SegmentForm(initial=request.POST.dict(), instance=segment)
        return _form(request, organisation, segment, plain, forms.another(rows))
    try:
        if "count" in request.POST:
            n = _count(organisation, form, rows)
            plain = forms.SegmentForm(initial=request.POST.dict(), instance=segment)
            return _form(request, organisation, segment, plain, rows, n=n)
        if form.is_valid():
            made = _kept(request, organisation, segment, form, rows)
            messages.success(request, _("Saved."))
            return redirect("customer_segment", organisation.code, made.code)
        checked([each.raw() for each in forms.filled(rows)])
    except MisuseError as error:
        rest = forms.blamed(rows, error.faults, language_now())
        told = [fault.text(language_now()) for fault in rest]
        return _form(request, organisation, segment, form, rows, status=422, faults=told)
    return _form(request, organisation, segment, form, rows, status=422)


def _count(organisation: Organisation, form: forms.SegmentForm, rows: list[forms.Row]) -> int:
    """How many customers would be in it."""
    rules = checked([each.raw() for each in forms.filled(rows)])
    joined_by = form.data.get("joined_by")
    joined = "any" if joined_by == "any" else "all"
    return among(organisation).filter(condition(organisation, rules, joined, timezone.now())).count()


def _kept(
    request: HttpRequest,
    organisation: Organisation,
    segment: Segment | None,
    form: forms.SegmentForm,
    rows: list[forms.Row],
) -> Segment:
    given = form.cleaned_data
    raw = [each.raw() for each in forms.filled(rows)]
    wanted = services.Wanted(given["title_ru"], given["title_en"], given["joined_by"], raw)
    if segment is None:
        return services.segment_create(organisation, given["code"], wanted, actor_of(request))
    return services.segment_edit(segment, wanted, given["version"], actor_of(request))


def _form(
    request: HttpRequest,
    organisation: Organisation,
    segment: Segment | None,
    form: forms.SegmentForm,
    rows: list[forms.Row],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    told = forms.choices(own_fields_of(organisation), rows, language_now())
    more |= {"segment": segment, "form": form, "rows": rows, "room": len(rows) < MOST_RULES, **told}
    return page_of(request, organisation, "customers/segment_edit.html", status, **more)
