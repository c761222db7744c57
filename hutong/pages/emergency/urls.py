"""Addresses of the keepers of emergency lists."""

from django.urls import path

from hutong.pages.emergency import views

urlpatterns = [
    path("", views.show, name="keepers"),
    path("/name", views.name, name="keeper_name"),
    path("/<uuid:uid>/words", views.set_own_words, name="keeper_words"),
    path("/<uuid:uid>/end", views.end, name="keeper_end"),
]
