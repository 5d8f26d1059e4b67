"""Read organisations."""

from __future__ import annotations

from dabiao.people.models import Organisation


def ranking_groups() -> dict[str, str]:
    """Give each organisation's ranking group, by name, as far as one was chosen."""
    chosen = Organisation.objects.exclude(ranking_group="")
    return dict(chosen.values_list("name", "ranking_group"))
