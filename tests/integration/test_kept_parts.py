"""Parts of pages that are rendered once for each state: what changes must show at the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.models import OptionLabel, Snapshot
from tests.served_site import ServedSite
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"


@pytest.mark.parametrize("path", ["/events/", EVENT])
def test_a_new_label_shows_at_once(served: ServedSite, path: str) -> None:
    served.warm(path)
    assert "Konferenz am Wasser" not in served.page(path)
    OptionLabel.objects.create(application=served.row, kind="event_type", number=100000002, label="Konferenz am Wasser")
    assert "Konferenz am Wasser" in served.page(path)


def test_each_language_and_zone_has_its_own(served: ServedSite) -> None:
    served.warm(EVENT)
    pages = [served.page(path) for path in (EVENT, f"/de{EVENT}", f"{EVENT}?tz=Asia/Tokyo", EVENT)]
    assert pages[0] == pages[3]
    assert len(set(pages)) == 3


def test_a_changed_event_shows_when_it_is_read_again(served: ServedSite) -> None:
    served.warm(EVENT)
    served.simulator.patch_event(FORUM, description="<p>Something else entirely.</p>")
    Snapshot.objects.update(fetched_at=timezone.now() - timedelta(days=1))
    served.warm(EVENT)
    assert "Something else entirely." in served.page(EVENT)
