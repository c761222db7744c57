"""Addresses of grants and of who answers for minors' data."""

from django.urls import path

from hutong.pages.grants import views

urlpatterns = [
    path("", views.show, name="grants"),
    path("/new", views.show_new, name="grant_new"),
    path("/give", views.give, name="grant_give"),
    path("/<uuid:uid>/end", views.show_end, name="grant_end_new"),
    path("/<uuid:uid>/ended", views.end, name="grant_end"),
    path("/managers/new", views.show_new_manager, name="data_manager_new"),
    path("/managers/appoint", views.appoint, name="data_manager_appoint"),
    path("/managers/<uuid:uid>/dismiss", views.dismiss, name="data_manager_dismiss"),
]
