"""Addresses below /tokens: for security administrators alone."""

from django.urls import path

from hutong.pages.tokens import views

urlpatterns = [
    path("", views.show_all, name="tokens"),
    path("/new", views.ask, name="token_new"),
    path("/<uuid:uid>", views.show, name="token"),
    path("/<uuid:uid>/approve", views.approve, name="token_approve"),
    path("/<uuid:uid>/rotate", views.rotate, name="token_rotate"),
    path("/<uuid:uid>/revoke", views.revoke, name="token_revoke"),
]
