"""The door: sign in, with a second step where one was set up, sign out, and accept an invitation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dabiao.people.door import identities, invitations, lockout, passkeys, second_step, waiting
from dabiao.people.door.confirming import own_address
from dabiao.people.door.forms import NewPassword
from dabiao.people.door.signing_in import Way, enter
from dabiao.people.frame import first_page
from dabiao.people.gate import public
from dabiao.people.models import Account

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
        if second_step.is_asked_of(account):
            waiting.wait(self.request, account, self.get_redirect_url())
            return redirect("second_step")
        enter(self.request, account, Way.PASSWORD)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the other ways in, as far as they work here."""
        return super().get_context_data(
            passkey_host=passkeys.host_of(self.request), providers=identities.providers(), **kwargs
        )

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say no: in one way for wrong names and wrong passwords, in another while locked."""
        locked = lockout.locked_until(self.request, form.data.get("username", ""))
        context = self.get_context_data(form=form, locked_until=locked)
        return self.render_to_response(context, status=TOO_MANY if locked else None)


sign_in = public(SignIn.as_view())
sign_out = public(LogoutView.as_view())


@public
@never_cache
def second_step_(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave the right password for a code; wrong ones count as wrong passwords do."""
    waits = waiting.who(request)
    if waits is None:
        messages.warning(request, _("等得太久，要从头来。请重新输入账号和密码。"))
        return redirect("sign_in")
    account, wanted = waits
    locked = lockout.locked_until(request, account.username)
    wrong = False
    if request.method == "POST" and not locked:
        way = _way_of(account, request.POST.get("code", ""))
        if way is not None:
            waiting.over(request)
            enter(request, account, way)
            return redirect(wanted or first_page(request))
        wrong = True
        lockout.count_failure(request, account.username)
        lockout.tell_audit(request, account.username, locked_before=False)
        locked = lockout.locked_until(request, account.username)
    status = TOO_MANY if locked else 400 if wrong else 200
    return render(request, "people/second_step.html", {"wrong": wrong, "locked_until": locked}, status=status)


def _way_of(account: Account, code: str) -> Way | None:
    if second_step.take_code(account, code):
        return Way.PASSWORD_AND_CODE
    if second_step.take_recovery_code(account, code):
        return Way.PASSWORD_AND_RECOVERY_CODE
    return None


@public
@require_POST
def passkey_question(request: HttpRequest) -> HttpResponse:
    """Give the browser a challenge for any passkey of this host."""
    host = passkeys.host_of(request)
    if host is None:
        return JsonResponse({}, status=400)
    return JsonResponse(dict(passkeys.ask(request, host)))


@public
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Let in whoever the passkey belongs to."""
    host = passkeys.host_of(request)
    account = passkeys.whose(request, host, request.POST.get("answer", "")) if host else None
    if account is None:
        messages.error(request, _("通行密钥没有通过。请再试一次，或者用账号和密码登录。"))
        return redirect("sign_in")
    enter(request, account, Way.PASSKEY)
    return redirect(own_address(request, request.POST.get("next", ""), first_page(request)))


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
