"""Addresses of the letters."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
