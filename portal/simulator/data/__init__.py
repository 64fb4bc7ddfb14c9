"""Everything that the invented Lantern Quay Institute has in its Dynamics."""

from datetime import date

from portal.simulator.data.drafts import drafts
from portal.simulator.data.events import other_events
from portal.simulator.data.forum import forum
from portal.simulator.data.scale import many_events
from portal.simulator.records import Event


def build_events(today: date, scale: int = 0) -> list[Event]:
    """All events, dated relative to `today`; with `scale` also so many more for load tests."""
    return [forum(today), *other_events(today), *drafts(today), *many_events(today, scale)]
