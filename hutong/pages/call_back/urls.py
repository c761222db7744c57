"""Addresses of asking to be called back: nothing that somebody writes ever stands in one."""

from django.urls import path

from hutong.pages.call_back import views

urlpatterns = [
    path("", views.show, name="call_back"),
    path("/left", views.leave, name="call_back_leave"),
    path("/received/<str:signed>", views.show_received, name="call_back_received"),
]
