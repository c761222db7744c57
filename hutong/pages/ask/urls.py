"""Addresses below /ask: one alone, so that nothing that was answered ever stands in an address."""

from django.urls import path

from hutong.pages.ask.views import ask

urlpatterns = [path("", ask, name="ask")]
