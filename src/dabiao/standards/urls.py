"""Addresses of the standards room."""

from django.urls import path

from dabiao.standards import views

urlpatterns = [
    path("", views.standards, name="standards"),
    path("<str:standard_id>/", views.standard, name="standard"),
]
