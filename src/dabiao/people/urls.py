"""Addresses of the people room."""

from django.urls import path

from dabiao.people import views, views_own, views_security

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("password/", views_own.password, name="password"),
    path("confirm/", views_own.confirm, name="confirm"),
    path("me/security/", views_own.my_security, name="my_security"),
    path("me/security/sessions/<uuid:session_id>/end/", views_own.end_session, name="end_session"),
    path("security/", views_security.security_settings, name="security"),
]
