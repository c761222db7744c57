"""Addresses of reports of danger."""

from django.urls import path

from hutong.pages.reports import acting_views, handling_views, views

urlpatterns = [
    path("", views.show_list, name="reports"),
    path("/new", views.show_new, name="report_new"),
    path("/send", views.send_report, name="report_send"),
    path("/<uuid:uid>", views.show, name="report"),
    path("/<uuid:uid>/receipt", acting_views.put_receipt, name="report_receipt"),
    path("/<uuid:uid>/course", acting_views.put_course, name="report_course"),
    path("/<uuid:uid>/keep-out", acting_views.keep_out, name="report_keep_out"),
    path("/<uuid:uid>/child", acting_views.put_child, name="report_child"),
    path("/<uuid:uid>/reporter", acting_views.show_reporter, name="report_reporter"),
    path("/<uuid:uid>/attach", handling_views.put_attachments, name="report_attach"),
    path("/<uuid:uid>/attached/<uuid:uuid>", handling_views.show_attachment, name="report_attachment"),
    path("/<uuid:uid>/attached/<uuid:uuid>/erase", handling_views.erase, name="report_attachment_erase"),
    path("/<uuid:uid>/place", handling_views.put_place, name="report_place"),
    path("/<uuid:uid>/aside", handling_views.put_aside, name="report_aside"),
    path("/<uuid:uid>/take-up", handling_views.take_up, name="report_take_up"),
]
