"""Django's name for this room."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "hutong.services"
    label = "services"
