"""Read the register of places."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count

from dabiao.places.models import Site


def frame_sizes(names: Mapping[str, str] | None = None) -> dict[str, int]:
    """How many places of each type exist: N of the stability model. A figure of the district, for every reader.

    ``names`` are place types of another pack under their name in this one: the register knows a place by one name only,
    whichever pack it was filled for, so places of both names are added up.
    """
    counted = Site.objects.values_list("site_type").annotate(number=Count("pk"))
    found: dict[str, int] = {}
    for site_type, number in counted.values_list("site_type", "number"):
        for name in {site_type, (names or {}).get(site_type, site_type)}:
            found[name] = found.get(name, 0) + number
    return found
