"""How a site looks, from the admin to its pages: pictures, legal pages, tiers, labels, switches, preview."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from portal.events_api.types import Pass
from portal.models import OptionLabel, SitePicture, SponsorTier, WebApplication
from portal.services import look
from portal.templatetags.portal_words import price
from tests.admin_forms import errors, form_data
from tests.pictures import ico, jpeg, png, webp
from tests.served_site import ServedSite, links, main_text
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
TIERS, LABELS = "sponsor_tiers", "option_labels"


class Administrator:
    """Somebody in the admin of the served site."""

    def __init__(self, served: ServedSite, *permissions: str) -> None:
        self.address = f"/admin/portal/webapplication/{served.row.pk}/"
        user = User.objects.create_user("staff", is_staff=True, is_superuser=not permissions)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        self.client = Client(headers={"host": served.host})
        self.client.force_login(user)

    def save(self, **changes: Any) -> HttpResponse:
        return self.post("change/", **changes)

    def post(self, page: str, **changes: Any) -> HttpResponse:
        data = form_data(self.client.get(f"{self.address}change/")) | changes
        return self.client.post(f"{self.address}{page}", {name: value for name, value in data.items() if value != ""})

    def add(self, inline: str, *rows: dict[str, Any]) -> HttpResponse:
        changes: dict[str, Any] = {f"{inline}-TOTAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            changes |= {f"{inline}-{number}-{name}": value for name, value in row.items()}
        return self.save(**changes)


@pytest.fixture
def admin(served: ServedSite) -> Administrator:
    return Administrator(served)


def upload(body: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def inline_errors(response: HttpResponse) -> list[str]:
    assert response.status_code == 200
    sets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return [str(error) for one in sets for error in one.non_form_errors()]


# --- Pictures -------------------------------------------------------------------------------------------------------


def test_an_uploaded_logo_takes_the_place_of_the_title_and_is_called_like_it(
    served: ServedSite, admin: Administrator
) -> None:
    assert errors(admin.save(logo=upload(png(240, 80)), site_title="Lantern Quay")) == {}
    page = served.page("/events/")
    (logo,) = re.findall(r'<img class="logo"[^>]*>', page)
    assert 'alt="Lantern Quay" width="240" height="80"' in logo
    address = re.findall(r'src="([^"]+)"', logo)[0]
    assert re.fullmatch(r"/img/site/logo-[0-9a-f]{16}\.png", address)
    response = served.get(address)
    assert (response.status_code, response.content) == (200, png(240, 80))
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_logo_for_dark_pages_stands_beside_the_other_one(served: ServedSite, admin: Administrator) -> None:
    admin.save(logo=upload(png(240, 80)), logo_dark=upload(webp(200, 60)))
    assert re.findall(r'<img class="(logo [a-z-]+)"', served.page("/events/")) == ["logo logo-light", "logo logo-dark"]


def test_a_new_picture_has_a_new_address_to_which_the_old_one_leads(served: ServedSite, admin: Administrator) -> None:
    admin.save(icon=upload(ico(16, 32)))
    old = re.findall(r'<link rel="icon" href="([^"]+)" type="image/x-icon" sizes="32x32">', served.page("/"))[0]
    assert served.get("/favicon.ico")["Location"] == old
    admin.save(icon=upload(png(64, 64)))
    new = re.findall(r'<link rel="icon" href="([^"]+)" type="image/png" sizes="64x64">', served.page("/"))[0]
    response = served.get(old)
    assert (response.status_code, response["Location"]) == (302, new)


def test_a_picture_stays_until_it_is_removed(served: ServedSite, admin: Administrator) -> None:
    admin.save(logo=upload(png(240, 80)))
    admin.save(site_title="Another")
    address = served.site.logo.url  # type: ignore[union-attr]
    assert f'<img src="{address}"' in admin.client.get(f"{admin.address}change/").content.decode()
    admin.save(**{"logo-clear": "on"})
    assert served.get(address).status_code == 404
    assert '<img class="logo"' not in served.page("/events/")


@pytest.mark.parametrize(
    ("field", "body", "told"),
    [
        ("logo", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "none of these: PNG, JPEG, WebP"),
        ("logo", b"<!DOCTYPE html><script>alert(1)</script>", "none of these: PNG, JPEG, WebP"),
        ("logo", b"GIF89a" + bytes(100), "none of these: PNG, JPEG, WebP"),
        ("logo", ico(32), "none of these: PNG, JPEG, WebP"),
        ("logo", png(32, 32, animated=True), "The picture moves"),
        ("logo", png(8, 8), "8 × 8 pixels; at least 16 × 16"),
        ("logo", jpeg(2400, 100), "2400 × 100 pixels; a side may have 2000"),
        ("logo", png(16, 16) + bytes(160_000), "larger than 150 KB"),
        ("icon", jpeg(64, 64), "none of these: PNG, ICO"),
        ("icon", png(64, 32), "not square"),
        ("preview_picture", jpeg(300, 200), "at least 600 × 315"),
    ],
)
def test_anything_but_a_fitting_picture_is_refused_whatever_it_is_called(
    served: ServedSite, admin: Administrator, field: str, body: bytes, told: str
) -> None:
    refused = errors(admin.save(**{field: upload(body)}))
    assert list(refused) == [field]
    assert told in refused[field][0]
    assert not SitePicture.objects.exists()


def test_link_previews_show_the_organisations_picture_where_a_page_has_none(
    served: ServedSite, admin: Administrator
) -> None:
    admin.save(preview_picture=upload(jpeg(1200, 630)))
    shown = re.findall(r'property="og:image" content="([^"]+)"', served.page("/events/"))
    assert shown == [f"{served.site.origin}{served.site.preview_picture.url}"]  # type: ignore[union-attr]
    assert served.get(shown[0].removeprefix(served.site.origin)).status_code == 200


def test_a_picture_of_another_site_or_name_is_not_there(served: ServedSite, admin: Administrator) -> None:
    admin.save(logo=upload(png(240, 80)))
    other = WebApplication.objects.create(name="Other", origin="https://other.example.org")
    address = served.site.logo.url  # type: ignore[union-attr]
    assert other.pictures.count() == 0
    for wrong in ("/img/site/logo.png", address.replace("logo", "banner"), address.replace("logo", "preview")):
        assert served.get(wrong).status_code == 404


# --- Legal pages ----------------------------------------------------------------------------------------------------


def test_a_legal_page_does_not_exist_until_it_is_written(served: ServedSite, admin: Administrator) -> None:
    assert [served.get(f"/{name}/").status_code for name in ("imprint", "privacy", "cookies")] == [404, 404, 404]
    assert links(served.page("/"), "/imprint/") == []
    admin.save(imprint_page="Lantern Quay Institute\n\n<h1>Board</h1><p onclick=x>Ana <script>alert(1)</script></p>")
    assert links(served.page("/"), "/imprint/") == ["/imprint/"]
    page = served.page("/imprint/")
    assert main_text(page) == "Imprint Lantern Quay Institute Board Ana"
    assert "<h2>Board</h2>" in page
    assert "onclick" not in page


def test_a_legal_page_elsewhere_is_linked_and_led_to(served: ServedSite, admin: Administrator) -> None:
    elsewhere = "https://www.example.org/privacy"
    admin.save(privacy_url=elsewhere, privacy_page="Not this.")
    assert links(served.page("/"), elsewhere) == [elsewhere]
    response = served.get("/privacy/")
    assert (response.status_code, response["Location"]) == (302, elsewhere)


@pytest.mark.parametrize("address", ["http://www.example.org/", "javascript:alert(1)", "/imprint"])
def test_a_legal_page_elsewhere_is_an_https_address(admin: Administrator, address: str) -> None:
    assert list(errors(admin.save(imprint_url=address))) == ["imprint_url"]


def test_the_accessibility_statement_is_there_from_the_start_and_names_the_contact(
    served: ServedSite, admin: Administrator
) -> None:
    admin.save(contact_email="help@example.org", contact_phone="+49 40 1234")
    text = main_text(served.page("/accessibility/"))
    assert "Web Content Accessibility Guidelines (WCAG) 2.2 at level AA" in text
    assert "write to help@example.org ." in text
    assert "You can also call us: +49 40 1234" in text
    served.row.refresh_from_db()
    assert served.row.accessibility_page == ""  # saved with the form and still the one of the software
    assert links(served.page("/"), "/accessibility/") == ["/accessibility/"]


def test_an_own_accessibility_statement_takes_the_place_of_the_softwares(
    served: ServedSite, admin: Administrator
) -> None:
    offered = form_data(admin.client.get(f"{admin.address}change/"))["accessibility_page"]
    admin.save(accessibility_page=f"{offered}\r\n<p>Complaints: Ombudsperson, Hamburg.</p>")
    text = main_text(served.page("/accessibility/"))
    assert text.startswith("Accessibility We want everybody to be able to use")
    assert text.endswith("Complaints: Ombudsperson, Hamburg.")


def test_own_texts_tell_their_language(served: ServedSite, admin: Administrator) -> None:
    admin.save(content_language="de", imprint_page="Verein", footer_text="Gemeinnütziger Verein")
    assert re.search(r'<div class="prose" dir="auto" lang="de"><p>Verein</p>', served.page("/imprint/"))
    assert '<p dir="auto" lang="de">Gemeinnütziger Verein</p>' in served.page("/")


# --- Languages ------------------------------------------------------------------------------------------------------


def test_a_site_offers_the_languages_that_were_ticked_and_the_default(served: ServedSite, admin: Administrator) -> None:
    every = served.site.languages
    assert every[0] == "en"
    assert "de" in every
    admin.save(languages=["de"])
    assert served.site.languages == ("en", "de")
    admin.save(languages=[])
    assert served.site.languages == every


# --- Sponsors -------------------------------------------------------------------------------------------------------

GOLD = {"name": "Gold partners", "size": "large", "topics": "platinum\nGOLD\ngold", "order": 1}
SILVER = {"name": "Silver partners", "size": "small", "topics": "Silver", "order": 2}


def test_sponsors_stand_in_their_tiers_by_size(served: ServedSite, admin: Administrator) -> None:
    assert "Platinum" not in main_text(served.page(f"{EVENT}sponsors/"))
    assert errors(admin.add(TIERS, SILVER, GOLD)) == {}
    page = served.page(f"{EVENT}sponsors/")
    assert re.findall(r'<div class="sponsor-group sponsor-(\w+)"', page) == ["large", "small", "medium"]
    assert re.findall(r'class="sponsor-topic">(?:<bdi>)?([^<]+)', page) == [
        "Gold partners",
        "Silver partners",
        "Further sponsors",
    ]
    assert SponsorTier.objects.get(name="Gold partners").topics == "platinum\ngold"


def test_a_topic_stands_in_one_tier_only(admin: Administrator) -> None:
    response = admin.add(TIERS, GOLD, {**SILVER, "topics": "Silver\nGold"})
    assert inline_errors(response) == ["The topic “Gold” stands in two tiers: Gold partners and Silver partners."]


def test_staff_are_told_of_topics_without_a_tier(served: ServedSite, admin: Administrator) -> None:
    served.warm(EVENT)
    admin.add(TIERS, GOLD)
    told = "These topics of sponsorships belong to no tier:"
    for page in (f"{admin.address}change/", "/admin/portal/snapshot/"):
        assert told in admin.client.get(page).content.decode()
    assert "Known so far:" in admin.client.get(f"{admin.address}change/").content.decode()


# --- Labels ---------------------------------------------------------------------------------------------------------


def test_a_number_is_shown_by_its_own_label(served: ServedSite, admin: Administrator) -> None:
    assert "On site" in served.page("/events/")
    assert errors(admin.add(LABELS, {"kind": "format", "number": 100000001, "label": "In the hall"})) == {}
    page = served.page("/events/")
    assert "In the hall" in page
    assert "On site" not in page
    assert served.page("/events/?format=on-site").count("In the hall") > 1


def test_an_unknown_number_is_hidden_and_told_to_staff_until_it_has_a_label(
    served: ServedSite, admin: Administrator
) -> None:
    served.simulator.patch_event(FORUM, eventType=100000099)
    served.warm(EVENT)
    told = "Number 100000099 of “Harbour Forum” has no label (type of event)."
    assert "100000099" not in served.page(EVENT)
    for page in (f"{admin.address}change/", "/admin/portal/snapshot/"):
        assert told in admin.client.get(page).content.decode()
    admin.add(LABELS, {"kind": "event_type", "number": 100000099, "label": "Regatta"})
    assert "Regatta" in main_text(served.page(EVENT))
    assert told not in admin.client.get("/admin/portal/snapshot/").content.decode()


def test_a_number_has_one_label(admin: Administrator) -> None:
    row = {"kind": "format", "number": 100000001, "label": "Here"}
    assert admin.add(LABELS, row, row).status_code == 200
    assert not OptionLabel.objects.exists()


def test_a_price_without_a_sign_names_the_currency_of_the_site(served: ServedSite, admin: Administrator) -> None:
    item = Pass(pass_id="1", pass_name="Day", price=Decimal(90))
    assert errors(admin.save(currency_code="eur")) == {}
    with look.speaking_for(served.site):
        assert price(item) == "EUR\N{NO-BREAK SPACE}90"
    assert price(item) == "90"
    assert list(errors(admin.save(currency_code="€"))) == ["currency_code"]


# --- Switches -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "address"),
    [("show_speakers", f"{EVENT}speakers/"), ("show_sponsors", f"{EVENT}sponsors/")],
)
def test_what_is_switched_off_is_neither_linked_nor_there(
    served: ServedSite, admin: Administrator, switch: str, address: str
) -> None:
    served.warm(EVENT)
    speaker = links(served.page(f"{EVENT}speakers/"), f"{EVENT}speakers/")[-1]
    sessions = links(served.page(speaker), f"{EVENT}sessions/")
    assert address in links(served.page(EVENT), EVENT)
    admin.save(**{switch: ""})
    assert served.get(address).status_code == 404
    for page in (EVENT, f"{EVENT}schedule/", sessions[0]):
        assert [link for link in links(served.page(page), EVENT) if link.startswith(address)] == []
    if switch == "show_speakers":
        assert served.get(speaker).status_code == 404


def test_the_schedule_by_room_can_be_switched_off(served: ServedSite, admin: Administrator) -> None:
    assert "view=grid" in served.page(f"{EVENT}schedule/")
    admin.save(show_room_grid="")
    assert "view=grid" not in served.page(f"{EVENT}schedule/")
    assert "<table" not in served.page(f"{EVENT}schedule/?view=grid")


# --- What changes is seen -------------------------------------------------------------------------------------------


def test_every_change_of_what_belongs_to_a_site_moves_its_time_of_change(served: ServedSite) -> None:
    def moved() -> bool:
        before = served.row.updated_at
        served.row.refresh_from_db()
        return served.row.updated_at > before

    tier = SponsorTier.objects.create(application=served.row, name="Gold", topics="Gold")
    assert moved()
    tier.name = "Gold partners"
    tier.save()
    assert moved()
    SponsorTier.objects.all().delete()
    assert moved()
    OptionLabel.objects.create(application=served.row, kind="format", number=1, label="Here")
    assert moved()
    assert not moved()


# --- Preview --------------------------------------------------------------------------------------------------------


def frames(response: HttpResponse) -> list[str]:
    assert response.status_code == 200
    return re.findall(r'srcdoc="([^"]*)"', response.content.decode())


def test_the_preview_shows_what_stands_in_the_form_and_saves_nothing(served: ServedSite, admin: Administrator) -> None:
    response = admin.post(
        "preview/", site_title="Unsaved & new", brand_colour="#ffcc00", logo=upload(png(240, 80)), stale_s=1
    )
    light, dark, mirrored = frames(response)
    assert "&lt;html lang=&quot;en&quot; dir=&quot;ltr&quot; data-theme=&quot;dark&quot;&gt;" in dark
    assert "dir=&quot;rtl&quot;" in mirrored
    assert "src=&quot;data:image/png;base64," in light
    assert "Unsaved &amp;amp; new" in light
    assert "preview-style/ffcc00.css" in light
    assert "Buttons on light pages: #ffcc00" in response.content.decode()
    assert "Usable for (seconds)" in response.content.decode()  # what could not be used is told
    assert "img-src 'self' data:" in response["Content-Security-Policy"].replace(" https://assets.example.org", "")
    served.row.refresh_from_db()
    assert (served.row.site_title, served.row.brand_colour) == ("", "")
    assert not SitePicture.objects.exists()


def test_the_preview_of_what_is_saved_opens_by_its_address(served: ServedSite) -> None:
    served.row.site_title = "Lantern Quay"
    served.row.save()
    viewer = Administrator(served, "view_webapplication")
    response = viewer.client.get(f"{viewer.address}preview/")
    assert len(frames(response)) == 3
    assert "Lantern Quay" in response.content.decode()
    assert viewer.client.get(f"{viewer.address}change/").status_code == 200


def test_the_style_of_a_preview_is_the_public_one_in_any_colour(admin: Administrator) -> None:
    folder = "/admin/portal/webapplication/preview-style"
    assert "--brand-fill:light-dark(#005a70," in admin.client.get(f"{folder}/005a70.css").content.decode()
    assert admin.client.get(f"{folder}/default.css")["Content-Type"] == "text/css; charset=utf-8"
    assert admin.client.get(f"{folder}/red.css").status_code == 404


def test_the_preview_is_for_staff_only(served: ServedSite) -> None:
    outsider = Administrator(served, "view_registration")
    assert outsider.client.get(f"{outsider.address}preview/").status_code == 403
    assert served.get(f"{outsider.address}preview/").status_code == 302
