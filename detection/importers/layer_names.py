"""Which layers hold walls, by their names, in the languages that drawings are made in.

A-WALL and its kin are those of the AIA CAD Layer Guidelines (US National CAD Standard): ``A-WALL-PATT`` and
``A-WALL-IDEN`` hold hatches and labels.
"""

import re

# Words that may end a longer one (Außenwand, OuterWall), words that stand alone, and scripts without spaces.
_ENDINGS = (
    *("walls?", "partitions?", "wand", "wände", "waende", "muur", "muren", "wanden"),
    *("vägg", "väggar", "væg", "vægge", "vegg", "vegger", "seinä", "seinät"),
)
_WORDS = (
    *("murs?", "cloisons?", "muros?", "muri", "paret[ei]", "pared", "paredes?", "perete", "pereți"),
    *("ścian[ay]", "stěn[ay]", "zdi", "zid", "fal", "falak", "duvar", "duvarlar", "стен[аы]", "стіни"),
)
_SIGNS = ("墙", "牆", "壁", "벽", "ผนัง", "جدار", "קיר", "दीवार")

_LETTER = r"[^\W\d_]"
_WALL = re.compile(
    rf"(?:{'|'.join(_ENDINGS)})(?!{_LETTER})"
    rf"|(?<!{_LETTER})(?:{'|'.join(_WORDS)})(?!{_LETTER})"
    rf"|{'|'.join(_SIGNS)}",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"(?<!{_LETTER})(?:patt|hatch|schraffur|hachures?|iden|text|anno|dims?|notes?|tags?|labels?|symb)(?!{_LETTER})",
    re.IGNORECASE,
)
_BEARING = re.compile("bearing|tragend|porteur|portant|承重|несущ", re.IGNORECASE)
_NOT_BEARING = re.compile(
    "(?:non|not|nicht)[-_ ]*(?:load[-_ ]*)?(?:bearing|tragend|porteur|portant)|非承重|ненесущ", re.IGNORECASE
)


def is_wall(name: str) -> bool:
    """Whether a layer of this name is for walls, not for what is written or hatched on them."""
    return bool(_WALL.search(name)) and not _BESIDE.search(name)


def is_load_bearing(name: str) -> bool:
    """Whether a layer of this name is for walls that carry."""
    return bool(_BEARING.search(name)) and not _NOT_BEARING.search(name)
