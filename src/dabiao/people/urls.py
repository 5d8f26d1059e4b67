"""Addresses of the people room."""

from django.urls import path

from dabiao.people.accounts import post_views as posts
from dabiao.people.accounts import views as accounts
from dabiao.people.auditing import views as auditing
from dabiao.people.door import identity_views, own_views, security_views, views
from dabiao.people.organisations import views as organisation_views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-step/", views.second_step_, name="second_step"),
    path("sign-in/passkey/", views.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/passkey/question/", views.passkey_question, name="passkey_question"),
    path("sign-in/with/<slug:provider>/", identity_views.leave, name="identity_leave"),
    path("sign-in/with/<slug:provider>/back/", identity_views.come_back, name="identity_back"),
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
    path("password/", own_views.password, name="password"),
    path("confirm/", own_views.confirm, name="confirm"),
    path("me/security/", own_views.my_security, name="my_security"),
    path("me/security/codes/", own_views.codes, name="codes"),
    path("me/security/codes/remove/", own_views.remove_codes, name="remove_codes"),
    path("me/security/recovery-codes/", own_views.recovery_codes, name="recovery_codes"),
    path("me/security/passkeys/new/", own_views.new_passkey, name="new_passkey"),
    path("me/security/passkeys/offer/", own_views.passkey_offer, name="passkey_offer"),
    path("me/security/passkeys/<int:passkey_id>/remove/", own_views.remove_passkey, name="remove_passkey"),
    path("me/security/sessions/<uuid:session_id>/end/", own_views.end_session, name="end_session"),
    path("security/", security_views.security_settings, name="security"),
    path("identities/", identity_views.linked_identities, name="identities"),
    path("identities/<int:link_id>/unlink/", identity_views.unlink, name="unlink_identity"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/invite/", accounts.account_invite, name="account_invite"),
    path("accounts/<int:account_id>/close/", accounts.account_close, name="account_close"),
    path("accounts/<int:account_id>/reopen/", accounts.account_reopen, name="account_reopen"),
    path(
        "accounts/<int:account_id>/second-factors/remove/",
        accounts.account_second_factors,
        name="account_second_factors",
    ),
    path("accounts/<int:account_id>/appoint/", accounts.account_appoint, name="account_appoint"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<int:post_id>/", posts.post, name="post"),
    path("posts/<int:post_id>/<str:post_change>/", posts.post_change, name="post_change"),
    path("hand-overs/<int:hand_over_id>/settle/", posts.hand_over_settle, name="hand_over_settle"),
    path("me/posts/", posts.my_posts, name="my_posts"),
    path("me/posts/act/", posts.act_in, name="act_in"),
    path("audit/", auditing.entries, name="audit"),
    path("audit/check/", auditing.check, name="audit_check"),
    path("audit/export/", auditing.export, name="audit_export"),
]
