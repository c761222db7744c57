"""Addresses of a child's consents, below /files/."""

from django.urls import path

from hutong.pages.consents import views

urlpatterns = [
    path("<uuid:uid>/consents", views.show, name="consents"),
    path("<uuid:uid>/consents/give", views.give, name="consent_give"),
    path("<uuid:uid>/consents/<uuid:consent>/withdraw", views.withdraw, name="consent_withdraw"),
    path("<uuid:uid>/consents/notices/<slug:purpose>", views.print_notice, name="consent_notice"),
]
