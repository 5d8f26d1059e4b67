"""Addresses of notices."""

from django.urls import path

from dabiao.duties.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("new/", views.send, name="notice_new"),
    path("<int:notice_id>/", views.notice, name="notice"),
    path("<int:notice_id>/attachment/", views.attachment, name="notice_attachment"),
    path("<int:notice_id>/press/", views.press, name="notice_press"),
    path("<int:notice_id>/withdraw/", views.withdraw, name="notice_withdraw"),
    path("at/<int:recipient_id>/", views.recipient, name="notice_recipient"),
    path("at/<int:recipient_id>/attachment/", views.answer_attachment, name="notice_answer_attachment"),
    path("at/<int:recipient_id>/respond/<str:response>/", views.respond, name="notice_respond"),
    path("at/<int:recipient_id>/decide/<str:decision>/", views.decide, name="notice_decide"),
]
