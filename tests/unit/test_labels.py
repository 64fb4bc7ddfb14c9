"""What visitors read for numbers of Dynamics 365."""

from __future__ import annotations

from portal.domain.labels import Labels, OptionSet
from portal.domain.search import EventQuery, SearchIndex
from tests.unit.records import make_event

CONFERENCE, TRAINING, MEETUP = 100000002, 100000004, 100000777
OWN = Labels(
    {
        (OptionSet.EVENT_TYPE, CONFERENCE): "Tagung",
        (OptionSet.EVENT_TYPE, MEETUP): "Stammtisch am Kai",
        (OptionSet.EVENT_TYPE, TRAINING): "",
    }
)


def test_a_number_has_the_label_of_dynamics_until_it_gets_another() -> None:
    assert Labels().of(OptionSet.EVENT_TYPE, CONFERENCE) == "Conference"
    assert OWN.of(OptionSet.EVENT_TYPE, CONFERENCE) == "Tagung"
    assert OWN.of(OptionSet.SESSION_TYPE, CONFERENCE) == "General"


def test_unknown_and_hidden_numbers_are_shown_as_nothing_but_only_the_former_are_unknown() -> None:
    assert [OWN.of(OptionSet.EVENT_TYPE, number) for number in (None, 5, TRAINING)] == ["", "", ""]
    assert [OWN.knows(OptionSet.EVENT_TYPE, number) for number in (5, TRAINING, MEETUP)] == [False, True, True]


def test_languages_are_known_by_windows_numbers_too() -> None:
    assert Labels().of(OptionSet.LANGUAGE, 1031) == "German"
    assert Labels().slug(OptionSet.LANGUAGE, 1031) == "german"


def test_a_relabelled_number_keeps_its_place_in_addresses() -> None:
    assert OWN.slug(OptionSet.EVENT_TYPE, CONFERENCE) == "conference"
    assert OWN.slug(OptionSet.EVENT_TYPE, MEETUP) == "stammtisch-am-kai"
    assert OWN.slug(OptionSet.EVENT_TYPE, TRAINING) == ""


def test_events_are_filtered_by_own_labels() -> None:
    events = [make_event(event_name="A", event_type=MEETUP), make_event(event_name="B", event_type=TRAINING)]
    index = SearchIndex(events, labels=OWN)

    assert [(facet.slug, facet.label, facet.count) for facet in index.facets().types] == [
        ("stammtisch-am-kai", "Stammtisch am Kai", 1)
    ]
    found = index.search(EventQuery(types=("stammtisch-am-kai",)))
    assert [event.event_name for event in found.events] == ["A"]
    assert index.search(EventQuery(types=("training",))).unknown == {"type": ("training",)}
