"""The steps a whole party takes together: pass, sessions, waitlist, consent."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from portal.domain.party import Person, apply_places
from portal.domain.schedule import clashes
from portal.forms.choices import AutoRegisterForm, ConsentForm, PassForm, SessionsForm
from portal.views.registration.flow import Visit
from portal.views.registration.pages import is_posted, step, step_page
from portal.views.registration.passes import passes_left_for


@step("pass")
def choose_pass(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The pass of the first attendee. The others choose on their own pages."""
    passes = passes_left_for(visit.opening, visit.party, 1)
    people = visit.party.people
    chosen = people[0].pass_id if people else None
    form = PassForm(request.POST if request.method == "POST" else None, passes=passes)
    if is_posted(request) and form.is_valid():
        first = replace(people[0] if people else Person(), pass_id=form.cleaned_data["pass"])
        visit.save(replace(visit.party, people=(first, *people[1:])))
        return HttpResponseRedirect(visit.url_after("pass"))
    posted = request.POST.get("pass") if form.is_bound else chosen
    context = {"form": form, "chosen": posted, "offered": {item for item, _label in passes}}
    return step_page(request, visit, "pass.html", "pass", context, has_errors=form.is_bound and not form.is_valid())


@step("sessions")
def sessions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The sessions, the same for everybody in the party."""
    opening, party = visit.opening, visit.party
    form = SessionsForm(
        request.POST if request.method == "POST" else None,
        sessions=opening.sessions,
        event=opening.event,
        places=opening.places,
        people=visit.placed_count,
        now=opening.now,
        few_threshold=visit.site.row.few_places_threshold,
        refuse_clashes=visit.site.row.refuse_clashes,
        chosen=party.session_ids,
        waiting_for=party.waitlisted_session_ids,
    )
    if is_posted(request) and form.is_valid():
        chosen = replace(party, session_ids=form.session_ids, waitlisted_session_ids=form.waitlisted_session_ids)
        visit.save(apply_places(chosen, opening.places))
        return HttpResponseRedirect(visit.url_after("sessions"))
    ticked = [choice.session for choice in form.choices.values() if choice.is_chosen]
    context = {
        "form": form,
        "programme": opening.programme,
        "clashes": () if form.is_bound and visit.site.row.refuse_clashes else clashes(ticked),
        "full": [opening.session(item) for item in visit.shortage.session_ids] if not form.is_bound else [],
        "starred": not form.is_bound and bool(party.session_ids),
    }
    has_errors = form.is_bound and not form.is_valid()
    return step_page(request, visit, "sessions.html", "sessions", context, has_errors=has_errors)


@step("waitlist")
def waitlist(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether people on the waitlist want to be registered by themselves."""
    form = AutoRegisterForm(request.POST if request.method == "POST" else None, initial=visit.party.auto_register)
    if is_posted(request) and form.is_valid():
        visit.save(replace(visit.party, auto_register=form.cleaned_data["auto_register"]))
        return HttpResponseRedirect(visit.url_after("waitlist"))
    return step_page(request, visit, "waitlist.html", "waitlist", {"form": form})


@step("consent")
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Consent to the organiser's purpose, and the word that the other people know."""
    party, text = visit.party, visit.opening.consent
    with_others = len(party.people) > 1
    asked_before = text is not None and party.consent_text == text.pk
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        purpose=text.purpose if text is not None else "",
        with_others=with_others,
        initial={"consent": asked_before and party.consent_given, "told_others": party.told_others},
    )
    if is_posted(request) and form.is_valid():
        visit.save(
            replace(
                party,
                consent_text=text.pk if text is not None else None,
                consent_given=bool(form.cleaned_data.get("consent")),
                told_others=bool(form.cleaned_data.get("told_others")),
            )
        )
        return HttpResponseRedirect(visit.url_after("consent"))
    context = {"form": form, "text": text, "with_others": with_others}
    return step_page(
        request, visit, "consent.html", "consent", context, has_errors=form.is_bound and not form.is_valid()
    )
