"""Addresses of survey rounds."""

from django.urls import path

from hutong.pages.surveys import views, village_views

urlpatterns = [
    path("", views.show_rounds, name="surveys"),
    path("/open", views.open_survey, name="survey_open"),
    path("/<uuid:uid>", views.show_board, name="survey"),
    path("/<uuid:uid>/close", views.close, name="survey_close"),
    path("/villages/<uuid:uid>", village_views.show, name="survey_village"),
    path("/villages/<uuid:uid>/results", village_views.put_results, name="survey_results"),
    path("/villages/<uuid:uid>/household", village_views.put_household, name="survey_household"),
    path("/villages/<uuid:uid>/link", village_views.link, name="survey_link"),
    path("/villages/<uuid:uid>/finish", village_views.finish, name="survey_finish"),
    path("/villages/<uuid:uid>/excuse", village_views.excuse, name="survey_excuse"),
    path("/villages/<uuid:uid>/reopen", village_views.reopen, name="survey_reopen"),
]
