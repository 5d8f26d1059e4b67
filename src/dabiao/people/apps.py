"""People as a Django application."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry, register_my_source
from dabiao.people.menu import PEOPLE


class PeopleConfig(AppConfig):
    """Organisations, accounts and posts."""

    name = "dabiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages on the menu, and listen to who signs in and out."""
        from dabiao.people.accounts.my_list import my_entries as waiting_hand_overs
        from dabiao.people.door import lockout, sessions
        from dabiao.people.policy import Action

        assert lockout
        assert sessions
        register_menu_entry(
            MenuEntry(_("单位"), "organisations", Action.SEE_ORGANISATIONS, 70, "organisations", PEOPLE)
        )
        register_menu_entry(MenuEntry(_("账号"), "accounts", Action.SEE_ACCOUNTS, 91, "person", PEOPLE))
        register_menu_entry(MenuEntry(_("岗位"), "posts", Action.SEE_ACCOUNTS, 92, "person", PEOPLE))
        register_menu_entry(MenuEntry(_("审计记录"), "audit", Action.SEE_AUDIT, 96, "check", PEOPLE))
        register_my_source("hand_overs", waiting_hand_overs)
        if settings.IDENTITY_PROVIDERS:
            register_menu_entry(
                MenuEntry(_("关联身份"), "identities", Action.CHANGE_ACCOUNTS, 94, "person", PEOPLE)
            )
        register_menu_entry(MenuEntry(_("安全设置"), "security", Action.SET_SECURITY, 95, "shield", PEOPLE))
