"""Presigned addresses that are given again for a while."""

from roomjobs.rest.http import presigned
from roomjobs.rest.http.presigned import Presigned


def test_an_address_is_signed_once_in_a_while() -> None:
    now, signed = [0.0], list[str]()

    def sign(key: str) -> str:
        signed.append(key)
        return f"{key}?{len(signed)}"

    address = Presigned(sign, seconds=60, clock=lambda: now[0])
    assert [address("a"), address("b"), address("a")] == ["a?1", "b?2", "a?1"]
    now[0] = 59.9
    assert address("a") == "a?1"
    now[0] = 60
    assert address("a") == "a?3"
    assert signed == ["a", "b", "a"]


def test_no_more_addresses_are_kept_than_fit() -> None:
    address = Presigned(str, seconds=60)
    for number in range(presigned._MOST + 10):
        address(str(number))
    assert len(address._known) == 10
