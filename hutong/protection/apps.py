"""The room as Django knows it."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Reports of danger."""

    name = "hutong.protection"
    default_auto_field = "django.db.models.BigAutoField"
