"""Only addresses that lead where they seem to lead are linked (design/faults.md C22, C31)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.links import handle, host, link_target, profile_url, safe_url


@pytest.mark.parametrize(
    "address",
    [
        "https://contoso.com",
        "http://contoso.com/",
        "HTTPS://Contoso.com/Path?x=1&y=2#z",
        "https://münchen.example/",
        "https://xn--mnchen-3ya.example/",
        "https://192.0.2.1:8443/x",
        "https://contoso.com/a@b",
        "https://sub_domain.contoso.com/",
    ],
)
def test_plain_web_addresses_are_kept(address: str) -> None:
    assert safe_url(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "   ",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript://contoso.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://contoso.com/",
        "mailto:ana@contoso.com",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:\\\\evil.example",
        "https://contoso.com\\@evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https://",
        "https://contoso.com@evil.example/",
        "https://user:password@contoso.com/",
        "https://@contoso.com/",
        "https://contoso.com/\r\nSet-Cookie: a=b",
        "https://contoso.com/a b",
        "https://contoso.com/\u2028x",
        "https://contoso.com/\x00",
        'https://contoso.com/"onclick="x',
        "https://contoso.com/<script>",
        "https://a..b/",
        "https://-a.example/",
        "https://contoso.com:port/",
        "https://contoso.com:99999/",
        "https://[::1]/",
        "https://[::1",
        "https://" + "a" * 2_000,
        "contoso.com",
        "/relative",
        "#fragment",
    ],
)
def test_everything_else_is_refused(address: str | None) -> None:
    assert safe_url(address) is None


def test_schemes_can_be_narrowed() -> None:
    assert safe_url("http://contoso.com", schemes=("https",)) is None
    assert safe_url("https://contoso.com", schemes=("https",)) == "https://contoso.com"


@given(st.text(max_size=60) | st.text("htps:/\\@.ab \t\n%?#", max_size=30))
def test_a_safe_address_always_starts_with_its_scheme_and_has_no_user(text: str) -> None:
    address = safe_url(text)
    if address is not None:
        assert address.lower().startswith(("https://", "http://"))
        assert "@" not in address.split("/")[2]
        assert not set(address) & set('\r\n\t \\"<>')


@pytest.mark.parametrize(
    ("typed", "url", "shown"),
    [
        ("https://contoso.com/ana", "https://contoso.com/ana", ""),
        ("www.contoso.com", "https://www.contoso.com", ""),
        ("contoso.com/ana?x=1", "https://contoso.com/ana?x=1", ""),
        ("//contoso.com", "https://contoso.com", ""),
        (" @ana_t ", None, "@ana_t"),
        ("Ana  Trujillo", None, "Ana Trujillo"),
        ("ana@contoso.com", None, "ana@contoso.com"),
        ("3.5", None, "3.5"),
        ("", None, ""),
        (None, None, ""),
    ],
)
def test_profiles_are_linked_or_shown_as_text(typed: str | None, url: str | None, shown: str) -> None:
    assert (profile_url(typed), handle(typed)) == (url, shown)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://contoso.com/x", "https://contoso.com/x"),
        ("//contoso.com/x", "https://contoso.com/x"),
        ("mailto:ana@contoso.com", "mailto:ana@contoso.com"),
        ("mailto:ana@contoso.com?subject=Hello", "mailto:ana@contoso.com?subject=Hello"),
        ("tel:+49-30-901820", "tel:+49-30-901820"),
        ("MAILTO:ana@contoso.com", "MAILTO:ana@contoso.com"),
        ("mailto:ana@contoso.com,bo@contoso.com", None),
        ("mailto:ana@contoso.com\r\nBcc: x@y.z", None),
        ("tel:alert(1)x", None),
        ("/events/", None),
        ("page.html", None),
        ("?page=2", None),
        ("#top", None),
        ("javascript:alert(1)", None),
        ("//user@contoso.com", None),
        ("///contoso.com", None),
    ],
)
def test_links_in_descriptions(target: str, expected: str | None) -> None:
    assert link_target(target) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://WWW.Contoso.com:444/x", "contoso.com"), ("https://[", ""), ("nothing", "")],
)
def test_host_for_display(url: str, expected: str) -> None:
    assert host(url) == expected
