"""Addresses of 督办."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
