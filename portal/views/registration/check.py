"""Check your answers, and send: accepted once, stored before anything is sent, answered with the receipt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language

from portal.domain.party import Party, Person
from portal.domain.schedule import clashes
from portal.forms import sending
from portal.models import Registration
from portal.services.registration import drafts, limits
from portal.services.registration.accept import accept
from portal.services.registration.captcha import new_captcha
from portal.services.registration.delivery import send_now
from portal.services.registration.opening import NoForm, Opening
from portal.services.registration.outcomes import Outcome
from portal.views.registration import policy
from portal.views.registration.flow import Visit
from portal.views.registration.pages import is_posted, no_form_page, step, step_page
from portal.views.visitors import client_address

WINDOW_S = 60

# Why no form is shown any more, told to somebody who has just filled one in.
_MEANWHILE = {
    NoForm.CLOSED: Outcome.CLOSED_MEANWHILE,
    NoForm.PAST: Outcome.CLOSED_MEANWHILE,
    NoForm.NOT_OPEN: Outcome.CLOSED_MEANWHILE,
    NoForm.FULL: Outcome.FULL_MEANWHILE,
    NoForm.SIGN_IN_NEEDED: Outcome.SIGN_IN_NEEDED,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the summary of a person."""

    label: str
    values: tuple[str, ...]


@step("check", sends=True)
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers, with a way to change each, and the button that sends them."""
    if visit.shortage.session_ids and not is_posted(request):
        return HttpResponseRedirect(visit.url("sessions"))
    return _send(request, visit) if is_posted(request) else _check_page(request, visit)


def _send(request: HttpRequest, visit: Visit) -> HttpResponse:
    draft = visit.draft
    assert draft is not None  # noqa: S101 -- the gate of a step
    if request.POST.get("submission_key") != draft.submission_key:
        return _check_page(request, visit, changed=True)  # another tab began anew; nothing is lost
    if sending.is_suspect(request.POST, draft.submission_key):
        return TemplateResponse(request, "portal/register/suspect.html", _context(visit), status=403)
    wait_s = limits.hit(
        f"register:{visit.site.row.pk}:{visit.event_id}",
        client_address(request),
        visit.site.row.posts_per_minute,
        WINDOW_S,
    )
    if wait_s is not None:
        return _too_many(request, visit, wait_s)
    visit = Visit(request, visit.event_id, newest=True)
    refused = _refused_now(request, visit)
    if refused is not None:
        return refused
    party = visit.party
    if visit.opening.needs_captcha:
        party = replace(party, captcha=sending.captcha_solution(request.POST))
        if party.captcha is None:
            return _check_page(request, visit, captcha_failed=True)
    return _deliver(request, visit, party)


def _refused_now(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    """What changed between the last page and this moment; None when nothing stands in the way."""
    if visit.opening.no_form is not None:
        outcome = _MEANWHILE.get(visit.opening.no_form)
        return refused_page(request, visit, outcome) if outcome else no_form_page(request, visit)
    unfinished = visit.unfinished_before("check")
    if unfinished is not None:
        return HttpResponseRedirect(visit.entrance(unfinished))
    shortage = visit.shortage
    if shortage.people_left is not None:
        return refused_page(
            request, visit, Outcome.PLACES_MEANWHILE if shortage.people_left else Outcome.FULL_MEANWHILE
        )
    return refused_page(request, visit, Outcome.SESSION_FULL_MEANWHILE) if shortage.session_ids else None


def _deliver(request: HttpRequest, visit: Visit, party: Party) -> HttpResponse:
    draft = visit.draft
    assert draft is not None  # noqa: S101 -- likewise
    row = send_now(
        accept(
            visit.site,
            submission_key=draft.submission_key,
            party=party,
            opening=visit.opening,
            language=get_language() or "",
        )
    )
    if row.state == Registration.State.REJECTED and row.submission_key == draft.submission_key:
        drafts.renew_submission_key(draft)
        if row.outcome == Outcome.CAPTCHA_REFUSED:
            return _check_page(request, Visit(request, visit.event_id), captcha_failed=True)
        return refused_page(request, visit, Outcome(row.outcome or Outcome.REJECTED), reference=row.reference)
    visit.finish(row)
    return HttpResponseRedirect(visit.url("done", row.receipt_key), status=303)


def refused_page(request: HttpRequest, visit: Visit, outcome: Outcome, *, reference: str = "") -> HttpResponse:
    """409: not accepted, and what can be done; the answers stay in the form."""
    opening, party = visit.opening, visit.party
    context = _context(visit) | {
        "key": outcome,
        "reference": reference,
        "left": visit.shortage.people_left or 0,
        "people_count": visit.placed_count,
        "sessions": [session for item in visit.shortage.session_ids if (session := opening.session(item))],
        "pass": next(
            (item for item in opening.passes if party.people and item.pass_id == party.people[0].pass_id), None
        ),
        "kept_until": visit.draft.expires_at if visit.draft is not None else None,
    }
    return TemplateResponse(request, "portal/register/refused.html", context, status=409)


def _check_page(
    request: HttpRequest, visit: Visit, *, changed: bool = False, captcha_failed: bool = False
) -> HttpResponse:
    opening, party, draft = visit.opening, visit.party, visit.draft
    assert draft is not None  # noqa: S101 -- likewise
    captcha = new_captcha(visit.site, visit.event_id) if opening.needs_captcha else None
    chosen = [session for item in party.chosen_session_ids if (session := opening.session(item))]
    context: dict[str, Any] = {
        "people": [_summary(opening, person) for person in party.people],
        "sessions": [session for session in opening.sessions if session.id in party.session_ids],
        "waitlisted_sessions": [session for session in opening.sessions if session.id in party.waitlisted_session_ids],
        "clashes": clashes(chosen),
        "keys": {item.key for item in visit.steps},
        "submission_key": draft.submission_key,
        "opened": sending.opened(draft.submission_key),
        "trap": sending.TRAP,
        "captcha": captcha,
        "captcha_failed": captcha_failed,
        "changed": changed,
    }
    response = step_page(request, visit, "check.html", "check", context, has_errors=captcha_failed)
    if captcha is not None:
        policy.allow(response, policy.for_captcha(captcha.origin))
    return response


def _summary(opening: Opening, person: Person) -> dict[str, Any]:
    """One person as the check page lists them."""
    chosen = next((item for item in opening.passes if item.pass_id == person.pass_id), None)
    waits = [session for item in person.waitlisted_session_ids if (session := opening.session(item))]
    return {
        "person": person,
        "pass": None if person.waitlisted else chosen,
        "answers": [Answered(item.label, person.answers.get(item.id, ())) for item in opening.questions],
        "waits_for": waits,
    }


def _too_many(request: HttpRequest, visit: Visit, wait_s: int) -> HttpResponse:
    again_at = timezone.now() + timedelta(seconds=wait_s)
    context = _context(visit) | {"wait_s": wait_s, "wait_min": math.ceil(wait_s / 60), "again_at": again_at}
    response = TemplateResponse(request, "portal/register/too_many.html", context, status=429)
    response["Retry-After"] = str(wait_s)
    return response


def _context(visit: Visit) -> dict[str, Any]:
    return {"whole": visit.opening.whole, "visit": visit}
