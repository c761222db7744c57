"""Addresses of breaches."""

from django.urls import path

from hutong.pages.breaches import views

urlpatterns = [
    path("", views.show_all, name="breaches"),
    path("/new", views.show_new, name="breach_new"),
    path("/record", views.record, name="breach_record"),
    path("/<uuid:uid>", views.show, name="breach"),
    path("/<uuid:uid>/steps", views.step, name="breach_step"),
    path("/<uuid:uid>/looked", views.add_looked, name="breach_looked"),
    path("/<uuid:uid>/files", views.add_one, name="breach_add_file"),
    path("/<uuid:uid>/families/<uuid:child>/told", views.tell, name="breach_family_told"),
    path("/<uuid:uid>/notice.pdf", views.print_notice, name="breach_notice"),
    path("/<uuid:uid>/report.pdf", views.print_report, name="breach_report"),
]
