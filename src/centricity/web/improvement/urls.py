from django.urls import path

from centricity.web.improvement import barrier_views, experiment_views, ritual_views, sitting_views, views
from centricity.web.improvement.motivation import views as motivation

urlpatterns = [
    path("<slug:organisation>/", views.actions, name="actions"),
    path("<slug:organisation>/new/", views.new, name="action_new"),
    path("<slug:organisation>/<uuid:action>/", views.action, name="action"),
    path("<slug:organisation>/<uuid:action>/end/", views.end, name="action_end"),
    path("<slug:organisation>/<uuid:action>/experiment/", experiment_views.experiment, name="action_experiment"),
    path("<slug:organisation>/<uuid:action>/barriers/", barrier_views.tag, name="action_barriers"),
    path("<slug:organisation>/barriers/", barrier_views.barriers, name="barriers"),
    path("<slug:organisation>/barriers/new/", barrier_views.new, name="barrier_new"),
    path("<slug:organisation>/barriers/<int:barrier>/", barrier_views.barrier, name="barrier"),
    path("<slug:organisation>/barriers/<int:barrier>/act/", barrier_views.act, name="barrier_act"),
    path("<slug:organisation>/motivation/", motivation.incentives, name="incentives"),
    path("<slug:organisation>/motivation/new/", motivation.new, name="incentive_new"),
    path("<slug:organisation>/motivation/<int:incentive>/", motivation.incentive, name="incentive"),
    path("<slug:organisation>/motivation/<int:incentive>/change/", motivation.change, name="incentive_change"),
    path("<slug:organisation>/motivation/<int:incentive>/act/", motivation.act, name="incentive_act"),
    path("<slug:organisation>/rituals/", ritual_views.rituals, name="rituals"),
    path("<slug:organisation>/rituals/new/", ritual_views.new, name="ritual_new"),
    path("<slug:organisation>/rituals/<int:ritual>/", ritual_views.ritual, name="ritual"),
    path("<slug:organisation>/sittings/<int:sitting>/", sitting_views.sitting, name="sitting"),
    path("<slug:organisation>/sittings/<int:sitting>/hold/", sitting_views.hold, name="sitting_hold"),
    path("<slug:organisation>/sittings/<int:sitting>/excuse/", sitting_views.excuse, name="sitting_excuse"),
    path("<slug:organisation>/sittings/<int:sitting>/act/", sitting_views.act, name="sitting_act"),
]
