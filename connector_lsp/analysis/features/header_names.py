"""Request headers that APIs ask for, with a line about each and the usual values."""

from __future__ import annotations

from typing import NamedTuple


class Header(NamedTuple):
    """A request header.

    Attributes:
        about: what it is for, in a line.
        values: the usual values, the likeliest first; with ``{}`` for an auth field's template.

    """

    about: str
    values: tuple[str, ...] = ()


HEADERS = {
    "Accept": Header(
        "The media type that the answer should have",
        ("application/json", "application/xml", "text/plain", "*/*"),
    ),
    "Accept-Language": Header("The language that texts in the answer should be in", ("en",)),
    "Authorization": Header(
        "The credentials; with the type `bearer` or `basic` Claris Connect sends it by itself",
        ("Bearer {}", "Basic {}", "Token {}", "{}"),
    ),
    "Cache-Control": Header("Whether a stored answer may be used", ("no-cache",)),
    "Content-Type": Header(
        "The media type of the request's body",
        ("application/json", "application/x-www-form-urlencoded", "application/xml", "text/plain"),
    ),
    "Idempotency-Key": Header("A value of which the API accepts each only once"),
    "If-Match": Header("Change the record only if this is its version"),
    "If-None-Match": Header("Return the record only if this is not its version"),
    "Prefer": Header("What the answer to a change should contain", ("return=representation",)),
    "User-Agent": Header("The name of the program that asks", ("Claris Connect",)),
    "X-Api-Key": Header("The key of the API, where it wants it in a header of its own", ("{}",)),
    "X-Api-Version": Header("The version of the API"),
    "X-Requested-With": Header("Tells some APIs that a script asks", ("XMLHttpRequest",)),
}
"""By name, in alphabetical order."""


def try_find_header(name: str) -> Header | None:
    """The header of that name, in whatever case."""
    return next((about for known, about in HEADERS.items() if known.lower() == name.lower()), None)
