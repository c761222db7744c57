"""Addresses below /indicators."""

from django.urls import path

from hutong.pages.indicators import bulletin_views, rows, views

urlpatterns = [
    path("", views.show_board, name="indicators"),
    path("/definitions", views.show_definitions, name="indicator_definitions"),
    path("/bulletins", bulletin_views.show_all, name="bulletins"),
    path("/bulletins/<str:code>/<str:month>", bulletin_views.show, name="bulletin"),
    path("/bulletins/<str:code>/<str:month>/pdf", bulletin_views.download_pdf, name="bulletin_pdf"),
    path("/bulletins/<str:code>/<str:month>/workbook", bulletin_views.download_workbook, name="bulletin_workbook"),
    path("/bulletins/<str:code>/<str:month>/issue", bulletin_views.issue, name="bulletin_issue"),
    path("/<slug:slug>", views.show_indicator, name="indicator"),
    path("/<slug:slug>/rows", rows.show, name="indicator_rows"),
]
