"""Addresses of the standards room."""

from django.urls import path

from dabiao.standards import views

urlpatterns = [
    path("", views.standards, name="standards"),
    path("pictures/<str:file>", views.example_picture, name="example_picture"),
    path("<str:standard_id>/", views.standard, name="standard"),
]
