from django.urls import path

from centricity.web.panels import cycle_views, rate_views, views

ONE = "<slug:organisation>/<slug:panel>/"

urlpatterns = [
    path("", views.asking, name="panels_asking"),
    path("<slug:organisation>/", views.panels, name="panels"),
    path("<slug:organisation>/new/", views.new, name="panel_new"),
    path(ONE, views.panel, name="panel"),
    path(f"{ONE}rate/<str:department>/", rate_views.rate, name="panel_rate"),
    path(f"{ONE}hand-in/", views.hand_in, name="panel_hand_in"),
    path(f"{ONE}state/", views.state, name="panel_state"),
    path(f"{ONE}ratings/", views.compare, name="panel_compare"),
    path(f"{ONE}cycle/", cycle_views.cycle, name="panel_cycle"),
    path(f"{ONE}wave/", views.wave, name="panel_wave"),
]
