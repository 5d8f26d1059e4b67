"""Addresses of packs and their drafts."""

from django.urls import path

from dabiao.standards.drafts import views

urlpatterns = [
    path("", views.packs, name="packs"),
]
