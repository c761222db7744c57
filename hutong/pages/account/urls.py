"""Addresses of one's own account."""

from django.urls import path

from hutong.pages.account import factor_views, identity_views, views

urlpatterns = [
    path("", views.show_account, name="account"),
    path("/prove", views.prove, name="prove"),
    path("/password", views.choose_password, name="password"),
    path("/sessions/end", views.end_one_session, name="session_end"),
    path("/sessions/end-others", views.end_other_sessions, name="sessions_end"),
    path("/own-identity", identity_views.show_own_identity, name="own_identity"),
    path("/own-identity/keep", identity_views.keep, name="own_identity_keep"),
    path("/second-factor", factor_views.show_factors, name="factors"),
    path("/second-factor/codes", factor_views.set_up_codes, name="factor_codes"),
    path("/second-factor/passkey", factor_views.set_up_passkey, name="factor_passkey"),
    path("/second-factor/recovery", factor_views.renew_recovery, name="factor_recovery"),
    path("/second-factor/<uuid:uid>/remove", factor_views.remove, name="factor_remove"),
]
