from django.urls import path

from centricity.web.voice import builder, invite_views, plan_views, response_views, views, weight_views

ONE = "<slug:organisation>/<slug:survey>/"

urlpatterns = [
    path("", views.organisations, name="surveys_of"),
    path("<slug:organisation>/", views.surveys, name="surveys"),
    path("<slug:organisation>/new/", views.new, name="survey_new"),
    path("<slug:organisation>/new/plan/", plan_views.plan_new, name="survey_plan_new"),
    path(ONE, views.survey, name="survey"),
    path(f"{ONE}results/", views.results, name="survey_results"),
    path(f"{ONE}invites/", invite_views.invites, name="survey_invites"),
    path(f"{ONE}response/", response_views.response, name="survey_response"),
    path(f"{ONE}weights/", weight_views.weights, name="survey_weights"),
    path(f"{ONE}files/<uuid:file>/", response_views.file, name="survey_file"),
    path(f"{ONE}plan/", plan_views.plan, name="survey_plan"),
    path(f"{ONE}wave/", views.wave, name="survey_wave"),
    path(f"{ONE}publish/", views.publish, name="survey_publish"),
    path(f"{ONE}state/", views.state, name="survey_state"),
    path(f"{ONE}openness/", views.openness, name="survey_openness"),
    path(f"{ONE}versions/<int:number>.yaml", views.download, name="survey_download"),
    path(f"{ONE}build/", builder.build, name="survey_build"),
    path(f"{ONE}build/settings/", builder.settings, name="survey_settings"),
    path(f"{ONE}build/change/", builder.change, name="survey_change"),
    path(f"{ONE}build/file/", builder.bring, name="survey_bring"),
    path(f"{ONE}build/pages/<int:page>/", builder.page, name="survey_page"),
    path(f"{ONE}build/pages/<int:page>/questions/<int:question>/", builder.question, name="survey_question"),
    path(f"{ONE}build/<slug:name>/<int:place>/", builder.beside, name="survey_beside"),
    path(f"{ONE}preview/<int:page>/", builder.preview, name="survey_preview"),
]
