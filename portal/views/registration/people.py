"""The people of a party: one page each, a list, and a confirmation before somebody is removed."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.domain.party import Party, Person
from portal.forms.people import data_of
from portal.views.registration.flow import Visit, is_waiting, with_people
from portal.views.registration.pages import is_posted, is_restored, step, step_page


@step("attendees")
def attendee(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Attendee ``number``, from 1. The one after the last adds a person."""
    people = visit.party.people
    if not 1 <= number <= min(len(people) + 1, visit.opening.max_people):
        return HttpResponseRedirect(visit.url("attendees"))
    if number > 1 and visit.incomplete_person not in (None, number):
        return HttpResponseRedirect(visit.url("attendee", visit.incomplete_person))
    known = people[number - 1] if number <= len(people) else None
    no_pass_left = number > 1 and visit.opening.paid and not _waits(visit, known) and not visit.passes_for(number)
    if no_pass_left and not visit.opening.event.show_waitlist:
        return step_page(request, visit, "no_pass_left.html", "attendees", {"number": number})
    if request.method == "POST":
        form = visit.person_form(number, request.POST)
        if is_posted(request) and form.is_valid():
            person = form.person(known)
            waitlisted = person.waitlisted or is_waiting(visit.party) or no_pass_left
            visit.save(_with(visit.party, number, replace(person, waitlisted=waitlisted)))
            return HttpResponseRedirect(_after(visit))
    elif known is not None and known.email:
        form = visit.person_form(number, data_of(known, visit.opening.questions))
    else:
        form = visit.person_form(number)
    context = {
        "form": form,
        "number": number,
        "no_pass_left": no_pass_left,
        "back_url": visit.url_before("attendees") if number == 1 else visit.url("attendees"),
        "title_number": number if number > 1 or len(people) > 1 else 0,
    }
    return step_page(
        request,
        visit,
        "attendee.html",
        "attendees",
        context,
        has_errors=form.is_bound and not form.is_valid() and not is_restored(request),
    )


@step("attendees")
def attendees(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everybody in the registration."""
    alone = visit.opening.max_people == 1 and len(visit.party.people) == 1
    if visit.incomplete_person or not visit.party.people or alone:
        return HttpResponseRedirect(visit.url("attendee", visit.incomplete_person or 1))
    return step_page(request, visit, "attendees.html", "attendees", {"next_url": visit.url_after("attendees")})


@step("attendees")
def remove(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Ask before an attendee is taken out; the only one stays."""
    people = visit.party.people
    if len(people) < 2 or not 1 <= number <= len(people):
        raise Http404
    if request.method == "POST":
        left = (*people[: number - 1], *people[number:])
        visit.save(replace(visit.party, people=left, told_others=visit.party.told_others and len(left) > 1))
        return HttpResponseRedirect(visit.url("attendees"))
    context = {"number": number, "person": people[number - 1], "back_url": visit.url("attendees")}
    return step_page(request, visit, "remove.html", "attendees", context)


@step("attendees")
def places(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Fewer places than people: who waits is decided here, and by the visitor."""
    left = visit.shortage.people_left
    if left is None or visit.incomplete_person:
        return HttpResponseRedirect(visit.url("attendees"))
    if request.method == "POST" and visit.opening.event.show_waitlist and request.POST.get("wait") in {"last", "all"}:
        places_for = left if request.POST["wait"] == "last" else 0
        visit.save(with_people(visit.party, lambda person, index: replace(person, waitlisted=index >= places_for)))
        return HttpResponseRedirect(visit.url_after("attendees"))
    context = {"left": left, "back_url": visit.url("attendees")}
    return step_page(request, visit, "places.html", "attendees", context)


def _with(party: Party, number: int, person: Person) -> Party:
    """The party with attendee ``number`` as given."""
    people = (*party.people[: number - 1], person, *party.people[number:])
    return replace(party, people=people)


def _waits(visit: Visit, known: Person | None) -> bool:
    return known.waitlisted if known is not None else is_waiting(visit.party)


def _after(visit: Visit) -> str:
    """Several people are listed first; one who registers alone goes on."""
    return visit.url("attendees") if visit.opening.max_people > 1 else visit.url_after("attendees")
