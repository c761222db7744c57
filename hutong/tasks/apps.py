"""Django's name for this room."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "hutong.tasks"
    label = "tasks"
