"""Whose address is counted."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from portal.views.visitors import client_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "198.51.100.7", "192.0.2.1"),  # anybody can write it
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # what our proxy added
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),  # did not come through both
        (1, "", "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_added_is_believed(
    settings: Settings, proxies: int, forwarded: str, counted: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == counted
