"""The door: sign in and out, and accept an invitation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from dabiao.people import invitations, lockout
from dabiao.people.forms import NewPassword
from dabiao.people.frame import first_page
from dabiao.people.gate import public
from dabiao.people.models import Account
from dabiao.people.signing_in import Way, enter

TOO_MANY = 429


class SignIn(LoginView):
    """Sign in, and go on to the page asked for, else to the first one this person may open."""

    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Where to go when no page was asked for."""
        return first_page(self.request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check name and password; a lock that begins with this try goes into the audit chain."""
        name = request.POST.get("username", "")
        before = lockout.locked_until(request, name) is not None
        answer = super().post(request, *args, **kwargs)
        lockout.tell_audit(request, name, locked_before=before)
        return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let in whoever is right."""
        account = form.get_user()
        assert isinstance(account, Account)
        enter(self.request, account, Way.PASSWORD)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say no: in one way for wrong names and wrong passwords, in another while locked."""
        locked = lockout.locked_until(self.request, form.data.get("username", ""))
        context = self.get_context_data(form=form, locked_until=locked)
        return self.render_to_response(context, status=TOO_MANY if locked else None)


sign_in = public(SignIn.as_view())
sign_out = public(LogoutView.as_view())


@public
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take a password from whoever holds a link that works; every other link gets one and the same answer."""
    found = invitations.open_invitation(token)
    if found is None:
        return render(request, "people/invitation_gone.html", status=404)
    form = NewPassword(found.account, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "account": found.account}
        return render(request, "people/invitation.html", context, status=400 if form.errors else 200)
    if not invitations.accept(found, form.cleaned_data["new_password1"]):
        return render(request, "people/invitation_gone.html", status=404)
    messages.success(request, _("密码已设好。请用账号和新密码登录。"))
    return redirect("sign_in")
