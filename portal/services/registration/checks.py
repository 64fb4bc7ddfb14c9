"""System checks of the settings of registrations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

MARGIN_S = 5


@register()
def check_registration_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A lease must outlast a sending and the look at the API after it, else two processes own one registration."""
    longest_s = settings.REGISTRATION_DEADLINE_S + settings.EVENTS_API_REFRESH_DEADLINE_S + MARGIN_S
    problems: list[CheckMessage] = []
    if longest_s > settings.REGISTRATION_LEASE_S:
        problems.append(
            Error(
                "REGISTRATION_LEASE_S is too short.",
                hint=(
                    "It must be at least REGISTRATION_DEADLINE_S and EVENTS_API_REFRESH_DEADLINE_S together and "
                    f"{MARGIN_S} more: {longest_s:g} seconds."
                ),
                id="portal.E020",
            )
        )
    if settings.REGISTRATION_DEADLINE_S <= 0:
        problems.append(Error("REGISTRATION_DEADLINE_S must be above zero.", id="portal.E021"))
    if settings.REGISTRATION_CONCURRENCY < 1:
        problems.append(Error("REGISTRATION_CONCURRENCY must be at least 1.", id="portal.E022"))
    return problems
