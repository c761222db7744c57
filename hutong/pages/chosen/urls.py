"""Addresses below /chosen: acts on many files; what was chosen is sent, never part of an address."""

from django.urls import path

from hutong.pages.chosen import exporting, views

urlpatterns = [
    path("", views.begin, name="chosen_begin"),
    path("/look", views.preview, name="chosen_look"),
    path("/do", views.carry_out, name="chosen_do"),
    path("/done", views.show_done, name="chosen_done"),
    path("/export", exporting.ask, name="chosen_export"),
]
