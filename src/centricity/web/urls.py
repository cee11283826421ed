"""All addresses of the platform."""

from django.urls import include, path

from centricity.web.look import views as look
from centricity.web.research import views as research

handler400 = look.bad_request
handler403 = look.forbidden
handler404 = look.not_found
handler500 = look.failed

urlpatterns = [
    path("", research.home, name="home"),
    path("healthz", look.healthy, name="healthy"),
    path("look/", look.choose, name="look"),
    path("accounts/", include("centricity.web.people.doors")),
    path("studies/", include("centricity.web.research.urls")),
    path("studies/", include("centricity.web.companies.urls")),
    path("studies/", include("centricity.web.rating.urls")),
    path("jobs/", include("centricity.web.jobs.urls")),
    path("audit/", include("centricity.web.audit.urls")),
    path("dashboard/", include("centricity.web.home.urls")),
    path("warehouse/", include("centricity.web.warehouse.urls")),
    path("digest/", include("centricity.web.home.digest_urls")),
    path("surveys/", include("centricity.web.voice.urls")),
    path("panels/", include("centricity.web.panels.urls")),
    path("s/", include("centricity.web.voice.public_urls")),
    path("customers/", include("centricity.web.customers.urls")),
    path("actions/", include("centricity.web.improvement.urls")),
    path("feedback/", include("centricity.web.feedback.urls")),
    path("people/", include("centricity.web.people.urls")),
    path("", include("centricity.web.api.urls")),
]
