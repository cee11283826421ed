from django.urls import path, re_path

from centricity.web.api import views, webhook_pages
from centricity.web.api.app import api, nothing, openapi

urlpatterns = [
    path("api-tokens/", views.tokens, name="api_tokens"),
    path("api-tokens/<int:pk>/revoke/", views.revoke, name="api_token_revoke"),
    path("webhooks/", webhook_pages.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhook_pages.webhook, name="webhook"),
    path("webhooks/<int:pk>/end/", webhook_pages.end, name="webhook_end"),
    path("webhooks/<int:pk>/deliveries/<uuid:delivery>/resend/", webhook_pages.resend, name="delivery_resend"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    re_path("^api/", nothing),
]
