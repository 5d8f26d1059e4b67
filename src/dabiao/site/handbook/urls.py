"""Addresses of the handbook."""

from django.urls import path

from dabiao.site.handbook import views

urlpatterns = [
    path("", views.handbook, name="handbook"),
    path("pictures/<slug:picture_name>.webp", views.picture, name="handbook_picture"),
    path("<slug:task_slug>/", views.task, name="handbook_task"),
]
