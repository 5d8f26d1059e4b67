"""Acting in one of several posts: the choice lives in the session and narrows what the policy allows.

A choice is only a number in one's own session. It counts while it is a post of one's own that is in force today, and
never gives more than all posts together: a wrong or an ended one is as if nothing had been chosen.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dabiao.people.models import Account

KEY = "acting_post"
"""Key in the session of the post somebody chose to act in."""

Answer = Callable[[HttpRequest], HttpResponse]


def chosen_post(get_response: Answer) -> Answer:
    """Tell the account which post was chosen, before anything asks the policy."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(KEY)
        if isinstance(chosen, int) and isinstance(request.user, Account):
            request.user.acting_post_id = chosen
        return get_response(request)

    return answer


def choose(request: HttpRequest, account: Account, said: str) -> bool:
    """Act in the post of this number from now on; in all of them when ``said`` is empty. False for another's post."""
    if not said:
        request.session.pop(KEY, None)
        return True
    mine = {str(one.pk): one.pk for one in account.open_posts}
    if said not in mine:
        return False
    request.session[KEY] = mine[said]
    return True
