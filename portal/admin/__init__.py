"""The operators' side: web applications and what is stored; registrations, questions and consent texts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.admin.consent_texts import ConsentTextAdmin
from portal.admin.questions import QuestionAdmin
from portal.admin.registrations import RegistrationAdmin
from portal.admin.snapshots import SnapshotAdmin
from portal.admin.web_applications import WebApplicationAdmin

admin.site.site_header = _("Event portal")
admin.site.site_title = _("Event portal")
admin.site.index_title = _("Administration")

__all__ = ["ConsentTextAdmin", "QuestionAdmin", "RegistrationAdmin", "SnapshotAdmin", "WebApplicationAdmin"]
