"""Which tags of a client stand for what it asks for."""

from __future__ import annotations

import pytest
from flask import Flask, request

from roomjobs.rest.http.etags import is_among, is_known


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ("*", True),
        ('"x", "abc"', True),
        ('"abc-gzip"', True),  # Apache
        ('W/"abc-br"', True),
        ('"abc--gzip"', True),  # Jetty
        ('"abc;gzip"', True),
        ('"abc:gzip"', True),  # Flask-Compress
        ('"abcd"', False),
        ('"abc-2"', False),
        ('"-gzip"', False),
        ('""', False),
        ('W/""', False),
        (None, False),
    ],
)
def test_a_tag_is_known_however_proxies_write_it(given: str | None, *, known: bool) -> None:
    headers = {} if given is None else {"If-None-Match": given}
    with Flask("tags").test_request_context(headers=headers):
        assert is_known("abc") is known


@pytest.mark.parametrize(("given", "named"), [('"", "abc"', True), ('""', False), ('W/"abc"', False)])
def test_a_tag_may_be_empty(given: str, *, named: bool) -> None:
    with Flask("tags").test_request_context(headers={"If-Match": given}):
        assert is_among("abc", request.if_match) is named
