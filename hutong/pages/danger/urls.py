"""Addresses for whoever reports without signing in."""

from django.urls import path

from hutong.pages.danger import views

urlpatterns = [
    path("", views.show_form, name="danger"),
    path("/send", views.send_report, name="danger_send"),
    path("/receipt", views.look_up, name="danger_receipt"),
]
