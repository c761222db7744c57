"""Addresses below /places: a place by its code, a change of it by what happens, one that was made by its number."""

from django.urls import path

from hutong.pages.places import body_views, change_views, views

urlpatterns = [
    path("", views.show, name="places"),
    path("/changes/<uuid:uid>/undo", change_views.undo, name="place_undo"),
    path("/bodies/<uuid:uid>", body_views.show, name="body"),
    path("/bodies/<uuid:uid>/rename", body_views.rename, name="body_rename"),
    path("/bodies/<uuid:uid>/reach", body_views.reach, name="body_reach"),
    path("/bodies/<uuid:uid>/end", body_views.end, name="body_end"),
    path("/bodies/<uuid:uid>/names/<int:row>/withdraw", body_views.withdraw, name="body_name_withdraw"),
    path("/<str:code>", views.show, name="place"),
    path("/<str:code>/bodies", body_views.show_all, name="bodies"),
    path("/<str:code>/bodies/new", body_views.found, name="body_new"),
    path("/<str:code>/<str:kind>", change_views.Change.as_view(), name="place_change"),
]
