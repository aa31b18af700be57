"""A GS1 code as it stands on a cartridge: read from a scanner, from a picture, or as people type it.

    (01)09506000134352(17)271231(10)ABC123(21)77        as printed beside the symbol
    ]d201095060001343521727123110ABC123<GS>2177         as a scanner sends it

Application identifiers: 01 GTIN, 10 lot, 11 made on, 15 best before, 17 expiry, 21 serial, 240 the maker's own number.
Lot, serial and 240 have no fixed length: a group separator ends them, or the end of the code. Where that separator is
missing there is more than one way to read the code: then every reading is given back, and a person decides by the
label. Nothing is guessed. Sources: GS1 General Specifications 3 (identifiers), 7.8 (element strings), 7.12 (dates).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

SEPARATOR = "\x1d"
SHOWN_SEPARATORS = ("<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "\u241d", "\\x1d", "\\u001d")
FIXED = {"01": 14, "11": 6, "15": 6, "17": 6}
MOST = {"10": 20, "21": 20, "240": 30}
IDENTIFIERS = (*FIXED, *MOST)
LONGEST_CODE = 200
MOST_READINGS = 8
_SYMBOLOGY = re.compile(r"^\][A-Za-z]\d")
_ALLOWED = re.compile(r"""^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$""")
NAMES = {
    "01": "GTIN",
    "10": "lot",
    "11": "made on",
    "15": "best before",
    "17": "expiry",
    "21": "serial",
    "240": "maker's number",
}

OPEN = "A separator is missing, so that this code can be read in more than one way. Compare with the label."

Parts = tuple[tuple[str, str], ...]


class NotGS1(Exception):
    """The text is no GS1 code that can be read. reason: in words for a person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Code:
    """What one reading of a code says. Empty or None: the code does not hold it. month_only: expiry had day 00."""

    gtin: str = ""
    lot: str = ""
    serial: str = ""
    expiry: date | None = None
    made: date | None = None
    best_before: date | None = None
    number: str = ""
    month_only: bool = False


@dataclass(frozen=True)
class Reading:
    """Every way to read a code, the longest fields first. doubt: why a person must choose; empty: nothing is open."""

    readings: tuple[Code, ...]
    doubt: str = ""
    texts: tuple[str, ...] = ()

    @property
    def sure(self) -> Code | None:
        """The only reading, when there is no doubt."""
        return None if self.doubt else self.readings[0]


@dataclass(frozen=True)
class Way:
    """One way to read a code. cut: a field was ended where no separator stands."""

    parts: Parts
    cut: bool = False

    def after(self, identifier: str, value: str, *, cut: bool = False) -> Way:
        """This way with one more field before it."""
        return Way(((identifier, value), *self.parts), self.cut or cut)


def read(text: str, today: date) -> Reading:
    """Read a code. today: the year that two digits are near to. Raises NotGS1."""
    plain = _plain(text)
    if plain.startswith("("):
        ways = [Way(_bracketed(plain))]
    else:
        ways = _ways(plain, frozenset())
        if not ways:
            raise NotGS1(_why_not(plain))
    if len(ways) > MOST_READINGS:
        raise NotGS1(
            "A separator is missing, and there are too many ways to read this. Type the fields from the label."
        )
    doubt = OPEN if any(way.cut for way in ways) else ""
    return Reading(tuple(_code(way.parts, today) for way in ways), doubt, tuple(as_printed(way.parts) for way in ways))


def as_printed(parts: Parts) -> str:
    """With the identifiers in brackets, as it is printed."""
    return "".join(f"({identifier}){value}" for identifier, value in parts)


def valid_gtin(digits: str) -> bool:
    """Whether 14 digits end in the right check digit (weights 3 and 1 from the left, modulo 10)."""
    if not re.fullmatch(r"[0-9]{14}", digits):
        return False
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:13]))
    return (10 - total % 10) % 10 == int(digits[13])


def full_gtin(text: str) -> str:
    """A typed GTIN of 8, 12, 13 or 14 digits as 14. Raises NotGS1 on a wrong length or check digit."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits):
        raise NotGS1("A GTIN has 8, 12, 13 or 14 digits.")
    if not valid_gtin(digits.zfill(14)):
        raise NotGS1("The check digit of the GTIN does not fit: a digit is wrong, or two are swapped.")
    return digits.zfill(14)


def _plain(text: str) -> str:
    """Without the symbology's mark, spaces at the ends and the many ways in which separators are shown."""
    plain = text.strip(" \t\r\n")
    if len(plain) > LONGEST_CODE:
        raise NotGS1("This is longer than any code on a cartridge.")
    for shown in SHOWN_SEPARATORS:
        plain = plain.replace(shown, SEPARATOR)
    plain = _SYMBOLOGY.sub("", plain).strip(SEPARATOR)
    if not plain:
        raise NotGS1("There is no code here.")
    return plain


def _bracketed(text: str) -> Parts:
    """Brackets say where each field begins, so that nothing is open."""
    text = re.sub(rf"[\s{SEPARATOR}]+(?=\()", "", text)
    pieces = re.split(r"\(([0-9]{2,4})\)", text)
    if pieces[0]:
        raise NotGS1("The code must begin with an identifier in brackets, such as (01).")
    parts = tuple(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    for identifier, value in parts:
        _check_field(identifier, value)
    _check_once(parts)
    return parts


def _check_field(identifier: str, value: str) -> None:
    if identifier not in IDENTIFIERS:
        raise NotGS1(f"This code holds ({identifier}), which is not read here. Type the fields from the label.")
    size = FIXED.get(identifier)
    if size is not None and not (len(value) == size and value.isascii() and value.isdigit()):
        raise NotGS1(f"The {NAMES[identifier]} ({identifier}) has {size} digits; here it is {value[:20]!r}.")
    if size is None and not (0 < len(value) <= MOST[identifier] and _ALLOWED.match(value)):
        raise NotGS1(f"The {NAMES[identifier]} ({identifier}) has 1 to {MOST[identifier]} letters or digits.")


def _check_once(parts: Parts) -> None:
    names = [identifier for identifier, _ in parts]
    if len(set(names)) != len(names):
        raise NotGS1("The code says the same thing twice. Type the fields from the label.")


def _ways(text: str, seen: frozenset[str]) -> list[Way]:
    """Every way to read the rest of a code whose identifiers have no brackets, the longest fields first."""
    if not text:
        return [Way(())]
    identifier = next((name for name in IDENTIFIERS if text.startswith(name) and name not in seen), None)
    if identifier is None:
        return []
    rest, now = text[len(identifier) :], seen | {identifier}
    size = FIXED.get(identifier)
    if size is None:
        return _variable(identifier, rest, now)
    value, rest = rest[:size], rest[size:].removeprefix(SEPARATOR)
    return [way.after(identifier, value) for way in _ways(rest, now)] if _fits(identifier, value) else []


def _variable(identifier: str, rest: str, seen: frozenset[str]) -> list[Way]:
    """A field without fixed length: as it stands up to the separator, then cut where a next identifier may begin.

    A field that a separator ends is cut only before an expiry that the code would lack otherwise.
    """
    value, separator, after = rest.partition(SEPARATOR)
    whole = [way.after(identifier, value) for way in _ways(after, seen)] if _fits(identifier, value) else []
    strict = bool(separator and whole)
    ways = whole
    for end in range(min(len(value) - 1, MOST[identifier]), 0, -1):
        if len(ways) > MOST_READINGS:
            break
        if _fits(identifier, value[:end]) and (not strict or value.startswith("17", end)):
            following = _ways(value[end:] + separator + after, seen)
            ways = ways + [way.after(identifier, value[:end], cut=True) for way in following]
    return ways


def _fits(identifier: str, value: str) -> bool:
    try:
        _check_field(identifier, value)
        if identifier in ("11", "15", "17"):
            _day(value, date(2000, 1, 1))
    except NotGS1:
        return False
    return identifier != "01" or valid_gtin(value)


def _why_not(text: str) -> str:
    """Why no reading fits, in words that help: the GTIN first, since a typing slip sits there most often."""
    if text.startswith("01") and len(text) >= 16 and not valid_gtin(text[2:16]):
        return "The check digit of the GTIN does not fit: a digit is wrong, or two are swapped."
    start = next((name for name in IDENTIFIERS if text.startswith(name)), None)
    if start is None:
        return "This is not a GS1 code: it begins with none of the identifiers of a cartridge (01, 10, 17, 21)."
    return "This is not a GS1 code as cartridges carry it: after some letters nothing fits any more. Type the fields."


def _code(parts: Parts, today: date) -> Code:
    told = dict(parts)
    gtin = told.get("01", "")
    if gtin and not valid_gtin(gtin):
        raise NotGS1("The check digit of the GTIN does not fit: a digit is wrong, or two are swapped.")
    expiry = told.get("17", "")
    return Code(
        gtin=gtin,
        lot=told.get("10", ""),
        serial=told.get("21", ""),
        expiry=_day(expiry, today) if expiry else None,
        made=_day(told["11"], today) if "11" in told else None,
        best_before=_day(told["15"], today) if "15" in told else None,
        number=told.get("240", ""),
        month_only=expiry.endswith("00"),
    )


def _day(digits: str, today: date) -> date:
    """YYMMDD as a day. Day 00 is the end of the month. The century is the one that is nearest: a year 51 or more ahead
    belongs to the last century, one 50 or more behind to the next."""
    short, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    ahead = short - today.year % 100
    century = today.year - today.year % 100 + (-100 if ahead >= 51 else 100 if ahead <= -50 else 0)
    if not 1 <= month <= 12:
        raise NotGS1(f"The date {digits} has no such month.")
    last = monthrange(century + short, month)[1]
    if day > last:
        raise NotGS1(f"The date {digits} has no such day.")
    return date(century + short, month, day or last)
