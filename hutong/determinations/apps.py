"""Django's name for this room."""

from django.apps import AppConfig


class DeterminationsConfig(AppConfig):
    name = "hutong.determinations"
    label = "determinations"
