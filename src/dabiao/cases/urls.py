"""Addresses of the cases room."""

from django.urls import path

from dabiao.cases import views

urlpatterns = [
    path("", views.problems, name="problems"),
    path("export.xlsx", views.export, name="problems_export"),
]
