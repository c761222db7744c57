"""Addresses of visits: the list of those due, and what belongs to one child."""

from django.urls import path

from hutong.pages.visits import informing_views, views

urlpatterns = [
    path("", views.show_due, name="visits"),
    path("/intervals", informing_views.show_intervals, name="visit_intervals"),
    path("/intervals/set", informing_views.put_interval, name="visit_interval_set"),
]
of_a_child = [
    path("<uuid:uid>/visit", views.show_new, name="visit_new"),
    path("<uuid:uid>/visit/record", views.record, name="visit_record"),
    path("<uuid:uid>/visits", views.show_all, name="visits_of"),
    path("<uuid:uid>/visits/<uuid:uuid>", views.show, name="visit"),
    path("<uuid:uid>/informing", informing_views.note, name="informing_note"),
    path("<uuid:uid>/closeness", informing_views.show_closeness, name="closeness_new"),
    path("<uuid:uid>/closeness/set", informing_views.put_closeness, name="closeness_set"),
]
