"""Pages of what customers are worth, and of who stayed and left."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from centricity.web.audit.services import actor_of
from centricity.web.customers import forecasts
from centricity.web.customers.churning import Ledger, by_days, by_field, last_year
from centricity.web.customers.segments import own_fields_of
from centricity.web.customers.value_forms import ChurnForm, ValueForm
from centricity.web.customers.value_orders import orders_of
from centricity.web.customers.value_pages import best_of, figures_of, percent
from centricity.web.customers.valuing import job_of, valuation_of, value_ask
from centricity.web.customers.views import page_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within

BEST_ROWS, FIRST = 50, 10


@require_safe
@within(VoiceRight.HANDLE)
def opened(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The most valuable customers and the figures of all, as they were last computed."""
    state = _state(organisation)
    if request.headers.get("HX-Request"):
        return render(request, "customers/value_progress.html", {"organisation": organisation, "part": True, **state})
    return _shown(request, organisation, ValueForm(), **state)


def _shown(request: HttpRequest, organisation: Organisation, form: ValueForm, **more: Any) -> HttpResponse:
    made = valuation_of(organisation)
    status = more.pop("status", 200)
    more |= {"form": form, "made": made, "any_orders": made is not None or orders_of(organisation).exists()}
    if made is not None:
        page = Paginator(made.best, BEST_ROWS).get_page(request.GET.get("page"))
        more |= {"page": page, "best": best_of(page), "told": figures_of(made.figures, language_now())}
        expected = forecasts.rows_of(made.forecast[:FIRST])
        more |= {"expected": forecasts.shown(expected, language_now()), "rests": forecasts.rests_on(made)}
    return page_of(request, organisation, "customers/value.html", status, **more)


def _state(organisation: Organisation) -> dict[str, Any]:
    job = job_of(organisation)
    failed = job is not None and job.state == "failed"
    return {
        "job": job, "waits": job is not None and not job.ended, "step": getattr(job, f"step_{language_now()}", ""),
        "problems": [fault[language_now()] for fault in job.faults] if failed and job else [],
    }  # fmt: skip


@require_POST
@within(VoiceRight.EDIT)
def compute(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask for the figures."""
    form = ValueForm(request.POST)
    if not form.is_valid():
        return _shown(request, organisation, form, status=422, **_state(organisation))
    value_ask(organisation, form.asked(), actor_of(request))
    return redirect("customer_value", organisation.code)


@require_safe
@within(VoiceRight.HANDLE)
def churn(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who stayed and left in a period, the last twelve whole months where none is named."""
    own = own_fields_of(organisation)
    form = ChurnForm(own, request.GET or _year())
    ledger: Ledger | None = None
    if form.is_valid():
        given = form.cleaned_data
        if given["field"]:
            ledger = by_field(organisation, given["field"], given["value"])
        else:
            ledger = by_days(organisation, given["start"], given["end"] + timedelta(days=1))
    told: dict[str, Any] = {
        name: percent(getattr(ledger, name, None), name, language_now()) for name in ("churn", "retention")
    }
    faults = [fault.sentence(language_now()) for fault in ledger.faults] if ledger else []
    return page_of(request, organisation, "customers/churn.html", form=form, ledger=ledger, faults=faults, **told)


def _year() -> dict[str, str]:
    first, last = last_year()
    return {"start": first.isoformat(), "end": last.isoformat()}
