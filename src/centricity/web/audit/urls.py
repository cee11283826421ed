from django.urls import path

from centricity.web.audit import views

urlpatterns = [
    path("", views.log, name="audit"),
    path("export.jsonl", views.export, name="audit_export"),
]
