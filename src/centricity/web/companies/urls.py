from django.urls import path

from centricity.web.companies import views

urlpatterns = [
    path("<slug:code>/comments/", views.comments, name="study_comments"),
    path("<slug:code>/comments/<int:comment>/answer/", views.answer, name="study_comment_answer"),
    path("<slug:code>/comments/<int:comment>/withdraw/", views.withdraw, name="study_comment_withdraw"),
    path("<slug:code>/comment/<str:subject>/<str:node>/", views.comment, name="study_comment"),
    path("<slug:code>/consent/<str:subject>/", views.consent, name="study_consent"),
]
