from django.urls import path

from centricity.web.voice import (
    builder,
    embed_views,
    invite_views,
    look_views,
    pace_views,
    poster_views,
    rhythm_views,
    trigger_views,
    views,
)

ONE = "<slug:organisation>/<slug:survey>/"

urlpatterns = [
    path("", views.organisations, name="surveys_of"),
    path("<slug:organisation>/", views.surveys, name="surveys"),
    path("<slug:organisation>/new/", views.new, name="survey_new"),
    path("<slug:organisation>/pace/", pace_views.pace, name="survey_pace"),
    path(ONE, views.survey, name="survey"),
    path(f"{ONE}results/", views.results, name="survey_results"),
    path(f"{ONE}invites/", invite_views.invites, name="survey_invites"),
    path(f"{ONE}poster/", poster_views.poster, name="survey_poster"),
    path(f"{ONE}code.<slug:kind>", poster_views.code, name="survey_code"),
    path(f"{ONE}embed/", embed_views.embed, name="survey_embed"),
    path(f"{ONE}rhythm/", rhythm_views.rhythm, name="survey_rhythm"),
    path(f"{ONE}triggers/", trigger_views.triggers, name="survey_triggers"),
    path(f"{ONE}look/", look_views.look, name="survey_look"),
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
