"""Addresses below /workers: accounts for the system administrator, posts and locks for the security administrator."""

from django.urls import path

from hutong.pages.workers import account_views, post_views, views

urlpatterns = [
    path("", views.show_all, name="workers"),
    path("/new", account_views.hire, name="worker_new"),
    path("/excluding", views.show_excluding, name="posts_excluding"),
    path("/<uuid:uid>", views.show, name="worker"),
    path("/<uuid:uid>/particulars", account_views.change, name="worker_particulars"),
    path("/<uuid:uid>/password", account_views.reset, name="worker_password"),
    path("/<uuid:uid>/close", account_views.close, name="worker_close"),
    path("/<uuid:uid>/open", account_views.open_again, name="worker_open"),
    path("/<uuid:uid>/posts/new", post_views.give, name="post_new"),
    path("/<uuid:uid>/posts/<int:pk>/end", post_views.end, name="post_end"),
    path("/<uuid:uid>/unlock", post_views.unlock, name="worker_unlock"),
    path("/<uuid:uid>/sign-out", post_views.sign_out_worker, name="worker_sign_out"),
    path("/<uuid:uid>/second-factor", post_views.reset_factor, name="worker_factor_reset"),
]
