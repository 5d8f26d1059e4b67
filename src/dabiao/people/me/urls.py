"""Addresses of 我的."""

from django.urls import path

from dabiao.people.me import views

urlpatterns = [
    path("", views.mine, name="mine"),
    path("digest/", views.digest_settings, name="digest_settings"),
]
