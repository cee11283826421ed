from django.urls import path

from centricity.web.customers import views

urlpatterns = [
    path("", views.organisations, name="customers"),
    path("<slug:organisation>/", views.listed, name="customer_list"),
    path("<slug:organisation>/add/", views.add, name="customer_add"),
    path("<slug:organisation>/<uuid:customer>/", views.opened, name="customer"),
    path("<slug:organisation>/<uuid:customer>/edit/", views.edit, name="customer_edit"),
    path("<slug:organisation>/<uuid:customer>/contact/", views.contact, name="customer_contact"),
]
