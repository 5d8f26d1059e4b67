"""Addresses of the people room."""

from django.urls import path

from dabiao.people import organisation_views, views, views_identities, views_own, views_security

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-step/", views.second_step_, name="second_step"),
    path("sign-in/passkey/", views.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/passkey/question/", views.passkey_question, name="passkey_question"),
    path("sign-in/with/<slug:provider>/", views_identities.leave, name="identity_leave"),
    path("sign-in/with/<slug:provider>/back/", views_identities.come_back, name="identity_back"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/new/", organisation_views.found, name="organisation_new"),
    path("organisations/import/", organisation_views.take_in, name="organisations_import"),
    path("organisations/import/<uuid:token>/", organisation_views.preview, name="organisations_preview"),
    path("organisations/export.xlsx", organisation_views.export, name="organisations_export"),
    path("organisations/<int:organisation_id>/", organisation_views.organisation, name="organisation"),
    path(
        "organisations/<int:organisation_id>/<str:change>/",
        organisation_views.change,
        name="organisation_change",
    ),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("password/", views_own.password, name="password"),
    path("confirm/", views_own.confirm, name="confirm"),
    path("me/security/", views_own.my_security, name="my_security"),
    path("me/security/codes/", views_own.codes, name="codes"),
    path("me/security/codes/remove/", views_own.remove_codes, name="remove_codes"),
    path("me/security/recovery-codes/", views_own.recovery_codes, name="recovery_codes"),
    path("me/security/passkeys/new/", views_own.new_passkey, name="new_passkey"),
    path("me/security/passkeys/offer/", views_own.passkey_offer, name="passkey_offer"),
    path("me/security/passkeys/<int:passkey_id>/remove/", views_own.remove_passkey, name="remove_passkey"),
    path("me/security/sessions/<uuid:session_id>/end/", views_own.end_session, name="end_session"),
    path("security/", views_security.security_settings, name="security"),
    path("identities/", views_identities.linked_identities, name="identities"),
    path("identities/<int:link_id>/unlink/", views_identities.unlink, name="unlink_identity"),
]
