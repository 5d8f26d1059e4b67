"""Read the register of places."""

from __future__ import annotations

from django.db.models import Count

from dabiao.places.models import Site


def frame_sizes() -> dict[str, int]:
    """How many places of each type exist: N of the stability model. A figure of the district, for every reader."""
    counted = Site.objects.values_list("site_type").annotate(number=Count("pk"))
    return dict(counted.values_list("site_type", "number"))
