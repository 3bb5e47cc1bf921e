"""Which wire this process has, and whom it trusts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from botocore.httpsession import get_cert_path

if TYPE_CHECKING:
    from .wire import Wire


def open_wire(url: str, certificates: str, proxy: str | None) -> Wire:
    """
    Open the best wire that this process has: libcurl, or urllib3 where there is no pycurl or gevent runs.

    Parameters
    ----------
    url : str
        Scheme, host and port of the service.
    certificates : str
        Path of a file with the certificates of authorities.
    proxy : str or None
        URL of the proxy to go through.
    """
    if not _has_green_threads():
        try:
            from .curl import CurlWire  # noqa: PLC0415 - not everywhere there is libcurl
        except ImportError:
            pass
        else:
            return CurlWire(url, certificates, proxy)
    from .urllib import UrllibWire  # noqa: PLC0415 - two megabytes that libcurl makes needless

    return UrllibWire(url, certificates, proxy)


def certificates() -> str:
    """Path of the authorities' certificates, found as botocore finds it."""
    named = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
    return named or str(get_cert_path(verify=True))


def _has_green_threads() -> bool:
    """Whether sockets are those of gevent or eventlet: libcurl would hold up all of their threads."""
    if "gevent.monkey" in sys.modules:
        from gevent import monkey  # noqa: PLC0415 - is there

        return bool(monkey.is_module_patched("socket"))
    if "eventlet.patcher" in sys.modules:
        return bool(sys.modules["eventlet.patcher"].is_monkey_patched("socket"))
    return False
