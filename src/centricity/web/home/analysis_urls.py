from django.urls import path

from centricity.web.home import analysis_views as views
from centricity.web.home import channel_views, outcome_views
from centricity.web.home import side_views as sides

urlpatterns = [
    path("drivers/", views.drivers, name="analysis_drivers"),
    path("cohorts/", views.cohort, name="analysis_cohorts"),
    path("funnels/", views.funnel, name="analysis_funnels"),
    path("channels/", channel_views.side_by_side, name="analysis_channels"),
    path("channels/contacts/", channel_views.contacts, name="analysis_contacts"),
    path("experience/", sides.experience, name="analysis_experience"),
    path("departments/", sides.departments, name="analysis_departments"),
    path("gap/", sides.gap, name="analysis_gap"),
    path("maturity/", outcome_views.maturity, name="analysis_maturity"),
]
