"""The portal as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Event portal")

    def ready(self) -> None:
        from portal import checks  # noqa: F401 -- registers the system checks
        from portal.services.registration import checks as registration_checks  # noqa: F401 -- likewise
