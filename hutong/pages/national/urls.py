"""Addresses below /national: a child by its uid, an export that was compared by its own."""

from django.urls import path

from hutong.pages.national import comparing, sheet, views

urlpatterns = [
    path("", views.show, name="national"),
    path("/entered", views.mark, name="national_mark"),
    path("/comparisons", comparing.list_all, name="comparisons"),
    path("/comparisons/begin", comparing.begin, name="comparison_begin"),
    path("/comparisons/<uuid:uid>", comparing.show, name="comparison"),
    path("/comparisons/<uuid:uid>/numbers", comparing.take_all_numbers, name="comparison_numbers"),
    path("/comparisons/<uuid:uid>/rows/<int:number>", comparing.match, name="comparison_match"),
    path("/comparisons/<uuid:uid>/refused", comparing.download_refused, name="comparison_refused"),
    path("/comparisons/<uuid:uid>/drop", comparing.drop_it, name="comparison_drop"),
    path("/<uuid:uid>", sheet.show, name="national_sheet"),
    path("/<uuid:uid>/copied", sheet.tick, name="national_copied"),
    path("/<uuid:uid>/entered", sheet.enter, name="national_entered"),
    path("/<uuid:uid>/withdrawn", sheet.withdraw, name="national_withdrawn"),
    path("/<uuid:uid>/settled", sheet.settle, name="national_settled"),
]
