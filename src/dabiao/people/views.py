"""Sign in and out."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from dabiao.people.frame import first_page
from dabiao.people.gate import public


class SignIn(LoginView):
    """Sign in, and go on to the page asked for, else to the first one this person may open."""

    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Where to go when no page was asked for."""
        return first_page(self.request)


sign_in = public(SignIn.as_view())
sign_out = public(LogoutView.as_view())
