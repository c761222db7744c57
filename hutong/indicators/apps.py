"""Django's name for this room."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "hutong.indicators"
    label = "indicators"
