"""Addresses of the yearly audit."""

from django.urls import path

from hutong.pages.compliance import views

urlpatterns = [
    path("", views.show_all, name="yearly_audits"),
    path("/open", views.begin, name="yearly_open"),
    path("/<uuid:uid>", views.show, name="yearly_audit"),
    path("/<uuid:uid>/points/<slug:key>", views.judge, name="yearly_judge"),
    path("/<uuid:uid>/points/<slug:key>/remedied", views.remedy, name="yearly_remedied"),
    path("/<uuid:uid>/count", views.count, name="yearly_count"),
    path("/<uuid:uid>/verify", views.verify, name="yearly_verify"),
    path("/<uuid:uid>/sign", views.sign, name="yearly_sign"),
    path("/<uuid:uid>/reported", views.report, name="yearly_reported"),
    path("/<uuid:uid>/report.pdf", views.print_report, name="yearly_report"),
]
