"""Addresses below /library."""

from django.urls import path

from hutong.pages.library.views import show

urlpatterns = [path("", show, name="library")]
