"""The operators' side: web applications, what is stored, the connection test."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.admin.snapshots import SnapshotAdmin
from portal.admin.web_applications import WebApplicationAdmin

admin.site.site_header = _("Event portal")
admin.site.site_title = _("Event portal")
admin.site.index_title = _("Administration")

__all__ = ["SnapshotAdmin", "WebApplicationAdmin"]
