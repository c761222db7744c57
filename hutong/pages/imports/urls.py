"""Addresses below /imports."""

from django.urls import path

from hutong.pages.imports.views import show

urlpatterns = [path("", show, name="imports")]
