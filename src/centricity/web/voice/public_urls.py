from django.urls import path

from centricity.web.voice import public

urlpatterns = [
    path("p/<str:secret>/", public.begin_invited, name="survey_invited"),
    path("<str:link>/", public.begin, name="survey_begin"),
    path("<str:link>/<str:key>/", public.go_on, name="survey_go_on"),
]
