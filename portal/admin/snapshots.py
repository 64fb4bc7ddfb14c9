"""What is stored: how the last refresh of each answer went, its age and losses; refresh now and purge.

Nothing here is edited. Refreshing needs the permission to change snapshots, purging the one to delete them; both are
noted in the history of the web application.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.admin.snapshot_filters import ApplicationFilter, ConditionFilter, EventFilter, configured_sites
from portal.admin.snapshot_overview import age_text, overview
from portal.models import Snapshot
from portal.services.applications import Site
from portal.services.catalogue import discarding, keeping

WAIT_S = 12.0  # for "refresh now"; what takes longer goes on in the background


@admin.register(Snapshot)
class SnapshotAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display_links = ("what",)
    list_filter = (ApplicationFilter, ConditionFilter, EventFilter)
    list_per_page = 50
    ordering = (Case(When(resource=keeping.LIST_KEY, then=0), default=1), "resource")
    search_fields = ("resource",)
    search_help_text = _("Search by readable event id or resource")
    actions = ("refresh_selected",)
    fields = (
        "what",
        "event",
        "application",
        "condition",
        "fetched_at",
        "changed_at",
        "attempted_at",
        "failure",
        "not_before",
        "size",
        "losses_listed",
    )

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The web application is a column only where there are several sources."""
        several = Snapshot.objects.values("source").distinct().order_by()[:2].count() > 1
        return ("what", "event", *(["application"] if several else []), "condition", "age", "size", "loss_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Snapshot]:
        names = [When(source=site.source, then=Value(site.row.name)) for site in configured_sites()]
        rows = super().get_queryset(request).defer("body")
        return rows.annotate(size_bytes=Length("body"), application_name=Case(*names, default=Value("")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        return False

    def has_refresh_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("portal.change_snapshot"))

    def has_purge_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("portal.delete_snapshot"))

    # --- Pages ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("refresh/", view(require_POST(self.refresh)), name="portal_snapshot_refresh"),
            path("purge/", view(self.purge), name="portal_snapshot_purge"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"title": gettext("What is stored"), "event_id": request.GET.get("event", "")}
        if self.has_view_permission(request):
            context["overview"] = overview(configured_sites())
        return super().changelist_view(request, {**self._rights(request), **context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context: dict[str, Any] = self._rights(request)
        if row is not None:
            context |= {"title": _title(row.resource), "event_id": keeping.event_of(row.resource)}
            context["is_in_use"] = any(site.source == row.source for site in configured_sites())
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def refresh(self, request: HttpRequest) -> HttpResponse:
        """Renew what is stored of one event, or everything, of one web application."""
        if not self.has_refresh_permission(request):
            raise PermissionDenied
        site = _site(request.POST.get("source"))
        event_id = request.POST.get("event") or None
        stored = Snapshot.objects.filter(source=site.source)
        if event_id is not None:
            stored = stored.filter(resource__in=keeping.keys_of(event_id))
        keys = list(stored.values_list("resource", flat=True))
        if event_id is None and keeping.LIST_KEY not in keys:
            keys.append(keeping.LIST_KEY)
        self._renew(request, site, keys, _subject(event_id))
        return HttpResponseRedirect(_list_address(event_id))

    def purge(self, request: HttpRequest) -> HttpResponse:
        """Ask, then forget what is stored of one event, or everything, of one web application."""
        if not self.has_purge_permission(request):
            raise PermissionDenied
        wish = request.POST if request.method == "POST" else request.GET
        site = _site(wish.get("source"))
        event_id = wish.get("event") or None
        if request.method == "POST":
            gone = discarding.purge(site.source, event_id)
            self.log_change(request, site.row, gettext("Purged stored answers: %s.") % _subject(event_id))
            messages.success(
                request,
                ngettext("%d stored answer was deleted.", "%d stored answers were deleted.", gone.snapshots)
                % gone.snapshots,
            )
            return HttpResponseRedirect(_list_address(None))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Purge stored answers"),
            "opts": self.opts,
            "purged_site": site,
            "event_id": event_id,
            "stored": discarding.count_stored(site.source, event_id),
        }
        return TemplateResponse(request, "admin/portal/snapshot/purge.html", context)

    @admin.action(description=_("Refresh selected answers now"), permissions=["refresh"])
    def refresh_selected(self, request: HttpRequest, queryset: QuerySet[Snapshot]) -> None:
        for site in configured_sites():
            keys = list(queryset.filter(source=site.source).values_list("resource", flat=True))
            if keys:
                self._renew(request, site, keys, ", ".join(keys))

    def _renew(self, request: HttpRequest, site: Site, keys: list[str], subject: str) -> None:
        renewed = keeping.renew_now(site, keys, wait_s=WAIT_S)
        self.log_change(request, site.row, gettext("Refreshed stored answers: %s.") % subject)
        told = [ngettext("%d answer was renewed.", "%d answers were renewed.", renewed.done) % renewed.done]
        if renewed.failed:
            told.append(ngettext("%d attempt failed.", "%d attempts failed.", renewed.failed) % renewed.failed)
        if renewed.pending:
            told.append(
                ngettext(
                    "%d is still under way, or put off because the API does not answer.",
                    "%d are still under way, or put off because the API does not answer.",
                    renewed.pending,
                )
                % renewed.pending
            )
        level = messages.WARNING if renewed.failed or renewed.pending else messages.SUCCESS
        messages.add_message(request, level, " ".join(told))

    def _rights(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "may_refresh": self.has_refresh_permission(request),
            "may_purge": self.has_purge_permission(request),
        }

    # --- Columns ----------------------------------------------------------------------------------------------------

    @admin.display(description=_("answer"), ordering="resource")
    def what(self, row: Snapshot) -> str:
        return _title(row.resource)

    @admin.display(description=_("event"))
    def event(self, row: Snapshot) -> str:
        event_id = keeping.event_of(row.resource)
        return format_html('<a href="{}">{}</a>', _list_address(event_id), event_id) if event_id else "–"

    @admin.display(description=_("web application"), ordering="application_name")
    def application(self, row: Any) -> str:
        return row.application_name or gettext("left over from earlier settings")

    @admin.display(description=_("state"))
    def condition(self, row: Snapshot) -> str:
        return condition(row)

    @admin.display(description=_("age"), ordering="-fetched_at")
    def age(self, row: Snapshot) -> str:
        if row.fetched_at is None:
            return "–"
        at = date_format(timezone.localtime(row.fetched_at), "DATETIME_FORMAT")
        return format_html(
            '<time datetime="{}" title="{}">{}</time>', row.fetched_at.isoformat(), at, age_text(row.fetched_at)
        )

    @admin.display(description=_("not asked again before"))
    def not_before(self, row: Snapshot) -> str:
        return date_format(timezone.localtime(row.retry_at), "DATETIME_FORMAT") if row.retry_at else "–"

    @admin.display(description=_("size"), ordering="size_bytes")
    def size(self, row: Any) -> str:
        return filesizeformat(row.size_bytes) if row.size_bytes else "–"

    @admin.display(description=_("values that could not be read"))
    def losses_listed(self, row: Snapshot) -> str:
        if not row.losses:
            return gettext("none")
        listed = format_html_join("", "<li><code>{}</code> {}</li>", row.losses)
        more = row.loss_count - len(row.losses)
        rest = ngettext("and %d more", "and %d more", more) % more if more > 0 else ""
        return format_html('<ul class="stored-losses">{}</ul>{}', listed, rest)


def condition(row: Snapshot) -> str:
    """How an answer stands, in words."""
    if row.absent:
        return gettext("not there (404)")
    if row.fetched_at is None:
        return gettext("never read")
    if row.doubtful_digest:
        return gettext("empty once, waits for a second reading")
    if row.failure:
        return gettext("kept, renewal failed")
    return gettext("good")


def _title(key: str) -> str:
    """A resource for people."""
    event_id = keeping.event_of(key)
    if event_id is None:
        return gettext("List of events")
    titles = {
        "": gettext("Event"),
        "sessions": gettext("Sessions"),
        "tracks": gettext("Tracks"),
        "track-sessions": gettext("Sessions by track"),
        "passes": gettext("Passes"),
        "speakers": gettext("Speakers"),
        "sponsorships": gettext("Sponsors"),
        "registrations/count": gettext("Number of registrations"),
        "custom-registration-fields": gettext("Registration questions"),
        "pictures": gettext("Index of pictures"),
    }
    part = key.removeprefix(f"events/{event_id}").lstrip("/")
    return titles.get(part, part)


def _subject(event_id: str | None) -> str:
    """What was refreshed or purged, for the history."""
    return gettext("event %s") % event_id if event_id else gettext("everything")


def _site(source: str | None) -> Site:
    """The configured site with this source. Raises Http404."""
    for site in configured_sites():
        if site.source == source:
            return site
    raise Http404


def _list_address(event_id: str | None) -> str:
    address = reverse("admin:portal_snapshot_changelist")
    return f"{address}?{urlencode({'event': event_id})}" if event_id else address
