"""Addresses of families' requests, below /files/."""

from django.urls import path

from hutong.pages.family_requests import views

urlpatterns = [
    path("<uuid:uid>/requests/new", views.show_new, name="family_request_new"),
    path("<uuid:uid>/requests", views.receive, name="family_request_receive"),
    path("<uuid:uid>/requests/<uuid:asked>", views.show, name="family_request"),
    path("<uuid:uid>/requests/<uuid:asked>/assign", views.assign, name="family_request_assign"),
    path("<uuid:uid>/requests/<uuid:asked>/answer", views.answer, name="family_request_answer"),
    path("<uuid:uid>/requests/<uuid:asked>/hand", views.hand, name="family_request_hand"),
    path("<uuid:uid>/requests/<uuid:asked>/take-back", views.take_back, name="family_request_take_back"),
    path("<uuid:uid>/requests/<uuid:asked>/answer.pdf", views.print_answer, name="family_answer"),
    path("<uuid:uid>/requests/<uuid:asked>/copy.pdf", views.print_copy, name="family_copy"),
]
