"""Every address of the application."""

from django.urls import include, path

urlpatterns = [path("", include("hutong.api.urls")), path("", include("hutong.pages.urls"))]
