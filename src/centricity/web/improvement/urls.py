from django.urls import path

from centricity.web.improvement import views

urlpatterns = [
    path("<slug:organisation>/", views.actions, name="actions"),
    path("<slug:organisation>/new/", views.new, name="action_new"),
    path("<slug:organisation>/<uuid:action>/", views.action, name="action"),
    path("<slug:organisation>/<uuid:action>/end/", views.end, name="action_end"),
]
