"""People and organisations, for administrators of the platform."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.people import personal, selectors, services
from centricity.web.people.forms import EraseForm, GrantForm, OrganisationForm, VersionForm
from centricity.web.people.giving import data_file
from centricity.web.people.models import User
from centricity.web.people.own_data import identities_of
from centricity.web.people.second_factor import second_factor_remove

View = Callable[..., HttpResponse]


def administrators(view: View) -> View:
    """Let administrators of the platform in alone."""

    @wraps(view)
    @login_required
    def checked(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        selectors.administrator_or_404(request.user)
        return view(request, *args, **more)

    return checked


def told(request: HttpRequest, work: Callable[[], Any], done: str) -> None:
    """Do something and tell that it is done, or why it is not."""
    try:
        work()
    except MisuseError as error:
        messages.error(request, error.text(get_language() or "ru"))
    else:
        messages.success(request, done)


@require_safe
@administrators
def everybody(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.everybody(), 100).get_page(request.GET.get("page"))
    return render(request, "people/everybody.html", {"page": page, "invitations": selectors.open_invitations()})


@require_safe
@administrators
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, selectors.person_or_404(pk))


def _person_page(request: HttpRequest, found: User, status: int = 200, **forms: Any) -> HttpResponse:
    """A person with the forms of the page; one that was sent and refused stands in place of the empty one."""
    version = {"version": found.version}
    more = {
        "person": found,
        "form": GrantForm(initial=version),
        "erasing": EraseForm(initial=version, auto_id="erase_%s"),
    }
    more |= {"second_factor": selectors.has_second_factor(found), "identities": identities_of(found)}
    for sent in forms.values():
        _lead_to_fault(sent)
    return render(request, "people/person.html", more | forms, status=status)


def _lead_to_fault(form: Any) -> None:
    """Begin at the first field that was refused: its form may stand far below the top of the page."""
    wrong = next((field for field in form.visible_fields() if field.errors), None)
    if wrong is not None:
        wrong.field.widget.attrs["autofocus"] = True


@require_safe
@administrators
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is held of a person, for one who cannot come in to ask for it."""
    return data_file(selectors.person_or_404(pk), actor_of(request), f"person-{pk}")


@require_POST
@administrators
def give(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = selectors.person_or_404(pk), GrantForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, 422, form=form)
    by: Any = request.user
    version = form.cleaned_data["version"]
    told(
        request,
        lambda: services.grant_give(found, form.scope(), version, actor_of(request), by),
        _("The role is given."),
    )
    return redirect("person", pk)


@require_POST
@administrators
def take(request: HttpRequest, pk: int, grant: int) -> HttpResponse:
    found, form = selectors.person_or_404(pk), VersionForm(request.POST)
    held = get_object_or_404(found.grants, pk=grant)
    if form.is_valid():
        version = form.cleaned_data["version"]
        told(request, lambda: services.grant_take_back(held, version, actor_of(request)), _("The role is taken away."))
    return redirect("person", pk)


@require_POST
@administrators
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person in again, or keep it out."""
    found, form = selectors.person_or_404(pk), VersionForm(request.POST)
    on = request.POST.get("active") == "1"
    if form.is_valid():
        version = form.cleaned_data["version"]
        told(
            request,
            lambda: services.active_set(found, active=on, version=version, actor=actor_of(request)),
            _("The account is open again.") if on else _("The account is closed and its sessions are ended."),
        )
    return redirect("person", pk)


@require_POST
@administrators
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factor of somebody who has lost it."""
    found, form = selectors.person_or_404(pk), VersionForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"]
        told(
            request,
            lambda: second_factor_remove(found, version, actor_of(request)),
            _("The second factor is removed; the person was told by a letter."),
        )
    return redirect("person", pk)


@require_POST
@administrators
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = selectors.person_or_404(pk), EraseForm(request.POST, auto_id="erase_%s")
    if form.is_valid() and form.cleaned_data["email"].lower() != found.email:
        form.add_error("email", _("The e-mail is not that of the person. Nothing was erased."))
    if not form.is_valid():
        return _person_page(request, found, 422, erasing=form)
    version = form.cleaned_data["version"]
    told(request, lambda: personal.erase(found, version, actor_of(request)), _("The person is erased."))
    return redirect("person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def organisations(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.organisation_create(**form.cleaned_data, actor=actor_of(request))
        except MisuseError as error:
            form.add_error("code", error.text(get_language() or "ru"))
        else:
            messages.success(request, _("The organisation is added."))
            return redirect("organisations")
    status = 422 if request.method == "POST" else 200
    known = selectors.organisations()
    return render(request, "people/organisations.html", {"form": form, "organisations": known}, status=status)
