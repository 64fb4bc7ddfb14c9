"""The reference of most figures: a constant page from a Django view, without middleware, database or template."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench.reference.page import HTML

settings.configure(
    DEBUG=False,
    SECRET_KEY="a constant page keeps no secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    """The same bytes for everybody."""
    return HttpResponse(HTML)


urlpatterns = [path("", page)]
application = get_wsgi_application()
