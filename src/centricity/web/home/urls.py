from django.urls import include, path

from centricity.web.home import views

urlpatterns = [
    path("", views.boards, name="boards"),
    path("<slug:organisation>/", views.board, name="board"),
    path("<slug:organisation>/analysis/", include("centricity.web.home.analysis_urls")),
    path("<slug:organisation>/<slug:metric>/", views.metric, name="board_metric"),
]
