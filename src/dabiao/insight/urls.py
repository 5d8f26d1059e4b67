"""Addresses of the insight room."""

from django.urls import path

from dabiao.insight import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("ranking/", views.ranking, name="ranking"),
    path("score/", views.score, name="score"),
]
