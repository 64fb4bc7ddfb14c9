"""Records in words: names, labels of codes, places, prices, states. Translated where the words are the portal's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.domain import availability as rules
from portal.domain import richtext, venue
from portal.domain.availability import Availability, State
from portal.domain.labels import OptionSet
from portal.domain.query import Problem
from portal.domain.text import visible
from portal.domain.venue import Access
from portal.events_api import codes
from portal.events_api.types import Event, Pass, Session, Speaker, SpeakerReference, Sponsorship
from portal.services import look

register = template.Library()

# What is translated although it arrives as a text.
LABELS = frozenset().union(
    *(labels.values() for labels in (codes.EVENT_FORMATS, codes.EVENT_TYPES, codes.SESSION_TYPES, codes.LANGUAGES))
)


@dataclass(frozen=True, slots=True)
class StateLine:
    """``kind`` names the shape beside the word; ``word`` is never told by colour alone."""

    kind: str
    word: str


@register.filter
def name(record: Event | Session | Speaker | SpeakerReference | Sponsorship | Pass) -> str:
    """Return the record's name, or what to say where it has none."""
    match record:
        case Event():
            return visible(record.event_name) or _("Untitled event")
        case Session():
            return visible(record.name) or _("Untitled session")
        case Sponsorship():
            return visible(record.sponsor_name) or _("Sponsor")
        case Pass():
            return visible(record.pass_name) or _("Pass")
        case _speaker:
            return visible(_speaker.name) or _("Speaker")


@register.filter
def initials(speaker: Speaker | SpeakerReference) -> str:
    """Return "AT" for Ana Trujillo: first and last word; "" where the name has no letters."""
    words = [word for word in visible(speaker.name).split() if word[0].isalpha()]
    return "".join(word[0] for word in dict.fromkeys((*words[:1], *words[-1:]))).upper()


@register.filter
def event_format(code: int | None) -> str:
    """Return the label of an event or session format; "" for an unknown number."""
    return _label(OptionSet.FORMAT, code)


@register.filter
def event_type(code: int | None) -> str:
    """Return the label of an event type; "" for an unknown number."""
    return _label(OptionSet.EVENT_TYPE, code)


@register.filter
def session_type(code: int | None) -> str:
    """Return the label of a session type; "" for an unknown number."""
    return _label(OptionSet.SESSION_TYPE, code)


@register.filter
def language(code: int | None) -> str:
    """Return the name of a language; "" for an unknown number."""
    return _label(OptionSet.LANGUAGE, code)


@register.filter
def facet_label(label: str | None) -> str:
    """Return what to call a filter value: ``None`` is online; names of places and own labels stay as they are."""
    return _("Online") if label is None else _(label) if label in LABELS else label


@register.filter
def lang(code: int | None) -> SafeString:
    """Return `` lang="de"`` for text in another language than the page's, else ""."""
    tag = codes.language_tag(code)
    if tag is None or tag.partition("-")[0] == (get_language() or "").partition("-")[0]:
        return SafeString("")
    return mark_safe(f' lang="{tag}"')  # noqa: S308 -- from a fixed table


@register.filter
def place(event: Event) -> str:
    """Return "Berlin", "Online", "Berlin and online", or "" where nothing is known."""
    names = [found.name for found in venue.places(event)]
    where = next((item for item in names if item), None)
    if where is None:
        return _("Online") if None in names else ""
    return _("%(place)s and online") % {"place": where} if None in names else where


@register.filter
def room(session: Session) -> str:
    """Return the room's name, "Online" for a webinar without one, or "Room to be announced"."""
    if session.room is not None and (found := visible(session.room.name)):
        return found
    return _("Online") if session.session_format == codes.WEBINAR else _("Room to be announced")


@register.filter
def access_label(fact: Access) -> str:
    """Return the name of an accessibility fact."""
    match fact:
        case Access.STEP_FREE:
            return _("Step-free access")
        case Access.TOILETS:
            return _("Accessible toilets")
        case Access.PARKING:
            return _("Accessible parking")


@register.filter
def price(item: Pass) -> str:
    """Return "€1,299.50", "CHF 99", "Free", or what to say where no price is known."""
    if item.price is None:
        return _("Price to be announced")
    if item.price == 0:
        return _("Free")
    places = 0 if item.price == item.price.to_integral_value() else 2
    amount = number_format(item.price.quantize(Decimal(10) ** -places), places, use_l10n=True, force_grouping=True)
    symbol = visible(item.currency_symbol) or look.currency_code()
    if not symbol:
        return amount
    if len(symbol) == 1 and not symbol.isalpha():
        # Translators: a price with a sign like "$" or "€", where your language puts it: "$9.50", "9,50 $"
        pattern = pgettext("price with a sign", "%(symbol)s%(amount)s")
    else:
        # Translators: a price with a currency like "CHF", where your language puts it: "CHF 9.50", "9,50 CHF"
        pattern = pgettext("price with a word", "%(symbol)s %(amount)s")
    return pattern.replace(" ", "\N{NO-BREAK SPACE}") % {"symbol": symbol, "amount": amount}


@register.simple_tag
def between_items() -> str:
    """Return what stands between the items of a list: the comma of the language."""
    return pgettext("between the items of a list", ", ")


@register.filter
def lowest_price(passes: Sequence[Pass]) -> str:
    """Return "from €99", "€99" where there is one price, "" where one is unknown or their symbols differ."""
    known = sorted((item for item in passes if item.price is not None), key=lambda item: item.price or 0)
    if not known or len(known) < len(passes) or len({item.currency_symbol for item in known}) > 1:
        return ""
    lowest = price(known[0])
    return lowest if known[0].price == known[-1].price else _("from %(price)s") % {"price": lowest}


@register.filter
def event_state(availability: Availability) -> StateLine:
    """Return whether one can register for an event, in words."""
    match availability.state:
        case State.PAST:
            return StateLine("past", _("This event is over"))
        case State.CLOSED:
            return StateLine("closed", _("Registration is closed"))
        case State.NOT_OPEN:
            return StateLine("closed", _("Registration is not open yet"))
        case State.SIGN_IN:
            return StateLine("closed", _("Registration for this event needs an account"))
        case _:
            return _places(availability) or StateLine("open", _("Registration open"))


@register.filter
def session_state(availability: Availability) -> StateLine | None:
    """Return what a visitor must know about the places of a session; ``None`` where there is nothing to say."""
    if availability.state is State.PAST:
        return StateLine("past", _("This session is over"))
    return _places(availability)


@register.filter
def pass_state(item: Pass, few_threshold: int) -> StateLine | None:
    """Return whether a pass is sold out or nearly so."""
    if rules.is_sold_out(item):
        return StateLine("full", _("Sold out"))
    left = item.number_of_passes_left
    return StateLine("few", _("Few left")) if left is not None and left <= few_threshold else None


@register.filter
def problem(found: Problem) -> str:
    """Return what to do about a filter value that was left out."""
    match found:
        case Problem.NOT_A_DATE:
            return _("Enter a date like 2027-06-10")
        case Problem.BEFORE_FROM:
            return _("The last day must not be before the first day")
        case Problem.NOT_A_PAGE:
            return _("There is no such page")
        case Problem.NOT_OFFERED:
            return _("Choose from the list")
        case Problem.TOO_LONG:
            return _("Use 200 characters or fewer")


@register.filter
def rich(text: str | None, first_heading: int = richtext.FIRST_HEADING) -> SafeString:
    """Return a description as safe HTML: paragraphs, lists, headings from ``first_heading`` on."""
    return mark_safe(richtext.to_html(text, first_heading=first_heading))  # noqa: S308 -- cleaned against an allow-list by domain.richtext


@register.filter
def excerpt(text: str | None, characters: int) -> str:
    """Return the first words of a description as plain text."""
    return richtext.excerpt(text, characters)


@register.filter
def permitted(value: bool | None, what: str) -> str:
    """Return what visitors may do: "Photographs" or "Recordings", allowed or not; "" where nobody said."""
    if value is None:
        return ""
    if what == "cameras":
        return pgettext("session", "Photographs allowed") if value else pgettext("session", "No photographs")
    return pgettext("session", "Recording allowed") if value else pgettext("session", "No recording")


def _places(availability: Availability) -> StateLine | None:
    if availability.state is State.WAITLIST:
        return StateLine("waitlist", _("Full – waitlist open"))
    if availability.state is State.FULL:
        return StateLine("full", _("Full"))
    return StateLine("few", _("Few places left")) if availability.few_places else None


def _label(option_set: OptionSet, code: int | None) -> str:
    label = look.labels().of(option_set, code)
    return _(label) if label in LABELS else label
