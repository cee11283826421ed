from django.urls import path

from centricity.web.customers import (
    forecast_views,
    import_views,
    merge_views,
    personal_views,
    segment_delete_views,
    segment_views,
    value_views,
    views,
)

urlpatterns = [
    path("", views.organisations, name="customers"),
    path("<slug:organisation>/", views.listed, name="customer_list"),
    path("<slug:organisation>/add/", views.add, name="customer_add"),
    path("<slug:organisation>/imports/", import_views.listed, name="customer_imports"),
    path("<slug:organisation>/imports/<uuid:source>/", import_views.opened, name="customer_import"),
    path("<slug:organisation>/imports/<uuid:source>/again/", import_views.again, name="customer_import_again"),
    path("<slug:organisation>/imports/<uuid:source>/faults.csv", import_views.faults, name="customer_import_faults"),
    path("<slug:organisation>/duplicates/", merge_views.duplicates, name="customer_duplicates"),
    path("<slug:organisation>/merges/<int:merge>/undo/", merge_views.undo, name="customer_merge_undo"),
    path("<slug:organisation>/value/", value_views.opened, name="customer_value"),
    path("<slug:organisation>/value/compute/", value_views.compute, name="customer_value_compute"),
    path("<slug:organisation>/value/forecast/", forecast_views.opened, name="customer_forecast"),
    path("<slug:organisation>/value/forecast.csv", forecast_views.table, name="customer_forecast_csv"),
    path("<slug:organisation>/churn/", value_views.churn, name="customer_churn"),
    path("<slug:organisation>/segments/", segment_views.listed, name="customer_segments"),
    path("<slug:organisation>/segments/add/", segment_views.add, name="customer_segment_add"),
    path("<slug:organisation>/segments/of/<slug:segment>/", segment_views.opened, name="customer_segment"),
    path("<slug:organisation>/segments/of/<slug:segment>/edit/", segment_views.edit, name="customer_segment_edit"),
    path(
        "<slug:organisation>/segments/of/<slug:segment>/delete/",
        segment_delete_views.delete,
        name="customer_segment_delete",
    ),
    path(
        "<slug:organisation>/segments/of/<slug:segment>/customers.csv", segment_views.table, name="customer_segment_csv"
    ),
    path("<slug:organisation>/<uuid:customer>/merge/", merge_views.candidates, name="customer_candidates"),
    path("<slug:organisation>/<uuid:customer>/merge/<uuid:other>/", merge_views.pair, name="customer_pair"),
    path("<slug:organisation>/<uuid:customer>/", views.opened, name="customer"),
    path("<slug:organisation>/<uuid:customer>/data.zip", personal_views.data, name="customer_data"),
    path("<slug:organisation>/<uuid:customer>/erase/", personal_views.erase, name="customer_erase"),
    path("<slug:organisation>/<uuid:customer>/edit/", views.edit, name="customer_edit"),
    path("<slug:organisation>/<uuid:customer>/contact/", views.contact, name="customer_contact"),
]
