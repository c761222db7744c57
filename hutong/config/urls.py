"""Every address of the application."""

from django.urls import include, path

handler400 = "hutong.pages.amiss.views.show_unreadable"
handler403 = "hutong.pages.amiss.views.show_not_open"
handler404 = "hutong.pages.amiss.views.show_not_there"
handler500 = "hutong.pages.amiss.views.show_broken"

urlpatterns = [path("", include("hutong.api.urls")), path("", include("hutong.pages.urls"))]
