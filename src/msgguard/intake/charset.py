"""Bytes to text, whatever the label says.

Mail is full of wrong labels: ``us-ascii`` that holds UTF-8, ``iso-8859-1`` that holds
Windows-1252, names no table knows. The label is tried first in the form that browsers
give it (WHATWG Encoding Standard: latin-1 means Windows-1252, gb2312 means gb18030),
then UTF-8, then Windows-1252, which reads anything. Nothing is dropped: what cannot be
decoded becomes U+FFFD and is reported.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# What the label says -> what the text is, where the two differ in practice.
_MEANS = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "cp-1252": "cp1252",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "chinesebig5": "big5hkscs",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "utf-8": "utf_8",
    "utf8": "utf_8",
    "utf-8-sig": "utf_8_sig",
    "utf8mb4": "utf_8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-user-defined": "cp1252",
    "unicode": "utf_16",
    "iso-10646-ucs-2": "utf_16_be",
}
# Python codecs that are no character sets, or would run on the machine's own settings.
_REFUSED = frozenset((
    "idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-8-sig",
))  # fmt: skip
_BOMS = ((codecs.BOM_UTF8, "utf_8_sig"), (codecs.BOM_UTF16_LE, "utf_16"), (codecs.BOM_UTF16_BE, "utf_16"))
# Character sets in which ASCII bytes do not stand for ASCII characters.
_NOT_ASCII = frozenset((
    "cp037", "cp1026", "cp1140", "cp273", "cp424", "cp500", "cp875", "hz", "utf-7", "utf_7",
))  # fmt: skip
# Bytes that Windows-1252 leaves empty.
_WINDOWS_GAPS = b"\x81\x8d\x8f\x90\x9d"
# Bytes that Windows-1252 leaves empty.
_WINDOWS_GAPS = b"\x81\x8d\x8f\x90\x9d"
_RUNS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]+|[^\x81\x8d\x8f\x90\x9d]+")
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([IJ])")
_SURROGATE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=256)
def codec_of(label: str) -> str:
    """The Python codec that a charset label means, or an empty string.

    >>> codec_of("ISO-8859-1"), codec_of("x-nonsense"), codec_of("rot13")
    ('cp1252', '', '')
    """
    name = label.strip().strip("\"'").lower().split("*")[0]
    if name in _MEANS:
        return _MEANS[name]
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if info.name in _REFUSED or not getattr(info, "_is_text_encoding", True):
        return ""
    return info.name


def decode_text(data: bytes, label: str = "") -> tuple[str, bool]:
    """Decode ``data`` labelled ``label``; the flag says whether something was unreadable.

    >>> decode_text("Zoë".encode(), "us-ascii")
    ('Zoë', False)
    """
    codec = codec_of(label) if label else ""
    # ASCII bytes mean the same nearly everywhere (a utf-16 label over them is simply wrong).
    if codec not in _NOT_ASCII and data.isascii() and b"\x1b" not in data and b"\x00" not in data:
        return data.decode("ascii"), False
    for mark, marked in _BOMS:
        if data.startswith(mark):
            text = _try(data, marked)
            if text is not None:
                return clean(text), False
    if codec == "cp1252" or not codec:
        codec = _guess(data)
    text = _try(data, codec)
    if text is None and codec != "utf_8":
        text = _try(data, "utf_8")
    if text is not None:
        return clean(text), False
    if codec == "cp1252" or (codec == "utf_8" and _mostly_single_bytes(data)):
        return clean(_windows(data)), False
    return clean(data.decode(codec, "replace")), True


def clean(text: str) -> str:
    """Make lone surrogates visible as U+FFFD: such text cannot be printed or stored."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    # Pairs that came in as two halves (JSON, UTF-7) become the character they stand for.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _guess(data: bytes) -> str:
    """The character set of unlabelled or wrongly labelled bytes."""
    if _ISO_2022_JP.search(data):
        return "iso2022_jp_ext"
    if b"\x00" in data[:200]:
        head = data[:200]
        if head[1::2].count(0) * 2 > len(head[1::2]):
            return "utf_16_le"
        if head[0::2].count(0) * 2 > len(head[0::2]):
            return "utf_16_be"
    return "utf_8" if _try(data, "utf_8") is not None else "cp1252"


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _windows(data: bytes) -> str:
    """Windows-1252, its five empty places as latin-1: it reads any bytes."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return _RUNS.sub(_windows_run, data).decode("utf-8")


def _windows_run(run: re.Match[bytes]) -> bytes:
    return run[0].decode("latin-1" if run[0][0] in _WINDOWS_GAPS else "cp1252").encode("utf-8")


def _mostly_single_bytes(data: bytes) -> bool:
    """Do the bytes of a false UTF-8 label look like Windows-1252: odd bytes stand alone?"""
    odd = sum(byte >= 0x80 for byte in data)
    valid = data.decode("utf-8", "ignore")
    in_sequences = sum(char >= "\x80" for char in valid)
    return odd > 0 and in_sequences * 4 <= odd
