from django.urls import path

from centricity.web.home import alert_views, kept_views, views

urlpatterns = [
    path("", views.boards, name="boards"),
    path("<slug:organisation>/", views.board, name="board"),
    path("<slug:organisation>/views/", kept_views.kept, name="kept_views"),
    path("<slug:organisation>/views/<int:view>/", kept_views.kept_one, name="kept_view"),
    path("<slug:organisation>/views/<int:view>/delete/", kept_views.kept_delete, name="kept_view_delete"),
    path("<slug:organisation>/alerts/", alert_views.alerts, name="board_alerts"),
    path("<slug:organisation>/alerts/<int:alert>/", alert_views.alert, name="board_alert"),
    path("<slug:organisation>/hearing/", alert_views.hearing, name="board_hearing"),
    path("<slug:organisation>/<slug:metric>/", views.metric, name="board_metric"),
]
