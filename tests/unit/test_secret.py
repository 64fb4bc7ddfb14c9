"""A secret shows its value only where it is revealed."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, dataclass

import pytest

from portal.events_api.secret import Secret

VALUE = "  tok&en\n"


@pytest.mark.parametrize(
    "shown",
    [
        lambda secret: repr(secret),
        lambda secret: str(secret),
        lambda secret: f"{secret}",
        lambda secret: f"{secret!r:>40}",
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 -- the way logging formats
        lambda secret: repr({"token": [secret]}),
    ],
)
def test_no_text_shows_the_value(shown: object) -> None:
    assert callable(shown)
    assert "tok&en" not in shown(Secret(VALUE))


def test_reveal_gives_the_value_untouched() -> None:
    assert Secret(VALUE).reveal() == VALUE


def test_a_secret_has_no_dictionary_to_dump() -> None:
    with pytest.raises(TypeError):
        vars(Secret(VALUE))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_cannot_be_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret(VALUE), protocol)


def test_a_copy_is_the_same_secret() -> None:
    @dataclass
    class Holder:
        token: Secret

    secret = Secret(VALUE)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret
    assert asdict(Holder(secret)) == {"token": secret}


def test_secrets_are_equal_by_value_and_never_equal_to_text() -> None:
    assert Secret("ü\ud800") == Secret("ü\ud800")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


def test_an_empty_secret_is_false() -> None:
    assert [bool(Secret("")), bool(Secret(" "))] == [False, True]
