"""Answers of SAML that are no XML at all, or that nobody asked for, are refused like forged ones."""

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.views import FinishACSView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from lxml.etree import LxmlError


class Finish(FinishACSView):
    def dispatch(self, request: HttpRequest, organization_slug: str) -> HttpResponse:
        try:
            answer: HttpResponse = super().dispatch(request, organization_slug)
        except (LxmlError, KeyError, ValueError, PermissionDenied):
            refused: Any = render_authentication_error(request, self.get_provider(organization_slug))
            return refused
        return answer
