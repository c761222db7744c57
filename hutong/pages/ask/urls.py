"""Addresses below /ask."""

from django.urls import path

from hutong.pages.ask.views import show

urlpatterns = [path("", show, name="ask")]
