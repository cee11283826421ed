from django.urls import path, re_path

from centricity.web.api import views
from centricity.web.api.app import api, nothing, openapi

urlpatterns = [
    path("api-tokens/", views.tokens, name="api_tokens"),
    path("api-tokens/<int:pk>/revoke/", views.revoke, name="api_token_revoke"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    re_path("^api/.*$", nothing),
]
