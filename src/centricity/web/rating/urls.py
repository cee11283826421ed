from django.urls import path

from centricity.web.rating import lead_views, sheet_views, views

ONE = "<slug:code>/rating/<int:rating>/"

urlpatterns = [
    path("<slug:code>/rating/", views.rounds, name="study_rating"),
    path(ONE, views.one, name="study_rating_round"),
    path(f"{ONE}companies/<str:company>/", views.rate, name="study_rating_company"),
    path(f"{ONE}sheet.<slug:kind>", sheet_views.sheet, name="study_rating_sheet"),
    path(f"{ONE}sheet/", sheet_views.bring, name="study_rating_bring"),
    path(f"{ONE}assign/", lead_views.give, name="study_rating_assign"),
    path(f"{ONE}assignments/<int:assignment>/remove/", lead_views.remove, name="study_rating_unassign"),
    path(f"{ONE}close/", lead_views.close, name="study_rating_close"),
    path(f"{ONE}return/", lead_views.give_level_back, name="study_rating_return"),
    path(f"{ONE}take/", lead_views.take_over, name="study_rating_take"),
]
