from django.urls import path

from centricity.web.customers import import_views, views

urlpatterns = [
    path("", views.organisations, name="customers"),
    path("<slug:organisation>/", views.listed, name="customer_list"),
    path("<slug:organisation>/add/", views.add, name="customer_add"),
    path("<slug:organisation>/imports/", import_views.listed, name="customer_imports"),
    path("<slug:organisation>/imports/<uuid:source>/", import_views.opened, name="customer_import"),
    path("<slug:organisation>/imports/<uuid:source>/again/", import_views.again, name="customer_import_again"),
    path("<slug:organisation>/imports/<uuid:source>/faults.csv", import_views.faults, name="customer_import_faults"),
    path("<slug:organisation>/<uuid:customer>/", views.opened, name="customer"),
    path("<slug:organisation>/<uuid:customer>/edit/", views.edit, name="customer_edit"),
    path("<slug:organisation>/<uuid:customer>/contact/", views.contact, name="customer_contact"),
]
