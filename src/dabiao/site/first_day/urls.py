"""Addresses of the first day."""

from django.urls import path

from dabiao.site.first_day import views

urlpatterns = [
    path("", views.first_day, name="first_day"),
    path("set-up/<str:token>/", views.set_up_, name="set_up"),
    path("steps/<str:first_step>/put-aside/", views.put_aside, name="first_day_put_aside"),
    path("steps/<str:first_step>/take-up/", views.take_up, name="first_day_take_up"),
]
