"""Addresses below /indicators."""

from django.urls import path

from hutong.pages.indicators import bulletin_views, rows, training_views, views

urlpatterns = [
    path("", views.show_board, name="indicators"),
    path("/definitions", views.show_definitions, name="indicator_definitions"),
    path("/bulletins", bulletin_views.show_all, name="bulletins"),
    path("/bulletins/<str:code>/<str:month>", bulletin_views.show, name="bulletin"),
    path("/bulletins/<str:code>/<str:month>/pdf", bulletin_views.download_pdf, name="bulletin_pdf"),
    path("/bulletins/<str:code>/<str:month>/workbook", bulletin_views.download_workbook, name="bulletin_workbook"),
    path("/bulletins/<str:code>/<str:month>/issue", bulletin_views.issue, name="bulletin_issue"),
    path("/trainings", training_views.show, name="trainings"),
    path("/trainings/note", training_views.note, name="training_note"),
    path("/trainings/<int:number>/back", training_views.take_back, name="training_take_back"),
    path("/<slug:slug>", views.show_indicator, name="indicator"),
    path("/<slug:slug>/rows", rows.show, name="indicator_rows"),
]
