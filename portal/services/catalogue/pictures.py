"""Speaker pictures and sponsor logos: fetched once through the API, kept in the database, served by the portal.

Which pictures an event has is a snapshot of its own, so that a page learns their addresses without another query.
An address holds a digest of the picture, so it may be cached for ever.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from portal.domain.identifiers import short_id
from portal.events_api.client import EventsClient
from portal.events_api.errors import (
    EventsAPIError,
    EventsAPIInvalidAnswer,
    EventsAPINotFound,
    EventsAPIRejected,
)
from portal.events_api.types import Decoded, Image, Loss, Speaker, Sponsorship
from portal.models import Picture
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.snapshots import Resource

# What concerns one picture only; anything else ends the round, to be tried again later.
_ONE_PICTURE = (EventsAPIInvalidAnswer, EventsAPIRejected)

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}

# "speaker/ab12cd34" -> "0123456789abcdef.png", or "" when the API has no picture
PictureIndex = dict[str, str]


def index_of(
    site: Site,
    readable_event_id: str,
    speakers: Iterable[Speaker] = (),
    sponsorships: Iterable[Sponsorship] = (),
) -> Resource[PictureIndex]:
    """The pictures of an event's speakers and sponsors. Reading it is cheap; renewing it fetches what is due."""
    wanted = [(Picture.Kind.SPEAKER, short_id(speaker.id), _speaker_picture(speaker)) for speaker in speakers] + [
        (Picture.Kind.SPONSOR, short_id(item.id), _sponsor_logo(item)) for item in sponsorships
    ]

    def fetch(client: EventsClient, deadline_s: float) -> Decoded[PictureIndex]:
        return _collect(site, client, wanted, deadline_s)

    return Resource(index_key(readable_event_id), dict[str, str], fetch, is_slow=True)


def index_key(readable_event_id: str) -> str:
    """The key of an event's index of pictures."""
    return f"events/{readable_event_id}/pictures"


def fetch_new_ones(
    site: Site,
    reading: snapshots.Reading,
    readable_event_id: str,
    index: PictureIndex,
    speakers: Iterable[Speaker],
    sponsorships: Iterable[Sponsorship],
) -> None:
    """Have the pictures fetched in the background when the index is old or lacks somebody."""
    speakers, sponsorships = tuple(speakers), tuple(sponsorships)
    keys = {f"{Picture.Kind.SPEAKER}/{short_id(item.id)}" for item in speakers}
    keys |= {f"{Picture.Kind.SPONSOR}/{short_id(item.id)}" for item in sponsorships}
    if not keys:
        return
    age_s = site.row.fresh_s if keys - index.keys() else site.row.picture_fresh_s
    wanted = index_of(site, readable_event_id, speakers, sponsorships)
    reading.renew_later(wanted, timezone.now() - timedelta(seconds=age_s))


def find(site: Site, kind: str, short: str) -> Picture | None:
    """The stored picture."""
    return Picture.objects.filter(source=site.source, kind=kind, short_id=short).first()


def file_name(picture: Picture) -> str:
    """The part of the address that changes with the content."""
    return f"{picture.digest}.{EXTENSIONS[picture.media_type]}"


def _speaker_picture(speaker: Speaker) -> Callable[[EventsClient, float], Image]:
    return lambda client, deadline_s: client.get_speaker_image(
        speaker.id, image_url=speaker.image_url, deadline_s=deadline_s
    )


def _sponsor_logo(item: Sponsorship) -> Callable[[EventsClient, float], Image]:
    return lambda client, deadline_s: client.get_sponsorship_logo(item.id, deadline_s=deadline_s)


def _collect(
    site: Site,
    client: EventsClient,
    wanted: list[tuple[Picture.Kind, str, Callable[[EventsClient, float], Image]]],
    deadline_s: float,
) -> Decoded[PictureIndex]:
    end = time.monotonic() + deadline_s
    due_before = timezone.now() - timedelta(seconds=site.row.picture_fresh_s)
    shorts = [short for _, short, _ in wanted]
    stored: dict[tuple[str, str], Picture] = {}
    sizes: dict[tuple[str, str], int] = {}
    found = Picture.objects.filter(source=site.source, short_id__in=shorts).defer("body")
    for each in found.annotate(size=Length("body")):
        stored[each.kind, each.short_id] = each
        sizes[each.kind, each.short_id] = each.size
    room = settings.PICTURE_STORE_BYTES - (Picture.objects.aggregate(sum=Sum(Length("body")))["sum"] or 0)
    index: PictureIndex = {}
    losses: list[Loss] = []
    failure: EventsAPIError | None = None
    for kind, short, fetch in wanted:
        row = stored.get((kind, short))
        remaining_s = end - time.monotonic()
        if failure is None and remaining_s > 0.5 and (row is None or row.fetched_at < due_before):
            index[f"{kind}/{short}"] = ""
            try:
                image = fetch(client, min(remaining_s, 5.0))
                growth = len(image.body) - sizes.get((kind, short), 0)
                if growth <= room:
                    row = _keep(site, kind, short, image)
                    room -= growth
                else:
                    losses.append(Loss(path=f"{kind}/{short}", reason="no room (PICTURE_STORE_BYTES)"))
            except EventsAPINotFound:
                # A person whose picture was taken back must not go on being shown.
                Picture.objects.filter(source=site.source, kind=kind, short_id=short).delete()
                row = None
            except _ONE_PICTURE as error:
                losses.append(Loss(path=f"{kind}/{short}", reason=error.kind))
            except EventsAPIError as error:
                failure = error
                del index[f"{kind}/{short}"]  # to be asked for again soon
        if row is not None:
            index[f"{kind}/{short}"] = file_name(row)
    if failure is not None and not index:
        raise failure
    return Decoded(value=index, losses=tuple(losses))


def _keep(site: Site, kind: Picture.Kind, short: str, image: Image) -> Picture:
    picture, _ = Picture.objects.update_or_create(
        source=site.source,
        kind=kind,
        short_id=short,
        defaults={
            "digest": hashlib.sha256(image.body).hexdigest()[:16],
            "media_type": image.media_type,
            "body": image.body,
            "fetched_at": timezone.now(),
        },
    )
    return picture
