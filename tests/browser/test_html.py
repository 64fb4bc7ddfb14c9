"""Every page and every problem page is valid HTML to the Nu checker."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import checkers
from tests.browser.site import PAST, pages
from tests.product import Product
from tests.simulation import Answer

pytestmark = [pytest.mark.browser, pytest.mark.node]

CURIOUS = ("curious", "a password of some length")


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    checkers.install()


def _save(folder: Path, pages_by_name: dict[str, bytes]) -> None:
    for name, body in pages_by_name.items():
        (folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.html").write_bytes(body)


def test_every_page_is_valid(product: Product, tmp_path: Path) -> None:
    _save(tmp_path, {name: product.get(path).body for name, path in pages(product).items()})
    assert len(list(tmp_path.iterdir())) == len(pages(product))
    assert checkers.html_errors(tmp_path) == []


def test_a_site_nobody_has_set_up_yet_is_valid(restored: Product, tmp_path: Path) -> None:
    restored.configure(
        site_title="", introduction="", brand_colour="", contact_name="", contact_email="", footer_text=""
    )
    _save(tmp_path, {name: restored.get(path).body for name, path in pages(restored).items()})
    assert checkers.html_errors(tmp_path) == []


def test_every_problem_page_is_valid(
    restored: Product, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    answers = {
        "400": _with_strange_host(restored),
        "403": _as_somebody_without_rights(restored, open_context()),
        "403 without the one-time value": restored.get("/admin/login/", "POST"),
        "404": restored.get("/no/such/address/"),
        "410": _withdrawn(restored),
        "500": _with_a_table_away(restored, "django_session", "/admin/", cookie="session=" + "a" * 32),
        "503": _never_read(restored),
        "503 without a database": _with_a_table_away(restored, "portal_webapplication", "/events/"),
    }
    assert {name: answer.status for name, answer in answers.items()} == {name: int(name.split()[0]) for name in answers}
    assert {name: answer.headers["Content-Type"] for name, answer in answers.items()} == dict.fromkeys(
        answers, "text/html; charset=utf-8"
    )
    _save(tmp_path, {name: answer.body for name, answer in answers.items()})
    assert checkers.html_errors(tmp_path) == []


def test_the_checker_finds_faults(tmp_path: Path) -> None:
    (tmp_path / "faulty.html").write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><p id=a><img src=x>")
    found = checkers.html_errors(tmp_path)
    assert [message.split(": ", 1)[1][:12] for message in found] == ["Duplicate ID", "The first oc", "An “img” ele"]


def _with_strange_host(product: Product) -> Answer:
    return product.get("/events/", host="elsewhere.example")


def _as_somebody_without_rights(product: Product, context: BrowserContext) -> Answer:
    name, password = CURIOUS
    product.manage(
        "shell", "-v", "0", "-c",
        "from django.contrib.auth.models import User;"
        f" User.objects.create_user({name!r}, password={password!r}, is_staff=True)",
    )  # fmt: skip
    page = context.new_page()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/**")
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
    return product.get("/admin/portal/webapplication/", cookie=cookie)


def _withdrawn(product: Product) -> Answer:
    product.page(f"/events/{PAST}/")
    product.simulator.unpublish(PAST)
    product.expire()
    product.page("/events/past/")
    return product.get(f"/events/{PAST}/")


def _never_read(product: Product) -> Answer:
    product.execute("DELETE FROM portal_snapshot")
    product.simulator.fault(status=503)
    return product.get("/events/")


def _with_a_table_away(product: Product, table: str, path: str, **headers: str) -> Answer:
    product.execute(f"ALTER TABLE {table} RENAME TO table_away")
    try:
        return product.get(path, **headers)
    finally:
        product.execute(f"ALTER TABLE table_away RENAME TO {table}")
