"""Addresses of 投诉建议."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
