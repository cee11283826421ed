from django.urls import path

from centricity.web.home import analysis_views as views

urlpatterns = [
    path("drivers/", views.drivers, name="analysis_drivers"),
    path("cohorts/", views.cohort, name="analysis_cohorts"),
    path("funnels/", views.funnel, name="analysis_funnels"),
]
