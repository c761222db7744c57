"""Addresses of openings."""

from django.urls import path

from hutong.pages.openings import views

urlpatterns = [
    path("", views.show, name="openings"),
    path("/new", views.show_new, name="opening_new"),
    path("/begin", views.begin, name="opening_begin"),
    path("/listed", views.show_listed, name="openings_listed"),
    path("/<uuid:uid>/close", views.close, name="opening_close"),
    path("/<uuid:uid>/review", views.show_review, name="opening_review_new"),
    path("/<uuid:uid>/reviewed", views.review, name="opening_review"),
]
