from django.urls import path

from centricity.web.people import inviting, own, views

urlpatterns = [
    path("", views.everybody, name="people"),
    path("me/", own.me, name="me"),
    path("me/sessions/", own.end_sessions, name="end_sessions"),
    path("me/data.json", own.own_data, name="own_data"),
    path("invite/", inviting.invite, name="invite"),
    path("invitations/<int:pk>/resend/", inviting.resend, name="invitation_resend"),
    path("invitations/<int:pk>/withdraw/", inviting.withdraw, name="invitation_withdraw"),
    path("join/<str:secret>/", inviting.join, name="join"),
    path("organisations/", views.organisations, name="organisations"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/data.json", views.data, name="person_data"),
    path("<int:pk>/grants/", views.give, name="grant_give"),
    path("<int:pk>/grants/<int:grant>/take/", views.take, name="grant_take"),
    path("<int:pk>/active/", views.active, name="person_active"),
    path("<int:pk>/second-factor/", views.second_factor, name="person_second_factor"),
    path("<int:pk>/erase/", views.erase, name="person_erase"),
]
