"""The portal as a Django app, and a plain name for another app of the admin."""

from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Event portal")

    def ready(self) -> None:
        from portal import checks  # noqa: F401 -- registers the system checks
        from portal.services.registration import checks as registration_checks  # noqa: F401 -- likewise


class SignInProtectionConfig(AxesConfig):
    """django-axes, under a name that says what it is about."""

    verbose_name = _("Failed sign-ins")
