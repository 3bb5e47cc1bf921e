"""Recognise names, numbers and areas of rooms among the texts of a drawing, and skip dimensions and notes."""

import re

LONGEST = 200  # characters of a label

_AREA = re.compile(
    r"(?:(?:area|fläche|flache|nf|ngf|wfl|superficie|sup\.?|surface|a)\s*[:=]?\s*)?~?\s*\d[\d .,']*\s*"
    r"(?:m\s*[²2]|m\^2|qm|sq\.?\s*(?:m|ft|feet)|s\.?f\.?|ft\s*[²2]|sqft|sqm|кв\.?\s*м)\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:room|raum|nr|no|rm|local|sala)\.?\s*)?[a-z]{0,3}[-.]?\d{1,4}(?:[-./]\d{1,3}){0,2}[a-z]?",
    re.IGNORECASE,
)
_DIMENSION = re.compile(
    r"[±+\-–]?\s*\d+(?:[.,]\d+)?\s*(?:m|mm|cm|ft|in|\"|')?|\d+'\s*-?\s*\d*.*"  # 2.10, 12'-6"
    r"|[±+\-]\s*\d.*"  # levels
    r"|(?:ø|%%c|r)\s*\d.*|\d+\s*[x×/*]\s*\d+.*"
    r"|(?:ceiling|clg|ch|rh|lrh|ok\w*|uk\w*|ffl|ffb|bh|brh|fbh|h)\s*[:=.]?\s*[+\-±]?\d.*",
    re.IGNORECASE,
)
_OWN_ID = re.compile(r"room-\d+(?: [\d.e+]+)?")  # as our own exporters write it
_WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff\uac00-\ud7af]")
_NOTE = re.compile(
    r"\b(?:see|siehe|voir|details?|scale|typ|notes?|drawing|sheet|maßstab|masstab)\b|1\s*:\s*\d",
    re.IGNORECASE,
)
_MOST_WORDS = 6  # a name has no more, a note may

# What attributes of blocks are called.
_TAGS = (
    ("area", re.compile(r"area|fl[aä]e?che|superf|surface|sqm|sqft|m2|_sf", re.IGNORECASE)),
    ("number", re.compile(r"num|nr|no\b|nummer|id$|code", re.IGNORECASE)),
    ("name", re.compile(r"name|bez|room|raum|nutzung|use|funct|descr|title|local|nom|nombre", re.IGNORECASE)),
)


def kind_of(text: str) -> str | None:
    """Whether a text is the name, number or area of a room; None for anything else.

    >>> [kind_of(text) for text in ("Bath 2", "0.14", "12.5 m²", "EG-07", "2.10 m", "see detail 7/A-501")]
    ['name', None, 'area', 'number', None, None]
    """
    text = text.strip()
    if not text or len(text) > LONGEST or _OWN_ID.fullmatch(text):
        return None
    if _AREA.fullmatch(text):
        return "area"
    if _NUMBER.fullmatch(text):
        return None if re.fullmatch(r"\d+[.,]\d{2,}", text) else "number"
    if _DIMENSION.fullmatch(text):
        return None
    return "name" if _WORD.search(text) and not _is_note(text) else None


def kind_of_tag(tag: str) -> str | None:
    """The kind of label that a block attribute with this name is.

    >>> [kind_of_tag(tag) for tag in ("ROOM_NAME", "RAUMNR", "AREA_M2", "MATERIAL")]
    ['name', 'number', 'area', None]
    """
    return next((kind for kind, words in _TAGS if words.search(tag)), None)


def labels_of(lines: list[str]) -> list[tuple[str, str]]:
    """Text and kind of each label in one text; a name may span several lines.

    >>> labels_of(["Living", "Room", "24.5 m²", "2.10"])
    [('Living Room', 'name'), ('24.5 m²', 'area')]
    """
    found: list[tuple[str, str]] = []
    for line in (" ".join(line.split()) for line in lines):
        kind = kind_of(line)
        if kind is None:
            if _WORD.search(line) and not _DIMENSION.fullmatch(line) and not _AREA.search(line):
                return []  # a note, of which no line is a name
            continue
        if kind == "name" and found and found[-1][1] == "name":
            joined = f"{found[-1][0]} {line}"
            if _is_note(joined):
                return []
            found[-1] = (joined, kind)
        else:
            found.append((line, kind))
    return found


def stated_metres(text: str) -> float | None:
    r"""The length in metres that a dimension's text states, judged by how it is written; None if unclear.

    >>> [stated_metres(text) for text in ("4.20", "4200", "13'-9\"", "abc")]
    [4.2, 4.2, 4.191, None]
    """
    text = text.strip().replace(",", ".")
    if match := re.fullmatch(r"(\d+)'\s*-?\s*(?:(\d+(?:\.\d+)?)\s*(?:\d+/\d+)?\s*\")?", text):
        return round(int(match[1]) * 0.3048 + float(match[2] or 0) * 0.0254, 6)
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(mm|cm|m)", text):
        return float(match[1]) * {"mm": 0.001, "cm": 0.01, "m": 1.0}[match[2]]
    if re.fullmatch(r"\d{1,2}\.\d{2,3}", text):
        return float(text)
    if re.fullmatch(r"\d{3,5}", text):
        return float(text) / (1000 if len(text) > 3 else 100)
    return None


def _is_note(text: str) -> bool:
    words = text.split()
    return (
        len(words) > _MOST_WORDS
        or len(text) > 60
        or (text.endswith((".", ":")) and len(words) > 2)
        or bool(_NOTE.search(text))
    )
