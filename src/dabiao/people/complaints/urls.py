"""Addresses of 投诉建议."""

from django.urls import path

from dabiao.people.complaints import handling_views, views

urlpatterns = [
    path("", views.complaints, name="complaints"),
    path("new/", views.new, name="complaint_new"),
    path("handling/", handling_views.handling, name="complaints_handling"),
    path("handling/rules/", handling_views.rules, name="complaint_rules"),
    path("<int:complaint_id>/", views.complaint, name="complaint"),
    path("<int:complaint_id>/confirm/", views.confirm, name="complaint_confirm"),
    path("<int:complaint_id>/withdraw/", views.withdraw, name="complaint_withdraw"),
    path("<int:complaint_id>/contact/erase/", views.erase_contact, name="complaint_contact_erase"),
    path("<int:complaint_id>/contact/", handling_views.contact, name="complaint_contact"),
    path("<int:complaint_id>/answer/", handling_views.answer, name="complaint_answer"),
    path("<int:complaint_id>/call-back/", handling_views.call_back, name="complaint_call_back"),
]
