"""Addresses below /audit: the record, what is unusual in it, the rows as a file."""

from django.urls import path

from hutong.pages.audit import unusual_views, views

urlpatterns = [
    path("", views.show, name="audit"),
    path("/export", views.export, name="audit_export"),
    path("/unusual", unusual_views.show, name="audit_unusual"),
    path("/unusual/look-into", unusual_views.note, name="audit_look_into"),
]
