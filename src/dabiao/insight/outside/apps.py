"""上级测评结果 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import (
    MenuEntry,
    Panel,
    SharedPage,
    register_menu_entry,
    register_panel,
    register_shared_page,
)
from dabiao.insight.menu import INSIGHT


class OutsideConfig(AppConfig):
    """Scores, tests, lists, events and bonuses that come from above, and the total of the cycle."""

    name = "dabiao.insight.outside"
    label = "outside"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the total and what it is made of on the menu, and on 总览 what is known so far."""
        from dabiao.insight.outside.panels import total_panel
        from dabiao.people.policy import Action

        for title, page, action, order in (
            (_("周期总分"), "cycle_total", Action.SEE_OUTSIDE, 34),
            (_("上级测评结果"), "outside_results", Action.SEE_OUTSIDE, 35),
            (_("反馈清单"), "feedback", Action.SEE_FEEDBACK, 36),
            (_("自查与上级对照"), "outside_pairs", Action.SEE_OUTSIDE, 37),
        ):
            register_menu_entry(MenuEntry(title, page, action, order, "check", INSIGHT))
        register_shared_page(
            SharedPage("cycle_total_of", "cycle_total_of_wechat", "cycle_total_of_wechat_picture")
        )
        register_panel(Panel("overview", 20, Action.SEE_OUTSIDE, total_panel))
