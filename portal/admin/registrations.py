"""Registrations: the list, the page of one, what administrators decide, details and export.

Nothing here is edited. Three permissions: ``view_registration`` opens list and pages, which show initials only;
``view_registration_details`` shows and exports names, e-mail addresses and answers; ``decide_registration`` decides.
Whoever decides, looks at details or exports is noted in the history of the registration, without any value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.admin.registration_decisions import DECISIONS, Decision
from portal.admin.registration_export import export
from portal.admin.registration_filters import RegisteredEventFilter
from portal.admin.registration_page import facts_of, timeline_of
from portal.admin.registration_people import PeopleUnreadable, initials_of, people_of
from portal.admin.registration_words import advice, meaning, state_word
from portal.models import Registration, WebApplication
from portal.services import applications
from portal.services.registration import pauses
from portal.services.registration.labels import labels_of

MOST_AT_ONCE = 500  # to be decided; below the number of fields a form may post

Action = Callable[[Any, HttpRequest, "QuerySet[Registration]"], HttpResponse | None]


def _action(decision: Decision) -> Action:
    @admin.action(description=decision.label, permissions=["decide"])
    def decide(model_admin: Any, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        response: HttpResponse | None = model_admin.decide(request, queryset, decision)
        return response

    decide.__name__ = decision.name
    return decide


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    list_display = (
        "state_shown",
        "reference_shown",
        "people",
        "event_name",
        "received_at",
        "attempted",
    )
    list_display_links = ("reference_shown",)
    list_filter = ("state", "application", RegisteredEventFilter)
    list_per_page = 50
    search_fields = ("reference",)
    search_help_text = _("Search by reference, for example K7QM-2XHD")
    actions = [*map(_action, DECISIONS), "export_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_details_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm("portal.view_registration_details")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm("portal.decide_registration")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """References are found however they were read aloud or written down: k7qm2xhd, K7QM 2XHD."""
        letters = "".join(letter for letter in search_term if letter.isalnum()).upper()
        return super().get_search_results(
            request, queryset, f"{letters[:4]}-{letters[4:]}" if len(letters) == 8 else search_term
        )

    # --- Pages ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("try-now/<int:pk>/", view(require_POST(self.try_now)), name="portal_registration_try_now"),
            path("<path:object_id>/details/", view(self.details), name="portal_registration_details"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": gettext("Registrations"), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """How one registration stands; no names."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, row)

    def details(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The same with names, e-mail addresses and answers. Asked for by POST: to look is an act, and noted."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_details_permission(request):
            raise PermissionDenied
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(_address(row))
        try:
            people = people_of(row, labels_of(applications.resolve(row.application), row.readable_event_id))
        except PeopleUnreadable:
            messages.error(
                request,
                gettext("What was filled in cannot be read: a key is missing from FIELD_ENCRYPTION_KEYS."),
            )
            return HttpResponseRedirect(_address(row))
        self.log_change(request, row, gettext("Names, e-mail addresses and answers viewed."))
        return self._page(request, row, people=people)

    def try_now(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try a paused web application's deliveries again without waiting for the next probe."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        application = get_object_or_404(WebApplication, pk=pk)
        if pauses.probe_now(application):
            self.log_change(request, application, gettext("Paused deliveries tried again."))
            messages.success(
                request,
                gettext("One registration is being tried. If it gets through, the others follow by themselves."),
            )
        else:
            messages.info(request, gettext("Deliveries are not paused any more."))
        return HttpResponseRedirect(reverse("admin:portal_registration_changelist"))

    def _page(self, request: HttpRequest, row: Registration, **people: Any) -> HttpResponse:
        may_decide = self.has_decide_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Registration %s") % row.reference,
            "opts": self.opts,
            "original": row,
            "state": state_word(row),
            "meaning": meaning(row),
            "advice": advice(row),
            "decisions": [(each, each.asks(row)) for each in DECISIONS if may_decide and each.allows(row)],
            "timeline": timeline_of(row),
            "facts": facts_of(row),
            "may_show_details": self.has_details_permission(request) and bool(row.payload_encrypted),
            "people": None,
            **people,
        }
        return TemplateResponse(request, "admin/portal/registration/page.html", context)

    # --- Actions ----------------------------------------------------------------------------------------------------

    def decide(self, request: HttpRequest, queryset: QuerySet[Registration], decision: Decision) -> HttpResponse | None:
        """Decide about the chosen registrations, after a confirmation where one is wanted; tell what came of each."""
        rows = list(queryset[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE:
            messages.error(request, gettext("Choose at most %d registrations at once.") % MOST_AT_ONCE)
            return None
        confirmed = "confirmed" in request.POST
        if not confirmed and any(decision.asks(row) for row in rows):
            return self._ask(request, rows, decision)
        done: list[str] = []
        refused: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            if self._decide_one(request, row, decision, confirmed=confirmed):
                done.append(row.reference)
            else:
                row.refresh_from_db()
                erased = row.erased_at is not None and not decision.keeps_erased
                refused[gettext("erased") if erased else row.get_state_display()].append(row.reference)
        if done:
            messages.success(request, f"{', '.join(done)}: {decision.done}.")
        for state, references in refused.items():
            words = gettext("nothing was done, because the state is “%s”.") % state
            messages.warning(request, f"{', '.join(references)}: {words}")
        return HttpResponseRedirect(_address(rows[0])) if "from_page" in request.POST and len(rows) == 1 else None

    def _decide_one(self, request: HttpRequest, row: Registration, decision: Decision, *, confirmed: bool) -> bool:
        if not decision.allows(row):
            return False
        with transaction.atomic():
            done = decision.act(row.pk, confirmed)
            if done:
                self.log_change(request, row, str(decision.logged))
        return done

    def _ask(self, request: HttpRequest, rows: list[Registration], decision: Decision) -> HttpResponse:
        allowed = [row for row in rows if decision.allows(row)]
        context = {
            **self.admin_site.each_context(request),
            "title": decision.label,
            "opts": self.opts,
            "decision": decision,
            "rows": [(row, state_word(row)) for row in allowed],
            "left_out": len(rows) - len(allowed),
            "from_page": "from_page" in request.POST,
            "back": _address(rows[0]) if "from_page" in request.POST else request.get_full_path(),
        }
        return TemplateResponse(request, "admin/portal/registration/confirm.html", context)

    @admin.action(description=_("Export as CSV, with names and answers"), permissions=["details"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        made = export(queryset.select_related("application"))
        if made.unreadable:
            messages.warning(
                request,
                ngettext(
                    "%d registration cannot be read and is not in the file.",
                    "%d registrations cannot be read and are not in the file.",
                    made.unreadable,
                )
                % made.unreadable,
            )
        if not made.exported:
            messages.warning(request, gettext("There is nothing to export: the chosen registrations are erased."))
            return None
        LogEntry.objects.log_actions(
            user_id=request.user.pk, queryset=made.exported, action_flag=CHANGE, change_message=gettext("Exported.")
        )
        name = f"registrations-{timezone.localdate().isoformat()}.csv"
        return HttpResponse(
            made.content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    # --- Columns ----------------------------------------------------------------------------------------------------

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, row: Registration) -> str:
        return state_word(row)

    @admin.display(description=_("reference"), ordering="reference")
    def reference_shown(self, row: Registration) -> str:
        return format_html('<span class="portal-whole">{}</span>', row.reference)

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, row: Registration) -> str:
        return format_html("{}: {}", row.people_count, initials_of(row))

    @admin.display(description=_("received at"), ordering="created_at")
    def received_at(self, row: Registration) -> str:
        return date_format(timezone.localtime(row.created_at), "DATETIME_FORMAT")

    @admin.display(description=_("attempts"), ordering="attempts")
    def attempted(self, row: Registration) -> str:
        return f"{row.attempts}: {row.last_error}" if row.last_error else str(row.attempts)


def _address(row: Registration) -> str:
    return reverse("admin:portal_registration_change", args=[row.pk])
