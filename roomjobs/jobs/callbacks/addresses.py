"""
Which addresses are called: not those of this network, which an owner must not reach through the service.

An address is checked as text when it is given, and by what its name means when it is called: a name may mean
another machine by then. The connection goes to the very address that was checked.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

LONGEST = 2000  # characters
_HTTPS = 443
_PRIVATE_NAMES = (".local", ".internal", ".localhost")
_IPV4_IN_IPV6 = (  # networks in which an IPv6 address stands for an IPv4 address, its last 32 bits
    ip_network("::ffff:0:0/96"),
    ip_network("::/96"),
    ip_network("64:ff9b::/96"),
)
_OTHER_IPV4_IN_IPV6 = (ip_network("2002::/16"), ip_network("2001::/32"), ip_network("64:ff9b:1::/48"))


class AddressRefusedError(RoomJobsError):
    """The address is not one that is called; the message follows its name and says what is allowed."""


def checked(url: str, *, is_local: bool) -> SplitResult:
    """
    Check an address as text.

    Parameters
    ----------
    url
    is_local
        Whether addresses of this machine and its network are allowed, and ``http``.

    Raises
    ------
    AddressRefusedError

    Examples
    --------
    >>> checked("https://example.com/ended?of=rooms", is_local=False).hostname
    'example.com'
    """
    if not 1 <= len(url) <= LONGEST:
        raise AddressRefusedError(f"must have 1 to {LONGEST} characters.")
    if not url.isascii() or not url.isprintable() or set(url) & set(' "<>\\^`{|}'):
        raise AddressRefusedError("must be an address of ASCII characters; encode others by percent signs.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise AddressRefusedError("must be an address such as https://example.com/ended.") from None
    if parts.scheme not in (("https", "http") if is_local else ("https",)):
        raise AddressRefusedError("must begin with https://, so that what is sent stays secret.")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefusedError("must name a host, and no user, password or fragment.")
    if port == 0:
        raise AddressRefusedError("must have a port from 1 to 65535.")
    if not is_local:
        _check_public(host, port)
    return parts


def _check_public(host: str, port: int | None) -> None:
    if port not in (None, _HTTPS):
        raise AddressRefusedError(f"must have port {_HTTPS}, not {port}.")
    try:
        literal = ip_address(host.partition("%")[0])
    except ValueError:
        if "." not in host.strip(".") or host.rstrip(".").endswith(_PRIVATE_NAMES):
            raise AddressRefusedError("must name a host of the internet by its whole name.") from None
    else:
        if not is_public(literal):
            raise AddressRefusedError("must be an address of the internet, not of a private network.")


def resolved(host: str, port: int, *, is_local: bool, seconds: float = 10.0) -> list[str]:
    """
    The IP addresses of a host, of which all may be called; IPv4 first.

    Raises
    ------
    AddressRefusedError
        One of them is not of the internet.
    TimeoutError
        Nobody has told what the name means within `seconds`.
    OSError
        The name means nothing.
    """
    addresses = list(dict.fromkeys(str(each[4][0]) for each in _looked_up(host, port, seconds)))
    if not is_local:
        for each in addresses:
            if not is_public(ip_address(each.partition("%")[0])):
                raise AddressRefusedError("means an address of a private network, which is not called.")
    return sorted(addresses, key=lambda each: ":" in each)


def _looked_up(host: str, port: int, seconds: float) -> list[Any]:
    """Ask what a name means; the C library waits for silent name servers as long as its own settings say."""
    answer: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised below, by whoever waits
            answer.set_exception(error)

    threading.Thread(target=ask, name=f"look-up of {host}", daemon=True).start()
    return answer.result(max(0.0, seconds))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """
    Whether an IP address is one of the internet.

    Examples
    --------
    >>> [is_public(ip_address(each)) for each in ("93.184.215.14", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        for network in _IPV4_IN_IPV6:
            if address in network:
                return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(address in network for network in _OTHER_IPV4_IN_IPV6) or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
