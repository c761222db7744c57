"""Django's name for this room."""

from importlib import import_module

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "hutong.services"
    label = "services"

    def ready(self) -> None:
        """Its tasks are led from here, whoever takes a step with them."""
        import_module("hutong.services.leading_tasks").register()
