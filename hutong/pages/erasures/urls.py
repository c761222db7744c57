"""Addresses of erasures."""

from django.urls import path

from hutong.pages.erasures import views

urlpatterns = [
    path("", views.show, name="erasures"),
    path("/propose", views.propose, name="erasure_propose"),
    path("/<uuid:uid>/decide", views.decide, name="erasure_decide"),
]
