"""The address of personal data at a glance."""

from django.urls import path

from hutong.pages.personal_data import views

urlpatterns = [path("", views.show, name="personal_data")]
