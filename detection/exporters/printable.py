"""Text of plans as files in other formats can hold it."""

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")


def printable(text: str) -> str:
    r"""The text with a space for control characters: XML forbids most, and a line break ends a DXF value.

    >>> printable("Hall\x01 2\r\n")
    'Hall 2'
    """
    return " ".join(_CONTROL.sub(" ", text).split())
