"""SAML as it is spoken here: forged answers are refused in words, and nobody is signed out by a link from elsewhere."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.utils import build_saml_config
from allauth.socialaccount.providers.saml.views import FinishACSView, MetadataView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Settings


class Finish(FinishACSView):
    """Answers that are no XML at all, or that nobody asked for, are refused like forged ones."""

    def dispatch(self, request: HttpRequest, organization_slug: str) -> HttpResponse:
        try:
            answer: HttpResponse = super().dispatch(request, organization_slug)
        except (LxmlError, KeyError, ValueError, PermissionDenied):
            refused: Any = render_authentication_error(request, self.get_provider(organization_slug))
            return refused
        return answer


class Metadata(MetadataView):
    """What the platform says of itself: without an end, and without an address to sign out at."""

    def dispatch(self, request: HttpRequest, organization_slug: str) -> HttpResponse:
        provider = self.get_provider(organization_slug)
        told = build_saml_config(request, provider.app.settings, organization_slug)
        del told["sp"]["singleLogoutService"]
        said = OneLogin_Saml2_Settings(settings=told, sp_validation_only=True).get_sp_metadata()
        return HttpResponse(said, content_type="text/xml")


@login_not_required
def no_sign_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Requests to sign out need not be signed in SAML: any page could sign people out here."""
    raise Http404
