"""``?tz=``: the times of a page in a zone the visitor chose, beside the event's."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.served_site import HOST, ServedSite, links, main_text
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
SUMMIT = "/events/Coastal_Data_Summit406103517/"
TOKYO = "tz=Asia/Tokyo"
# In winter, eight hours ahead of the forum's Berlin.
WITH_TIMES = {
    "/": "01:00 JST (Asia/Tokyo)",
    "/events/": "01:00 JST (Asia/Tokyo)",
    "/events/?q=forum": "01:00 JST (Asia/Tokyo)",
    EVENT: "CET (Europe/Berlin) · ",
    f"{EVENT}schedule/": "10:30 – 11:30 · 18:30 – 19:30 JST",
    f"{EVENT}schedule/?view=grid": "10:30 – 11:30 · 18:30 – 19:30 JST",
    f"{EVENT}schedule/?view=tracks": "CET · 18:30 – 19:30 JST",
    f"{SUMMIT}passes/": "(Asia/Tokyo)",
}


def with_zone(path: str, zone: str = "Asia/Tokyo") -> str:
    return f"{path}{'&' if '?' in path else '?'}tz={zone}"


def session_and_speaker(served: ServedSite) -> list[str]:
    return [
        links(served.page(f"{EVENT}schedule/"), f"{EVENT}sessions/")[3],
        links(served.page(f"{EVENT}speakers/"), f"{EVENT}speakers/")[1],
    ]


def instants(page: str) -> list[str]:
    return re.findall(r'<time datetime="([^"]*T[^"]*)"', page)


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("path", WITH_TIMES)
def test_a_page_shows_the_chosen_zone_beside_the_events(served: ServedSite, path: str) -> None:
    served.warm(path)
    bare, zoned = served.page(path), served.page(with_zone(path))

    assert WITH_TIMES[path] in main_text(zoned)
    assert WITH_TIMES[path] not in main_text(bare)
    assert any(instant.endswith("+09:00") for instant in instants(zoned))
    # Nothing of the event's own time is lost.
    own = [instant for instant in instants(zoned) if not instant.endswith("+09:00")]
    assert [at for at in instants(bare) if not at.endswith("+09:00")] == own


def test_session_and_speaker_show_the_chosen_zone(served: ServedSite) -> None:
    for path in session_and_speaker(served):
        assert " JST" in main_text(served.page(with_zone(path)))


def test_registration_closes_in_both_zones(served: ServedSite) -> None:
    text = main_text(served.page(with_zone(EVENT)))

    assert re.search(r"closes on [^·]*18:00 CET \(Europe/Berlin\) · 02:00 JST \(Asia/Tokyo\) \(next day\)", text)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "europe/paris", "Africa/Lagos"])
def test_a_zone_with_the_same_offset_adds_nothing(served: ServedSite, zone: str) -> None:
    path = f"{EVENT}schedule/"

    assert instants(served.page(with_zone(path, zone))) == instants(served.page(path))


def test_the_name_of_the_zone_is_read_in_any_letter_case(served: ServedSite) -> None:
    path = f"{EVENT}schedule/"

    assert instants(served.page(with_zone(path, "ASIA/tokyo"))) == instants(served.page(with_zone(path)))


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "%00", "Europe", "x" * 3000, "%3Cscript%3E"])
def test_a_zone_that_does_not_exist_is_left_out_with_a_message(served: ServedSite, zone: str) -> None:
    bare, page = served.page(EVENT), served.page(with_zone(EVENT, zone))

    assert "There is no time zone" in main_text(page)
    assert 'aria-invalid="true"' in page
    assert instants(page) == instants(bare)
    assert "tz=" not in main(page)
    assert "<script>" not in page
    assert len(main(page)) < len(main(bare)) + 1000


def test_an_empty_choice_is_none(served: ServedSite) -> None:
    response = served.get(f"{EVENT}?tz=")

    assert response["Cache-Control"] == served.get(EVENT)["Cache-Control"]
    assert "There is no time zone" not in response.content.decode()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Mars/Base"])
@pytest.mark.parametrize("path", WITH_TIMES)
def test_a_page_with_a_zone_is_for_one_visitor_and_not_for_search_engines(
    served: ServedSite, path: str, zone: str
) -> None:
    response = served.get(with_zone(path, zone))

    assert response["Cache-Control"] == "private, max-age=30"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    for canonical in re.findall(r'rel="canonical" href="([^"]*)"', response.content.decode()):
        assert canonical == f"https://{HOST}{path.partition('?')[0]}"


@pytest.mark.parametrize("path", WITH_TIMES)
def test_a_page_without_a_zone_stays_public(served: ServedSite, path: str) -> None:
    response = served.get(path)

    assert response["Cache-Control"].startswith("public")
    assert "X-Robots-Tag" not in response


def is_public_page(address: str) -> bool:
    path = urlsplit(address).path
    return path == "/" or (path.startswith("/events/") and path.endswith("/") and "/register/" not in path)


@pytest.mark.parametrize("path", [*WITH_TIMES, f"{EVENT}speakers/", f"{EVENT}venue/", "/events/past/"])
def test_links_carry_the_choice(served: ServedSite, path: str) -> None:
    page = served.page(with_zone(path))
    found = re.findall(r'<a\b[^>]*href="(/[^"]*)"([^>]*)', page)
    onward = [unescape(address) for address, more in found if "data-zone" not in more]
    pages = [address for address in onward if is_public_page(address)]

    assert len(pages) > 2
    assert [address for address in pages if dict(parse_qsl(urlsplit(address).query)).get("tz") != "Asia/Tokyo"] == []


def test_links_without_a_choice_are_bare(served: ServedSite) -> None:
    assert "tz=" not in served.page(f"{EVENT}schedule/")


def test_a_list_page_beyond_the_end_leads_back_with_the_zone(served: ServedSite) -> None:
    response = served.get(f"/events/?page=40&q=harbour&{TOKYO}")

    assert (response.status_code, response["Location"]) == (302, f"/events/?q=harbour&{TOKYO}")


def test_the_form_keeps_filters_and_forgets_what_is_no_part_of_the_page(served: ServedSite) -> None:
    page = served.page(f"{EVENT}schedule/?view=grid&utm_source=x&day=2027-01-05&{TOKYO}")
    form = page[page.index('<div class="zone-choice"') :]
    form = form[: form.index("</form>")]

    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form) == [
        ("view", "grid"),
        ("day", "2027-01-05"),
    ]
    without = re.search(r'href="([^"]*)" data-zone', form)
    assert without
    assert unescape(without[1]) == f"{EVENT}schedule/?view=grid&day=2027-01-05"
    assert "<option selected>Asia/Tokyo</option>" in form
    assert '<option value="">The event’s time zone (Europe/Berlin)</option>' in form


def test_the_filters_of_the_list_keep_the_zone(served: ServedSite) -> None:
    page = served.page(f"/events/?{TOKYO}")
    filters = page[page.index('<form class="filters"') :]

    assert '<input type="hidden" name="tz" value="Asia/Tokyo">' in filters[: filters.index("</form>")]


@pytest.mark.parametrize("path", [f"{EVENT}speakers/", f"{EVENT}sponsors/", f"{EVENT}venue/"])
def test_a_page_without_times_offers_no_zones(served: ServedSite, path: str) -> None:
    assert "zone-choice" not in served.page(path)


def test_the_choice_of_one_visitor_does_not_outlive_the_response(served: ServedSite) -> None:
    before = served.page(EVENT)
    served.page(with_zone(EVENT))

    assert served.page(EVENT) == before
