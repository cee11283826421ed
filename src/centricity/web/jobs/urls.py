from django.urls import path

from centricity.web.jobs import views

urlpatterns = [
    path("<uuid:pk>/", views.job, name="job"),
    path("<uuid:pk>/stop/", views.stop, name="job_stop"),
]
