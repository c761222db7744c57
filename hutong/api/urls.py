"""Addresses below /api/v1/; what is not there is told as a problem by the middleware."""

from django.urls import path

from hutong.api.children import router as children
from hutong.api.danger import router as danger
from hutong.api.door import api
from hutong.api.public import router as public
from hutong.api.sending import router as sending

__all__ = ["api", "urlpatterns"]

api.add_router("", public)
api.add_router("", children)
api.add_router("", sending)
api.add_router("", danger)
urlpatterns = [path("api/v1/", api.urls)]
