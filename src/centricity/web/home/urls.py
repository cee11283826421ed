from django.urls import path

from centricity.web.home import kept_views, views

urlpatterns = [
    path("", views.boards, name="boards"),
    path("<slug:organisation>/", views.board, name="board"),
    path("<slug:organisation>/views/", kept_views.kept, name="kept_views"),
    path("<slug:organisation>/views/<int:view>/", kept_views.kept_one, name="kept_view"),
    path("<slug:organisation>/views/<int:view>/delete/", kept_views.kept_delete, name="kept_view_delete"),
    path("<slug:organisation>/<slug:metric>/", views.metric, name="board_metric"),
]
