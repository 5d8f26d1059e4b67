"""JSON whose mappings keep their order on every kind of database."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class OrderedJSONField(models.JSONField):
    """A mapping or list, kept as its own text: PostgreSQL orders the keys of a mapping as it likes."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Give the database a JSON string."""
        if isinstance(value, dict | list):
            value = json.dumps(value, ensure_ascii=False, cls=self.encoder)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Read that string; a mapping that was written before there was this field is read as it is."""
        found = super().from_db_value(value, expression, connection)
        return json.loads(found, cls=self.decoder) if isinstance(found, str) else found
