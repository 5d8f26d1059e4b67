"""Addresses of the letters."""

from django.urls import path

from dabiao.duties.letters import edit_views, signing_views, views

urlpatterns = [
    path("", views.letters, name="letters"),
    path("new/", views.draft, name="letter_new"),
    path("many/", views.many, name="letters_many"),
    path("<int:letter_id>/", views.letter, name="letter"),
    path("<int:letter_id>/edit/", edit_views.edit, name="letter_edit"),
    path("<int:letter_id>/difference/", views.difference, name="letter_difference"),
    path("<int:letter_id>/send/", views.send, name="letter_send"),
    path("<int:letter_id>/comments/", views.comment, name="letter_comment"),
    path("<int:letter_id>/comments/<int:comment_id>/answer/", views.answer, name="letter_answer"),
    path("<int:letter_id>/freeze/", views.freeze, name="letter_freeze"),
    path("<int:letter_id>/sign/", signing_views.sign, name="letter_sign"),
    path("<int:letter_id>/scans/", signing_views.put_in_scan, name="letter_scans"),
    path("<int:letter_id>/scans/<int:scan_id>/", signing_views.scan, name="letter_scan"),
    path("<int:letter_id>/amend/", views.amend, name="letter_amend"),
    path(
        "<int:letter_id>/versions/<int:version_number>/letter.<slug:suffix>",
        signing_views.file,
        name="letter_file",
    ),
]
