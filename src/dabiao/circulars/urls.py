"""Addresses of the circulars room."""

from django.urls import path

from dabiao.circulars import views

urlpatterns = [
    path("", views.circulars, name="circulars"),
    path("new/", views.draft, name="circular_new"),
    path("<int:number>/", views.circular, name="circular"),
    path("<int:number>/file.docx", views.download, name="circular_file"),
    path("<int:number>/pictures/<str:name>", views.picture, name="circular_picture"),
]
