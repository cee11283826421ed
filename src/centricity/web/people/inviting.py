"""Inviting people, and joining by an invitation."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.people import invitations, selectors
from centricity.web.people.forms import InviteForm, JoinForm
from centricity.web.people.letters import send_invitation
from centricity.web.people.models import Invitation
from centricity.web.people.views import administrators, told


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the answer is the same whether the address has an account or not."""
    form = InviteForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.user
        made, secret = invitations.invite(given["email"], form.scope(), given["language"], by, actor_of(request))
        told(request, lambda: send_invitation(made, secret, request), _("The letter is sent."))
        return redirect("people")
    return render(request, "people/invite.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_POST
@administrators
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.open_invitations(), pk=pk)

    def work() -> None:
        send_invitation(found, invitations.renew(found, actor_of(request)), request)

    told(request, work, _("The letter is sent again; the link of the first one does not work any more."))
    return redirect("people")


@require_POST
@administrators
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.open_invitations(), pk=pk)
    told(request, lambda: invitations.withdraw(found, actor_of(request)), _("The invitation is withdrawn."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password", "again")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Take up an invitation: with a new account, or with the account the address has."""
    invitation = selectors.invitation_of(secret)
    if invitation is None:
        return render(request, "people/join_over.html", status=404)
    if selectors.user_of(invitation.email) is not None:
        return _with_account(request, invitation)
    if request.user.is_authenticated:
        return render(request, "people/join_other.html", {"invitation": invitation}, status=403)
    return _with_new_account(request, invitation)


def _with_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    user: Any = request.user
    if not user.is_authenticated:
        return render(request, "people/join_sign_in.html", {"invitation": invitation})
    if user.email != invitation.email:
        return render(request, "people/join_other.html", {"invitation": invitation}, status=403)
    if request.method != "POST":
        return render(request, "people/join_take.html", {"invitation": invitation})
    told(request, lambda: invitations.accept(invitation, user, actor_of(request)), _("The role is yours."))
    return redirect("home")


def _with_new_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(invitation.email, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        more = {"form": form, "invitation": invitation, "SOCIALACCOUNT_ENABLED": bool(settings.IDENTITY_PROVIDERS)}
        return render(request, "people/join.html", more, status=status)
    given = form.cleaned_data
    try:
        user = invitations.join(invitation, given["password"], actor_of(request), name=given["name"])
    except MisuseError as error:
        messages.error(request, error.text(get_language() or "ru"))
        return redirect("home")
    answer: HttpResponse = perform_login(request, user, email_verification="none")
    return answer
