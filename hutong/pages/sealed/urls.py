"""Addresses of sealed files."""

from django.urls import path

from hutong.pages.sealed import views

urlpatterns = [
    path("", views.show, name="sealed"),
    path("/<uuid:uid>/unseal", views.unseal, name="unseal"),
]
