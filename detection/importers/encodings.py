"""Texts as other programs save them: with a mark of their byte order, in UTF-16, or with ends of old."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARK = b"\xef\xbb\xbf"
_HEAD = 4096  # bytes that hold the end of a line in a text that has any


def plain(data: bytes) -> bytes:
    r"""A text in UTF-8 from its first sign on, its lines ended as readers expect.

    >>> plain(b"\xef\xbb\xbf\r\nISO-10303-21;"), plain("  0\rSECTION".encode("utf-16"))
    (b'ISO-10303-21;', b'0\nSECTION')
    """
    data = data.decode("utf-16", "replace").encode() if data.startswith(_UTF16) else data.removeprefix(_MARK)
    data = data.lstrip(b" \t\r\n")
    head = data[:_HEAD]
    return data.replace(b"\r", b"\n") if b"\r" in head and b"\n" not in head else data
