"""Django's name for this room."""

from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "hutong.children"
    label = "children"
