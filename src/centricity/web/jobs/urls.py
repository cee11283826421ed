from django.urls import path

from centricity.web.jobs import views

urlpatterns = [path("<uuid:pk>/", views.job, name="job")]
