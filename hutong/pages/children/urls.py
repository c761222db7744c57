"""Addresses below /children."""

from django.urls import path

from hutong.pages.children.saved_views import keep, remove, rename
from hutong.pages.children.views import begin, search, show, show_new

urlpatterns = [
    path("", show, name="children"),
    path("/search", search, name="children_search"),
    path("/new", show_new, name="child_new"),
    path("/begin", begin, name="child_begin"),
    path("/views", keep, name="view_keep"),
    path("/views/<uuid:uid>/name", rename, name="view_rename"),
    path("/views/<uuid:uid>/remove", remove, name="view_remove"),
]
