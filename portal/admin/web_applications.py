"""Web applications: connection, appearance and behaviour of a site, and the connection test."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin import registration_settings
from portal.admin.forms import WebApplicationForm, token_state
from portal.domain.colour import ramp
from portal.models import WebApplication
from portal.services import applications, connection
from portal.services.registration import pauses

CONNECTION = (
    "endpoint",
    "stored_token",
    "new_token",
    "remove_token",
    "origin",
    "dialect",
    "api_version",
    "webapp_id",
    "business_unit_id",
)
APPEARANCE = (
    "site_title",
    "introduction",
    "brand_colour",
    "contact_name",
    "contact_email",
    "footer_text",
    "banner_hosts",
)
BEHAVIOUR = (
    "fresh_s",
    "stale_s",
    "picture_fresh_s",
    "events_per_page",
    "few_places_threshold",
    "session_track_field",
    "allow_indexing",
    "embed_hosts",
)


@admin.register(WebApplication)
class WebApplicationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = WebApplicationForm
    list_display = ("name", "is_default", "origin_in_use", "endpoint_in_use", "token_in_use")
    list_display_links = ("name",)
    readonly_fields = ("stored_token",)
    actions = None  # deleting is done one at a time: it switches a site off

    def get_fieldsets(self, request: HttpRequest, obj: WebApplication | None = None) -> list[tuple[Any, Any]]:
        """The token's fields stand only where they do something."""
        may_change = self.has_change_permission(request, obj) if obj else True
        left_out = {"stored_token"} if may_change else {"new_token", "remove_token"}
        if obj is None or not obj.token_encrypted:
            left_out.add("remove_token")
        connection_fields = [field for field in CONNECTION if field not in left_out]
        return [
            (None, {"fields": ["name", "is_default"]}),
            (
                _("Connection"),
                {
                    "fields": connection_fields,
                    "description": _(
                        "Where your events come from. In Dynamics 365, open the web application record of this site "
                        "and copy endpoint, token and origin from it. Save, then choose “Test connection”."
                    ),
                },
            ),
            (_("Appearance"), {"fields": APPEARANCE, "description": _("What visitors see around your events.")}),
            (
                _("Behaviour"),
                {
                    "fields": BEHAVIOUR,
                    "description": _(
                        "How fresh what visitors see is, and how lists work. The values given suit most sites."
                    ),
                },
            ),
            *registration_settings.FIELDSETS,
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        warnings = registration_settings.warnings_of(row) if row else []
        return super().change_view(request, object_id, form_url, {"warnings": warnings, **(extra_context or {})})

    def has_delete_permission(self, request: HttpRequest, obj: WebApplication | None = None) -> bool:
        """There is always a default, so that one cannot be deleted."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_default)

    def save_model(self, request: HttpRequest, obj: WebApplication, form: Any, change: bool) -> None:
        """Save, hand the default over if that was asked for, and tell what an administrator should know."""
        takes_over = obj.is_default and form.initial.get("is_default") is not True
        if takes_over and WebApplication.objects.filter(is_default=True).exists():
            obj.is_default = False  # until the present one has given way
            super().save_model(request, obj, form, change)
            obj.make_default()
        else:
            super().save_model(request, obj, form, change)
        if {*form.changed_data} & {*CONNECTION} and pauses.lift(obj):
            messages.info(request, gettext("Deliveries of registrations were paused; they are tried again now."))
        if obj.brand_colour and ramp(obj.brand_colour).corrected:
            messages.info(
                request,
                gettext("The brand colour %s is too pale to read as text on white; links use a darker shade of it.")
                % obj.brand_colour,
            )

    def get_urls(self) -> list[URLPattern]:
        test = path(
            "<path:object_id>/test-connection/",
            self.admin_site.admin_view(self.test_connection),
            name="portal_webapplication_test_connection",
        )
        return [test, *super().get_urls()]

    def test_connection(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Test the saved settings and show each step."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:portal_webapplication_change", args=[row.pk]))
        steps = connection.test_connection(applications.resolve(row))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Connection test"),
            "opts": self.opts,
            "original": row,
            "steps": steps,
            "passed": connection.passed(steps),
        }
        return TemplateResponse(request, "admin/portal/webapplication/connection_test.html", context)

    @admin.display(description=_("token"))
    def stored_token(self, row: WebApplication) -> str:
        return token_state(row)

    @admin.display(description=_("origin"), ordering="origin")
    def origin_in_use(self, row: WebApplication) -> str:
        return applications.resolve(row).connection.origin or "–"

    @admin.display(description=_("endpoint"), ordering="endpoint")
    def endpoint_in_use(self, row: WebApplication) -> str:
        site = applications.resolve(row)
        if site.is_demonstration:
            return gettext("Demonstration data (simulator)")
        return site.connection.endpoint or "–"

    @admin.display(description=_("token"), boolean=True)
    def token_in_use(self, row: WebApplication) -> bool:
        return applications.resolve(row).connection.token is not None
