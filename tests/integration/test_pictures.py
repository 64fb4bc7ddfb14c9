"""Speaker pictures and sponsor logos through the portal."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from portal.models import Picture, Snapshot
from tests.served_site import ServedSite
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
SPEAKERS = f"{EVENT}speakers/"
FRESH_S = 60
PICTURES_FRESH_S = 6 * 3600
WITHOUT_PICTURE = 4  # of the 42 speakers
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.pwned = 1</script></svg>'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def pictures(html: str, kind: str = "speaker") -> list[str]:
    return re.findall(rf'src="(/img/{kind}/[^"]+)"', html)


@pytest.fixture
def with_pictures(served: ServedSite) -> ServedSite:
    served.warm(SPEAKERS)
    served.simulator.clear_journal()
    return served


def test_the_first_visitor_does_not_wait_for_pictures_and_the_next_one_sees_them(served_by_each: ServedSite) -> None:
    served_by_each.simulator.fault("get_speaker_image", delay_ms=10)
    assert pictures(served_by_each.page(SPEAKERS)) == []
    served_by_each.settle()
    page = served_by_each.page(SPEAKERS)
    assert len(pictures(page)) == 42 - WITHOUT_PICTURE
    assert page.count("<img") == 42 - WITHOUT_PICTURE
    assert len(set(pictures(served_by_each.page(f"{EVENT}sponsors/"), "sponsor"))) == 8


def test_a_picture_is_kept_for_ever_at_the_address_of_its_content(with_pictures: ServedSite) -> None:
    address = pictures(with_pictures.page(SPEAKERS))[0]
    response = with_pictures.get(address)
    assert re.fullmatch(r"/img/speaker/[a-z2-7]{8}-[0-9a-f]{16}\.png", address)
    assert response.content.startswith(b"\x89PNG\r\n")
    headers = {name: response[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert headers == {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in response
    assert with_pictures.calls() == {}


def test_an_outdated_address_leads_to_the_current_picture(with_pictures: ServedSite) -> None:
    address = pictures(with_pictures.page(SPEAKERS))[0]
    outdated = re.sub(r"-[0-9a-f]{16}", "-0123456789abcdef", address)
    response = with_pictures.get(outdated)
    assert (response.status_code, response["Location"]) == (301, address)
    for nothing in (address.replace("speaker", "sponsor"), address[:-4], f"{address}.svg", "/img/speaker/x"):
        assert with_pictures.get(nothing).status_code == 404


def test_a_new_picture_gets_a_new_address(with_pictures: ServedSite, clock: time_machine.Coordinates) -> None:
    before = pictures(with_pictures.page(SPEAKERS))
    with_pictures.simulator.fault("get_speaker_image", body_base64=base64.b64encode(PNG).decode())
    clock.shift(PICTURES_FRESH_S + 60)
    with_pictures.warm(SPEAKERS)
    after = pictures(with_pictures.page(SPEAKERS))
    assert set(before).isdisjoint(after)
    assert with_pictures.get(after[0]).content == PNG
    assert with_pictures.get(before[0])["Location"] in after


@pytest.mark.parametrize(
    "fault",
    [
        {"body": SVG.decode(), "content_type": "image/svg+xml"},
        {"body": SVG.decode(), "content_type": "image/png"},
        {"body": "<!doctype html><script>1</script>", "content_type": "text/html"},
        {"body": "<!doctype html><script>1</script>", "content_type": "image/jpeg"},
        {"body": "", "content_type": "image/png"},
        {"status": 404},
        {"huge_bytes": 5 * 1024 * 1024},
    ],
    ids=["svg", "svg as png", "html", "html as jpeg", "empty", "404", "huge"],
)
def test_what_is_no_picture_is_not_kept_and_not_shown(served: ServedSite, fault: dict[str, Any]) -> None:
    served.simulator.fault("get_speaker_image", **fault)
    served.simulator.fault("get_sponsorship_logo", **fault)
    served.warm(SPEAKERS)
    served.warm(SPEAKERS)
    assert Picture.objects.count() == 0
    assert "<img" not in served.page(SPEAKERS)
    assert "Amara Okonjo" in served.page(SPEAKERS)


@pytest.mark.parametrize("fault", [{"status": 503}, {"reset": True}], ids=["503", "reset"])
def test_a_failure_keeps_the_pictures_and_is_not_repeated_at_every_visit(
    with_pictures: ServedSite, clock: time_machine.Coordinates, fault: dict[str, Any]
) -> None:
    before = pictures(with_pictures.page(SPEAKERS))
    with_pictures.simulator.fault("get_speaker_image", **fault)
    with_pictures.simulator.fault("get_sponsorship_logo", **fault)
    clock.shift(PICTURES_FRESH_S + 60)
    for _ in range(4):
        with_pictures.warm(SPEAKERS)
    assert pictures(with_pictures.page(SPEAKERS)) == before
    assert with_pictures.calls()["get_speaker_image"] <= 2  # one, and the transport's own second attempt


def test_a_picture_that_was_taken_back_is_no_longer_shown(
    with_pictures: ServedSite, clock: time_machine.Coordinates
) -> None:
    address = pictures(with_pictures.page(SPEAKERS))[0]
    with_pictures.simulator.fault("get_speaker_image", status=404)
    clock.shift(PICTURES_FRESH_S + 60)
    with_pictures.warm(SPEAKERS)
    assert pictures(with_pictures.page(SPEAKERS)) == []
    assert with_pictures.get(address).status_code == 404


@pytest.mark.parametrize("addresses", ["relative", "absolute"])
def test_pictures_that_need_the_token_get_it(served_by_each: ServedSite, addresses: str) -> None:
    served_by_each.simulator.settings(images="token", image_urls=addresses)
    served_by_each.warm(SPEAKERS)
    assert len(pictures(served_by_each.page(SPEAKERS))) == 42 - WITHOUT_PICTURE
    asked = [entry for entry in served_by_each.simulator.journal() if entry["operation"] == "get_speaker_image"]
    assert {entry["token"] for entry in asked} == {"valid"}


def test_a_speaker_who_joins_later_gets_a_picture(served: ServedSite, clock: time_machine.Coordinates) -> None:
    everybody = served.simulator.call(f"events/{FORUM}/speakers").json
    served.simulator.fault("list_speakers", event=FORUM, json=everybody[:10])
    served.warm(SPEAKERS)
    few = len(pictures(served.page(SPEAKERS)))
    served.simulator.clear_faults()
    clock.shift(10 * FRESH_S + 1)
    served.warm(SPEAKERS)
    served.warm(SPEAKERS)
    assert few < len(pictures(served.page(SPEAKERS))) == 42 - WITHOUT_PICTURE


def test_pictures_of_one_web_application_are_not_served_by_another(with_pictures: ServedSite) -> None:
    address = pictures(with_pictures.page(SPEAKERS))[0]
    with_pictures.row.endpoint = with_pictures.simulator.realtime_endpoint
    with_pictures.row.save()
    assert with_pictures.get(address).status_code == 404


def test_pictures_take_no_more_room_than_they_have(served: ServedSite, settings: Settings) -> None:
    served.warm(SPEAKERS)
    sizes = sorted(len(body) for body in Picture.objects.values_list("body", flat=True))
    Picture.objects.all().delete()
    Snapshot.objects.filter(resource__endswith="/pictures").delete()
    settings.PICTURE_STORE_BYTES = sum(sizes[:10])
    served.warm(SPEAKERS)
    kept = [len(body) for body in Picture.objects.values_list("body", flat=True)]
    assert kept
    assert sum(kept) <= settings.PICTURE_STORE_BYTES
    index = Snapshot.objects.get(resource__endswith="/pictures")
    assert index.loss_count == len(sizes) - len(kept)
    assert len(pictures(served.page(SPEAKERS))) == Picture.objects.filter(kind="speaker").count()
