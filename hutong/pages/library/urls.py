"""Addresses below /library."""

from django.urls import path

from hutong.pages.library import place_views, views

urlpatterns = [
    path("", views.list_documents, name="library"),
    path("/search", views.show_search, name="library_search"),
    path("/benefits", views.list_benefits, name="library_benefits"),
    path("/benefits/<slug:slug>", views.show_benefit, name="library_benefit"),
    path("/facts/<str:name>", views.show_fact, name="library_fact"),
    path("/here", place_views.show_here, name="library_here"),
    path("/differences", place_views.show_differences, name="library_differences"),
    path("/documents/<path:address>/clauses/<str:clause>", views.show_clause, name="library_clause"),
    path("/documents/<path:address>/examples", views.list_examples, name="library_examples"),
    path("/documents/<path:address>", views.show_document, name="library_document"),
]
