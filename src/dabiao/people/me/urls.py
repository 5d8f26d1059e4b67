"""Addresses of 我的."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
