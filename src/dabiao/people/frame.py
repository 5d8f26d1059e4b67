"""What the frame around every page needs: which items of the menu this person may open, and the tabs of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from dabiao.house.registries import MenuEntry, MenuGroup, bars, help_address, menu
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An item of the menu, or a tab, as this person sees it."""

    entry: MenuEntry | MenuGroup
    address: str
    current: bool
    tabs: tuple[MenuItem, ...] = ()

    @property
    def mark(self) -> str:
        """What ``aria-current`` says: the tab is the page, the item above it only holds it."""
        return "true" if self.tabs else "page"


def frame(request: HttpRequest) -> dict[str, object]:
    """Give the frame its menu, the tabs of the item one is in, one's posts (one alone is no choice), where this page is
    explained, and the lines above it.
    """
    items = menu_of(request)
    tabs = next((item.tabs for item in items if item.current), ())
    user = getattr(request, "user", None)
    posts = user.open_posts if isinstance(user, Account) else ()
    return {
        "menu": items,
        "tabs": tabs if len(tabs) > 1 else (),
        "own_posts": posts if len(posts) > 1 else (),
        "help_address": help_address(request.resolver_match.url_name or "" if request.resolver_match else ""),
        "first_item": _first(request, items),
        "bars": bars(request),
    }


def first_page(request: HttpRequest) -> str:
    """Address of the page the reader begins with; the welcome page when there is none."""
    first = _first(request, menu_of(request))
    return first.address if first else reverse("welcome")


def _first(request: HttpRequest, items: tuple[MenuItem, ...]) -> MenuItem | None:
    """Whoever answers for an organisation begins with what is asked of it, 我的; everybody else with what comes next
    on the menu: 创建办 and leaders with how the district stands.
    """
    if not items:
        return None
    others = (item for item in items if not _is_everybodys(item))
    return items[0] if policy.may(request.user, Action.ANSWER_NOTICE) else next(others, items[0])


def _is_everybodys(item: MenuItem) -> bool:
    """Whether it shows only what everybody has who signs in, with a post or without."""
    entries = [page.entry for page in item.tabs or (item,)]
    return all(isinstance(one, MenuEntry) and one.action in policy.EVERYBODYS for one in entries)


def menu_of(request: HttpRequest) -> tuple[MenuItem, ...]:
    """The reader's menu. ``request.user`` is missing on errors before sign-in was looked at."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    addresses = {entry.url_name: reverse(entry.url_name) for entry in menu()}
    here = max((one for one in addresses.values() if request.path.startswith(one)), key=len, default="")
    pages = [
        MenuItem(entry, addresses[entry.url_name], addresses[entry.url_name] == here)
        for entry in menu()
        if policy.may(user, Action(entry.action))
    ]
    return tuple(sorted(_grouped(pages), key=lambda item: item.entry.order))


def _grouped(pages: list[MenuItem]) -> Iterator[MenuItem]:
    """Put pages of one group behind one item, which leads to the first of them; a page alone stands for itself."""
    behind: defaultdict[MenuGroup, list[MenuItem]] = defaultdict(list)
    for page in pages:
        group = page.entry.group if isinstance(page.entry, MenuEntry) else None
        if group is None:
            yield page
        else:
            behind[group].append(page)
    for group, tabs in behind.items():
        if len(tabs) == 1:
            yield tabs[0]
            continue
        yield MenuItem(group, tabs[0].address, any(tab.current for tab in tabs), tuple(tabs))
