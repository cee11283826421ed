from django.urls import path

from centricity.web.warehouse import views

ONE = "<slug:organisation>/<slug:board>/"

urlpatterns = [
    path("<slug:organisation>/", views.boards, name="warehouse_boards"),
    path("<slug:organisation>/new/", views.new, name="warehouse_new"),
    path(ONE, views.board, name="warehouse_board"),
    path(f"{ONE}file/", views.change, name="warehouse_change"),
    path(f"{ONE}compute/", views.compute, name="warehouse_compute"),
    path(f"{ONE}remove/", views.remove, name="warehouse_remove"),
    path(f"{ONE}files/<str:name>", views.download, name="warehouse_download"),
    path(f"{ONE}sections/<str:anchor>/", views.board, name="warehouse_section"),
]
