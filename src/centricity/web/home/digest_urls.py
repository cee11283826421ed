from django.urls import path

from centricity.web.home import digest_views

urlpatterns = [path("out/<str:secret>/", digest_views.out, name="digest_out")]
