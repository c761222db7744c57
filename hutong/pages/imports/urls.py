"""Addresses below /imports."""

from django.urls import path

from hutong.pages.imports import acting, exporting, views

urlpatterns = [
    path("", views.list_all, name="imports"),
    path("/begin", acting.begin, name="import_begin"),
    path("/export", exporting.show, name="export"),
    path("/export/ask", exporting.ask, name="export_ask"),
    path("/export/<uuid:uid>", exporting.show_request, name="export_request"),
    path("/export/<uuid:uid>/approve", exporting.approve, name="export_approve"),
    path("/export/<uuid:uid>/decline", exporting.decline, name="export_decline"),
    path("/export/<uuid:uid>/withdraw", exporting.withdraw, name="export_withdraw"),
    path("/export/<uuid:uid>/file", exporting.download, name="export_file"),
    path("/<uuid:uid>", views.show, name="import"),
    path("/<uuid:uid>/meanings", acting.set_columns, name="import_meanings"),
    path("/<uuid:uid>/mapping", acting.set_text, name="import_mapping"),
    path("/<uuid:uid>/trial", acting.try_out, name="import_trial"),
    path("/<uuid:uid>/rows", views.show_rows, name="import_rows"),
    path("/<uuid:uid>/rows/<int:number>", acting.decide_row, name="import_decide"),
    path("/<uuid:uid>/decide", acting.decide_rest, name="import_decide_rest"),
    path("/<uuid:uid>/confirm", acting.confirm_all, name="import_confirm"),
    path("/<uuid:uid>/undo", acting.undo_all, name="import_undo"),
    path("/<uuid:uid>/drop", acting.drop_it, name="import_drop"),
    path("/<uuid:uid>/refused", views.download_refused, name="import_refused"),
]
