"""Content of layers and blocks by their names, in the languages and standards of drawings.

Names are compared without accents, capitals and joined words (``OuterWalls`` has two). Sources: AIA CAD Layer
Guidelines (US National CAD Standard: ``A-WALL-PATT``, status ``-D``), BS 1192 and Uniclass (``EF_25``),
CI/SfB and ISO 13567 ((21), (22)), DIN 276 (cost groups 331 to 342).
"""

import re
import unicodedata
from functools import lru_cache

# Words that may end a longer one (Außenwand, OuterWall), words that stand alone, and scripts without spaces.
_WALL_ENDINGS = (
    *("walls?", "partitions?", "masonry", "wand", "wände", "waende", "mauer", "mauern", "mauerwerk"),
    *("muur", "muren", "wanden", "metselwerk", "vägg", "väggar", "væg", "vægge", "vegg", "vegger"),
    *("seinä", "seinät", "fal", "falak"),
)
_WALL_WORDS = (
    *("prtn", "murs?", "cloisons?", "cloisonnements?", "maconneries?", "refends?"),
    *("muri", "muro", "muratur[ae]", "parete", "pareti", "tramezz[aeoi]", "tramezzature"),
    *("muros", "pared", "paredes?", "tabiques?", "tabiqueria", "mamposteria", "cerramientos?"),
    *("alvenarias?", "divisorias?", "ścian[ay]", "ścianki", "mury", "stěn[ay]", "zdi", "zdivo", "příčk[ay]"),
    *("zid", "zidovi", "zidovi", "múry", "priečky", "perete", "pereți", "ziduri", "zidarie"),
    *("duvar", "duvarlar", "siena", "sienos", "sienas", "seinad", "τοιχ\\w*"),
    *("стен[аы]", "перегородк[аи]", "кладка", "стіна", "стіни", "стени"),
)
_WALL_CODES = (r"ef[_ ]?25\w*", r"ss[_ ]?25\w*", r"g25\d*", r"\(2[12]\)", r"kg[_ ]?3(?:3[1-36]|4[126])")
_SIGNS = ("墙", "牆", "壁", "벽", "ผนัง", "جدار", "קיר", "दीवार")

# Beginnings of words that make a layer of something else than walls, wherever they stand in a name.
_BESIDE = (
    *("patt", "hatch", "schraff", "hachur", "arcer", "sombread", "retin", "kresk", "šraf", "штрихов", "fill"),
    *(
        "iden",
        "text",
        "txt",
        "anno",
        "dim",
        "dims",
        "note",
        "notes",
        "tag",
        "tags",
        "label",
        "symb",
        "legend",
    ),
    *("demo", "demol", "abbruch", "abriss", "ruckbau", "derrib", "sloop", "rozbior", "bouran", "bourac"),
    *("снос", "демонт", "remov", "obsolete", "tile", "tiles", "tiling", "fliesen", "carrel", "azulej"),
    *("piastrell", "плитк", "light", "lite", "leucht", "luminair", "fixt", "head", "header", "retain"),
    *("stutz", "souten", "contencion", "sostegno", "paint", "skirting", "sockel", "elev", "sect", "schnitt"),
    *(
        "ansicht",
        "ceiling",
        "clng",
        "decke",
        "roof",
        "dach",
        "foot",
        "footing",
        "mounted",
        "cabinet",
        "socket",
    ),
    *("insul", "damm", "cabling", "above", "overhead", "below", "finish", "fnsh", "cladding", "fence"),
    *("detail", "hidden", "center", "cntr", "axis", "achse", "grid"),
)
_BESIDE_WHOLE = ("old", "alt", "vieux", "viejo", "vecchio", "stare", "старые", "void", "key")

# Blocks and layers of other things, which close no rooms.
_THINGS: dict[str, tuple[str, ...]] = {
    "door": (
        *("door", "tur", "turen", "tuer", "tueren", "porte", "portes", "porta", "porte", "puerta", "drzwi"),
        *("dvere", "deur", "dorr", "ovi", "ajto", "kapi", "двер", "дверь", "двери", "usa", "ușă", "vrata"),
        *("門", "门", "ドア", "문"),
    ),
    "window": (
        *(
            "window",
            "win",
            "wndw",
            "glaz",
            "glazing",
            "fenster",
            "fenetre",
            "finestr",
            "ventana",
            "janela",
            "okno",
        ),
        *(
            "okna",
            "raam",
            "ramen",
            "kozijn",
            "fonster",
            "vindu",
            "ikkuna",
            "ablak",
            "pencere",
            "окно",
            "окна",
        ),
        *("窗", "窓", "창"),
    ),
    "furniture": (
        *(
            "furn",
            "furniture",
            "furnishing",
            "chair",
            "table",
            "desk",
            "sofa",
            "couch",
            "bed",
            "wardrob",
            "cupboard",
            "cabinet",
            "shelf",
        ),
        *("shelv", "sink", "toilet", "wc", "basin", "shower", "bath", "tub", "stove", "oven", "cooker"),
        *("fridge", "refriger", "washer", "appliance", "sanitary", "bidet", "urinal", "casework", "millwork"),
        *("car", "cars", "vehicle", "tree", "trees", "plant", "people", "person", "bench", "stool", "lamp"),
        *(
            "mobel",
            "moebel",
            "stuhl",
            "tisch",
            "bett",
            "schrank",
            "spule",
            "wasch",
            "wanne",
            "dusche",
            "herd",
        ),
        *("baum", "sessel", "meuble", "mobilier", "chaise", "lit", "armoire", "evier", "lavabo", "baignoire"),
        *("arbre", "arred", "sedia", "tavolo", "letto", "armadio", "lavello", "vasca", "albero", "mobili"),
        *("silla", "mesa", "cama", "armario", "fregadero", "inodoro", "mueble", "cadeira", "meubel", "stoel"),
        *("tafel", "kast", "meble", "krzes", "stol", "łozko", "szafa", "nabytek", "zidle"),
        *("mobiliar", "mobilia", "moblering", "inredning", "kaluste", "mobilya", "butor"),
        *("мебель", "стул", "стол", "кроват", "шкаф", "унитаз", "дерев", "家具"),
    ),
    "equipment": (
        *("elec", "electr", "elektr", "light", "lite", "socket", "switch", "plumb", "pipe", "duct", "hvac"),
        *(
            "mech",
            "mechanical",
            "sprinkler",
            "sanit",
            "heiz",
            "luft",
            "lampe",
            "leucht",
            "cable",
            "outlet",
            "luminair",
        ),
    ),
    "annotation": (
        *(
            "dim",
            "dims",
            "dimension",
            "bemass",
            "bemas",
            "mass",
            "cota",
            "cotas",
            "cotation",
            "quote",
            "quota",
        ),
        *("text", "txt", "anno", "annotat", "note", "notes", "label", "tag", "tags", "symb", "symbol"),
        *(
            "title",
            "ttlb",
            "border",
            "legend",
            "north",
            "arrow",
            "scale",
            "grid",
            "axis",
            "axes",
            "achse",
            "axe",
            "section",
            "elev",
            "elevation",
        ),
        *(
            "schriftfeld",
            "plankopf",
            "rahmen",
            "cartouche",
            "sheet",
            "viewport",
            "vport",
            "defpoints",
            "beschrift",
        ),
        *("размер", "текст", "оси", "рамка", "marker", "revcloud", "revision", "bubble", "nplt"),
    ),
    "hatch": ("patt", "pattern", "hatch", "schraff", "hachur", "fill", "solid", "штрихов", "tile", "finish"),
    "outside": (
        "site",
        "topo",
        "topograph",
        "contour",
        "parking",
        "landsc",
        "road",
        "street",
        "property",
        "boundary",
        "garden",
    ),
}


def _folded(text: str) -> str:
    """Text without capitals, accents and joined words."""
    apart = re.sub(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])", " ", text)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn").replace("ł", "l")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(_folded, dict.fromkeys(words)))


_LETTER = r"[^\W\d_]"
_WALL = re.compile(
    rf"(?:{_any(_WALL_ENDINGS)})(?!{_LETTER})"
    rf"|(?<!{_LETTER})(?:{_any(_WALL_WORDS)})(?!{_LETTER})"
    rf"|(?<!\w)(?:{'|'.join(_WALL_CODES)})(?!\w)|{_any(_SIGNS)}"
)
_NO_WALL = re.compile(
    rf"(?<!{_LETTER})(?:{_any(_BESIDE)})(?!weight){_LETTER}*"
    rf"|(?<!{_LETTER})(?:{_any(_BESIDE_WHOLE)})(?!{_LETTER})|abbruch|(?:schraffur|bemassung|beschriftung)(?!{_LETTER})"
)
_DEMOLISHED = re.compile(r"[a-z]{1,2}-\w+(?:-\w+)*-d")  # status of the National CAD Standard
_BEARING = re.compile(_any(("bearing", "tragend", "porteur", "portant", "承重", "несущ")))
_NOT_BEARING = re.compile(
    r"(?:non|not|nicht)[-_ ]*(?:load[-_ ]*)?(?:bearing|tragend|porteur|portant)|"
    + _any(("非承重", "ненесущ"))
)
_WORD = rf"(?<!{_LETTER})(?:%s){_LETTER}*"
_SHORT = rf"(?<!{_LETTER})(?:%s)s?(?!{_LETTER})"


def _thing(words: tuple[str, ...]) -> re.Pattern[str]:
    """Pattern of words: up to four letters match alone, longer ones as prefixes, other scripts anywhere."""
    folded = list(dict.fromkeys(map(_folded, words)))
    signs = [word for word in folded if ord(word[0]) > 0x1000]
    short = [word for word in folded if len(word) <= 4 and word not in signs]
    long = [word for word in folded if len(word) > 4 and word not in signs]
    choices = ((short, _SHORT), (long, _WORD), (signs, "(?:%s)"))
    return re.compile("|".join(pattern % "|".join(some) for some, pattern in choices if some))


_THING_OF = {kind: _thing(words) for kind, words in _THINGS.items()}
# German and Dutch end with what a thing is: Haustür, Bürostuhl, Eetkamertafel.
_THING_ENDINGS = {
    "door": re.compile(rf"(?:tur|tuer|turen|tueren|deur|door|doors)(?!{_LETTER})"),
    "window": re.compile(rf"(?:fenster|raam|window|windows)(?!{_LETTER})"),
    "furniture": re.compile(rf"(?:stuhl|tisch|schrank|bett|mobel|stoel|kast|chair)(?!{_LETTER})"),
}


@lru_cache(maxsize=4096)
def is_wall(name: str) -> bool:
    """Whether a layer of this name is for walls that are to stand, not for texts or hatches on them.

    >>> [is_wall(name) for name in ("A-WALL", "Mauerwerk", "A-WALL-DEMO", "WALL TILES")]
    [True, True, False, False]
    """
    folded = _folded(name)
    return bool(_WALL.search(folded)) and not _NO_WALL.search(folded) and not _DEMOLISHED.fullmatch(folded)


@lru_cache(maxsize=4096)
def is_load_bearing(name: str) -> bool:
    """Whether a layer of this name is for walls that carry."""
    folded = _folded(name)
    return bool(_BEARING.search(folded)) and not _NOT_BEARING.search(folded)


@lru_cache(maxsize=4096)
def thing_of(name: str) -> str | None:
    """Content of a layer or block with this name, if it bounds no rooms: "door", "furniture" and the like.

    >>> [thing_of(name) for name in ("DOOR-90", "Haustür", "A-FURN", "Plan 1")]
    ['door', 'door', 'furniture', None]
    """
    folded = _folded(name)
    if _WALL.search(folded):
        return None if is_wall(name) else "beside walls"
    for kind, words in _THING_OF.items():
        if words.search(folded) or (kind in _THING_ENDINGS and _THING_ENDINGS[kind].search(folded)):
            return kind
    return None


_TITLES = re.compile(
    rf"(?<!{_LETTER})(?:ttlb|title|plankopf|schriftfeld|cartouche|legend|rahmen|border|sheet|dims?|bemass|cota"
    rf"|cotation|quote|размер|grid|achs|axis|axes){_LETTER}*"
)


@lru_cache(maxsize=4096)
def is_beside_rooms(name: str) -> bool:
    """Whether texts on a layer of this name are dimensions, axes or a title block, and name no rooms."""
    return bool(_TITLES.search(_folded(name)))
