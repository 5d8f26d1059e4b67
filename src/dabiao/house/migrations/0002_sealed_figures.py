"""Keep an entry's figures as the very text its digest covers."""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations

import dabiao.house.models
from dabiao.house.audit_chain import canonical


def write_canonically(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # called with both
    """Rewrite what older entries say in the form their digests were taken of all along."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, before, after FROM house_auditentry")
        rows = cursor.fetchall()
        for key, before, after in rows:
            texts = [None if one is None else canonical(json.loads(one)).decode() for one in (before, after)]
            cursor.execute("UPDATE house_auditentry SET before = %s, after = %s WHERE id = %s", [*texts, key])


class Migration(migrations.Migration):
    dependencies = [("house", "0001_initial")]

    operations = [
        migrations.AlterField("auditentry", "before", dabiao.house.models.SealedField(null=True)),
        migrations.AlterField("auditentry", "after", dabiao.house.models.SealedField(null=True)),
        migrations.RunPython(write_canonically, migrations.RunPython.noop),
    ]
