"""Which addresses are called: none of the network of the service."""

from __future__ import annotations

import socket

import pytest

from roomjobs.jobs.callbacks.addresses import AddressRefusedError, checked, resolved

PUBLIC = [
    "https://example.com",
    "https://example.com:443/a?b=c%20d",
    "https://hooks.example.co.uk/%F0%9F%8F%A0",
    "https://93.184.215.14/ended",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    "https://xn--bcher-kva.example/",
]
REFUSED = {
    "http://example.com/": "https://",
    "ftp://example.com/": "https://",
    "javascript:alert(1)": "https://",
    "//example.com/": "https://",
    "https:///ended": "host",
    "https://user:word@example.com/": "user",
    "https://example.com/#part": "fragment",
    "https://example.com:8443/": "port 443",
    "https://example.com:99999/": "address such as",
    "https://example.com:0/": "port",
    "https://localhost/": "internet",
    "https://worker/": "internet",
    "https://printer.local/": "internet",
    "https://metadata.google.internal./": "internet",
    "https://127.0.0.1/": "private",
    "https://10.1.2.3/": "private",
    "https://172.16.0.1/": "private",
    "https://192.168.0.1/": "private",
    "https://169.254.169.254/latest/meta-data": "private",
    "https://169.254.170.2/v2/credentials": "private",
    "https://100.64.0.1/": "private",
    "https://0.0.0.0/": "private",
    "https://224.0.0.1/": "private",
    "https://255.255.255.255/": "private",
    "https://[::1]/": "private",
    "https://[::]/": "private",
    "https://[fe80::1]/": "private",
    "https://[fd00:ec2::254]/": "private",
    "https://[::ffff:169.254.169.254]/": "private",
    "https://[64:ff9b::a9fe:a9fe]/": "private",
    "https://[2002:a9fe:a9fe::1]/": "private",
    "https://2130706433/": "internet",
    "https://0x7f000001/": "internet",
    "https://bücher.example/": "ASCII",
    "https://example.com/a b": "ASCII",
    "https://example.com/\r\nhost:x": "ASCII",
    "https://example.com\\@10.0.0.1/": "ASCII",
    "https://[::1": "address such as",
    "https://example.com/" + "a" * 2000: "2000 characters",
}


@pytest.mark.parametrize("url", PUBLIC)
def test_addresses_of_the_internet_are_taken(url: str) -> None:
    assert checked(url, is_local=False).scheme == "https"


@pytest.mark.parametrize("url", REFUSED)
def test_other_addresses_are_refused_with_the_reason(url: str) -> None:
    with pytest.raises(AddressRefusedError, match=REFUSED[url]):
        checked(url, is_local=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/ended", "http://localhost:9000", "http://receiver/"])
def test_local_mode_takes_this_machine(url: str) -> None:
    assert checked(url, is_local=True).scheme == "http"


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fe80::1%eth0"])
def test_a_name_that_means_a_private_address_is_not_called(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two addresses one is private: the name may mean either at the next call."""
    found = [(socket.AF_INET, 1, 6, "", (each, 443)) for each in ("93.184.215.14", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(AddressRefusedError, match="private"):
        resolved("rebinding.example", 443, is_local=False)
    assert resolved("rebinding.example", 443, is_local=True)


def test_numbers_read_as_addresses_are_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """`127.1` is a name to `ipaddress`, and this machine to the C library."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 1, 6, "", ("127.0.0.1", 443))])
    with pytest.raises(AddressRefusedError, match="private"):
        resolved(checked("https://127.1/", is_local=False).hostname or "", 443, is_local=False)
