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

from portal.admin import colour_report, look_settings, preview, registration_settings, unlabelled
from portal.admin.embed_code import embed_snippet
from portal.admin.forms import WebApplicationForm, token_state
from portal.admin.look_inlines import INLINES
from portal.models import SitePicture, WebApplication
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
BEHAVIOUR = (
    "fresh_s",
    "stale_s",
    "picture_fresh_s",
    "events_per_page",
    "few_places_threshold",
    "session_track_field",
    "break_session_types",
    "allow_indexing",
    "embed_hosts",
    "embed_code",
)


READ_ONLY = ("stored_token", "stored_pictures")


@admin.register(WebApplication)
class WebApplicationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = WebApplicationForm
    list_display = ("name", "is_default", "origin_in_use", "endpoint_in_use", "token_in_use")
    list_display_links = ("name",)
    readonly_fields = (*READ_ONLY, "embed_code")
    inlines = INLINES
    actions = None  # deleting is done one at a time: it switches a site off

    def get_fieldsets(self, request: HttpRequest, obj: WebApplication | None = None) -> list[tuple[Any, Any]]:
        """The fields of the token and of pictures stand only where they do something."""
        may_change = self.has_change_permission(request, obj) if obj else True
        left_out = {*READ_ONLY} if may_change else {"new_token", "remove_token", *look_settings.PICTURES}
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
            *(_without(fieldset, left_out) for fieldset in look_settings.FIELDSETS),
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
        warnings = registration_settings.warnings_of(row) + unlabelled.notes(applications.resolve(row)) if row else []
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
        form.keep_pictures(obj)
        if "brand_colour" in form.changed_data and obj.brand_colour:
            messages.info(request, colour_report.report(obj.brand_colour))

    def get_urls(self) -> list[URLPattern]:
        views = {
            "test-connection": ("<path:object_id>/test-connection/", self.test_connection),
            "preview": ("<path:object_id>/preview/", self.preview),
            "preview_style": ("preview-style/<str:colour>.css", preview.style_sheet),
        }
        own = [
            path(address, self.admin_site.admin_view(view), name=f"portal_webapplication_{name.replace('-', '_')}")
            for name, (address, view) in views.items()
        ]
        return [*own, *super().get_urls()]

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

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The site as it looks: as stored, or posted with the values of the form as they stand, which stay unsaved."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST" or not self.has_change_permission(request, row):
            return preview.page(request, row, None)
        form = self.get_form(request, row, change=True)(request.POST, request.FILES, instance=row)
        form.is_valid()  # what is valid of it is in the row now
        return preview.page(request, row, form)

    @admin.display(description=_("pictures"))
    def stored_pictures(self, row: WebApplication) -> str:
        stored = applications.resolve(row).look.pictures
        kinds = [SitePicture.Kind(kind).label for kind in stored]
        return ", ".join(map(str, kinds)) or gettext("none")

    @admin.display(description=_("token"))
    def stored_token(self, row: WebApplication) -> str:
        return token_state(row)

    @admin.display(description=_("code for embedding"))
    def embed_code(self, row: WebApplication) -> str:
        return embed_snippet(applications.resolve(row))

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


def _without(fieldset: tuple[Any, Any], left_out: set[str]) -> tuple[Any, Any]:
    title, options = fieldset
    return title, options | {"fields": [name for name in options["fields"] if name not in left_out]}
