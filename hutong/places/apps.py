"""Django's name for this room."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hutong.places"
    label = "places"
