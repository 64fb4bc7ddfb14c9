"""Filters of the list of what is stored."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.models import Snapshot, WebApplication
from portal.services import applications
from portal.services.applications import Site
from portal.services.catalogue import keeping

LEFT_OVER = "left-over"
MOST_EVENTS = 100  # beyond that the search serves better


def configured_sites() -> list[Site]:
    """Every web application, with a working connection or without. One database query."""
    return [applications.resolve(row) for row in WebApplication.objects.all()]


class ApplicationFilter(admin.SimpleListFilter):
    title = _("web application")
    parameter_name = "application"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sites = configured_sites()
        known = [(str(site.row.pk), site.row.name) for site in sites]
        if Snapshot.objects.exclude(source__in=[site.source for site in sites]).exists():
            known.append((LEFT_OVER, gettext("left over from earlier settings")))
        return known

    def queryset(self, request: HttpRequest, queryset: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
        if not self.value():
            return queryset
        sites = configured_sites()
        if self.value() == LEFT_OVER:
            return queryset.exclude(source__in=[site.source for site in sites])
        return queryset.filter(source__in=[site.source for site in sites if str(site.row.pk) == self.value()])


class ConditionFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("failed", gettext("last attempt failed")),
            ("losses", gettext("with losses")),
            ("absent", gettext("not there")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
        match self.value():
            case "failed":
                return queryset.filter(~Q(failure=""), absent=False)
            case "losses":
                return queryset.filter(loss_count__gt=0)
            case "absent":
                return queryset.filter(absent=True)
        return queryset


class EventFilter(admin.SimpleListFilter):
    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        keys = Snapshot.objects.values_list("resource", flat=True).order_by()
        events = sorted({event for key in keys if (event := keeping.event_of(key)) is not None})
        if len(events) > MOST_EVENTS:
            events = [event for event in events if event == request.GET.get(self.parameter_name)]
        return [(event, event) for event in events]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
        event_id = self.value()
        return queryset.filter(resource__in=keeping.keys_of(event_id)) if event_id else queryset
