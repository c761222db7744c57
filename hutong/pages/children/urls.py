"""Addresses below /children."""

from django.urls import path

from hutong.pages.children.views import show

urlpatterns = [path("", show, name="children")]
