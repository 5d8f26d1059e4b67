"""Addresses of the breakdown."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
