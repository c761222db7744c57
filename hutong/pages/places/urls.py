"""Addresses below /places: a place by its code, a change of it by what happens, one that was made by its number."""

from django.urls import path

from hutong.pages.places import change_views, views

urlpatterns = [
    path("", views.show, name="places"),
    path("/changes/<uuid:uid>/undo", change_views.undo, name="place_undo"),
    path("/<str:code>", views.show, name="place"),
    path("/<str:code>/<str:kind>", change_views.Change.as_view(), name="place_change"),
]
