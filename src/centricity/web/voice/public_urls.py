from django.urls import path

from centricity.web.voice import embed_views, look_views, public

urlpatterns = [
    path("embed.js", embed_views.script, name="survey_embed_script"),
    path("p/<str:secret>/", public.begin_invited, name="survey_invited"),
    path("out/<str:secret>/", public.out, name="survey_out"),
    path("<str:link>/look.css", look_views.style, name="survey_style"),
    path("<str:link>/logo", look_views.logo, name="survey_logo"),
    path("<str:link>/", public.begin, name="survey_begin"),
    path("<str:link>/<str:key>/", public.go_on, name="survey_go_on"),
]
