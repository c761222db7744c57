"""Addresses below /calendar: a year."""

from django.urls import path

from hutong.pages.calendar import views

urlpatterns = [
    path("", views.show_this_year, name="calendar"),
    path("/<int:year>", views.show, name="calendar_year"),
    path("/<int:year>/day", views.set_day, name="calendar_day"),
    path("/<int:year>/notice", views.take_over, name="calendar_notice"),
]
