"""Addresses of 减负."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
