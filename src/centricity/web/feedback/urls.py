from django.urls import path

from centricity.web.feedback import (
    desk_views,
    follow_up_views,
    hours_views,
    import_views,
    public_views,
    theme_views,
    views,
    way_views,
)

urlpatterns = [
    path("", views.organisations, name="feedback"),
    path("<slug:organisation>/", public_views.public, name="feedback_form"),
    path("<slug:organisation>/status/<str:secret>/", public_views.status, name="feedback_status"),
    path("<slug:organisation>/inbox/", views.inbox_page, name="feedback_inbox"),
    path("<slug:organisation>/inbox.csv", views.inbox_csv, name="feedback_csv"),
    path("<slug:organisation>/items/<uuid:item>/", views.item, name="feedback_item"),
    path("<slug:organisation>/follow-ups/", follow_up_views.follow_ups, name="follow_ups"),
    path("<slug:organisation>/follow-ups/<int:follow_up>/", follow_up_views.follow_up, name="follow_up"),
    path("<slug:organisation>/themes/", theme_views.themes, name="themes"),
    path("<slug:organisation>/themes/<int:theme>/", theme_views.theme, name="theme"),
    path("<slug:organisation>/figures/", desk_views.figures, name="feedback_figures"),
    path("<slug:organisation>/import/", import_views.listed, name="feedback_import"),
    path("<slug:organisation>/import/<uuid:brought>/", import_views.opened, name="feedback_brought"),
    path("<slug:organisation>/import/<uuid:brought>/faults.csv", import_views.faults, name="feedback_brought_faults"),
    path("<slug:organisation>/settings/", desk_views.settings, name="feedback_settings"),
    path("<slug:organisation>/settings/hours/", hours_views.working_hours, name="working_hours"),
    path("<slug:organisation>/settings/channels/", way_views.ways, name="feedback_ways"),
]
