"""The audit chain, each entry sealed to the one before it; and the keys that this installation signs with."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.db import models

from dabiao.house.audit_chain import canonical


class AppendOnly(models.Model):
    """History: a row is written once and then neither changed nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; one that is already stored is never written again."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is never changed once it is stored")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: history has no gaps."""
        raise TypeError(f"{type(self).__name__} is never deleted")


class SealedField(models.TextField[Any, Any]):
    """Figures as the very JSON text that an audit entry's digest covers: a database that tidies JSON would break it."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_given: object) -> object:
        """Read the figures."""
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: object) -> str | None:
        """Write them down canonically."""
        return None if value is None else canonical(value).decode()


class AuditEntry(AppendOnly):
    """One write. ``digest`` is the SM3 of ``previous`` and of everything said here; see ``house.audit``."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=64)
    resource = models.CharField(max_length=64)
    resource_id = models.CharField(max_length=64)
    before = SealedField(null=True)
    after = SealedField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_number_from_one"),
            models.UniqueConstraint(fields=("previous",), name="audit_one_successor"),
        )
        indexes = (
            models.Index(fields=("actor", "id"), name="audit_by_actor"),
            models.Index(fields=("action", "id"), name="audit_by_action"),
            models.Index(fields=("resource", "id"), name="audit_by_resource"),
            models.Index(fields=("at", "id"), name="audit_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.resource} {self.resource_id}"


class SigningKey(AppendOnly):
    """A key pair of an owner, made by ``house.signing_keys``. Older ones stay, so that what they signed is known."""

    owner = models.CharField(max_length=64)
    """Whose it is: ``account:<id>``, or ``installation``."""
    public_key = models.CharField(max_length=130, unique=True)
    """``04`` and both coordinates in hex."""
    sealed_private = models.TextField()
    """Encrypted with a key that lies outside the database."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(owner=""), name="signing_key_has_an_owner"),
            models.CheckConstraint(
                condition=models.Q(public_key__startswith="04"), name="signing_key_is_a_point"
            ),
        )

    def __str__(self) -> str:
        return self.owner
