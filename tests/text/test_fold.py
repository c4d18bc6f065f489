"""Folding: what looks the same becomes the same, and every span leads back to the source."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from msgguard.model import Origin
from msgguard.text.fold import fold
from msgguard.text.glyphs import LOOKALIKES, glyph
from msgguard.text.view import text_part

# Characters that fold in every way there is, so that random text meets all of them.
_POOL = (
    "aAbB cC.1’“é\u0301\u0327\u030c\u200b\ufe0f\u20e3"
    "аоеСУТжβΑμ7０٧ﬁ…❤️😀İıßſJTH\u0345\u0130\n\xa0\xad\u093cक゙カ\u0653ا"
)
TEXTS = st.text(st.sampled_from(_POOL), max_size=20) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("Ring ０７７００ ９００１２３", "ring 07700 900123"),
        ("٠٧٧٠٠ ९००१२३", "07700 900123"),
        ("0️⃣7️⃣7️⃣0️⃣0️⃣", "07700"),
        ("⓪⑦⑦⓪⓪ ➀❷", "07700 12"),
        ("“quoted” ‘text’ it’s", "\"quoted\" 'text' it's"),
        ("a\xa0b\u2009c\u3000d", "a b c d"),
        ("07700–900‑123", "07700-900-123"),
        ("f\u200bu\u00adc\u2060k", "fuck"),
        ("❤\ufe0f ok", "❤ ok"),
        ("𝐫𝐢𝐧𝐠 𝓶𝓮 ⓝⓞⓦ 🅝🅞🅦", "ring me now now"),
        ("ｒｉｎｇ ｍｅ＠ｍａｉｌ．ｅｘａｍｐｌｅ", "ring me@mail.example"),
        ("fᴜᴄᴋ", "fuck"),
        ("f̶u̶c̶k̶", "fuck"),
        ("Zoe\u0308 and Rene\u0301e", "zoë and renée"),
        ("WhаtsАpp me", "whatsapp me"),  # Cyrillic а and А
        ("Rіng mе on Instаgrаm", "ring me on instagram"),
        ("ріck me up", "pick me up"),
        ("сосо at eight", "coco at eight"),  # every letter Cyrillic, in a Latin text
        ("ﬁne…", "fine..."),
        ("İstanbul", "istanbul"),
        ("one\u2028two", "one\ntwo"),
    ],
)
def test_one_spelling(source: str, folded: str) -> None:
    assert fold(source)[1] == folded


@pytest.mark.parametrize(
    "text",
    [
        "Добрый день, собрание во вторник.",
        "Он сказал: хорошо. See you then.",  # a Latin sentence beside real Russian
        "Καλημέρα, η συνάντηση είναι την Τρίτη.",
        "مرحبا بكم في المدرسة",
        "שלום לכולם",
        "保護者の皆様へ",
        "नमस्ते",
        "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
        "Żaneta Łukasz Ñandú Çağla Ayşegül",
        "angle α, side x",
        "I ½ like it — really • yes £5 €5",
        "🇬🇧 👩‍🏫".replace("\u200d", ""),
    ],
)
def test_real_text_stays_itself(text: str) -> None:
    plain, folded, offsets = fold(text)
    assert plain == text
    assert folded == text.lower()
    assert offsets is None


def test_ascii_and_simple_text_need_no_map() -> None:
    assert fold("Plain Text")[2] is None
    assert fold("It’s “fine” – 😀 Zoë")[2] is None


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("J\u030c")
@example("\u0345\u0301")
def test_folding_twice_changes_nothing(source: str) -> None:
    plain, folded, _ = fold(source)
    assert len(plain) == len(folded)
    assert fold(plain)[0] == plain
    assert fold(folded)[:2] == (folded, folded)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_offsets_are_monotone_and_complete(source: str) -> None:
    plain, _, offsets = fold(source)
    if offsets is None:
        assert len(plain) == len(source)
        return
    assert len(offsets) == len(plain) + 1
    assert offsets[len(plain)] == len(source)
    assert all(offsets[at] <= offsets[at + 1] for at in range(len(plain)))


@settings(max_examples=500, deadline=None)
@given(TEXTS, st.data())
def test_spans_cut_out_the_source(source: str, data: st.DataObject) -> None:
    part = text_part("body", source, origin=Origin.AUTHORED)
    if not part.plain:
        return
    start = data.draw(st.integers(0, len(part.plain) - 1))
    end = data.draw(st.integers(start + 1, len(part.plain)))
    first, last = part.source_span(start, end)
    assert 0 <= first < last <= len(source)
    # Marks belong to their letter: a span never ends between the two.
    if part.offsets is not None and last < len(source) and last < part.offsets[end]:
        assert unicodedata.category(source[last])[0] != "M"
    # The span read on its own gives what the view shows there (look-alikes need their word; a span
    # that ends between a letter and its mark takes the mark in).
    cut = end < len(part.plain) and unicodedata.category(part.plain[end])[0] == "M"
    if not cut and not any(ord(char) in LOOKALIKES for char in source):
        assert (
            part.plain[start:end] in fold(source[first:last])[0]
            or first == 0
            or _inside(part.offsets, start, end)
        )


def _inside(offsets: object, start: int, end: int) -> bool:
    """Does the span begin or end within what one source character became?"""
    return isinstance(offsets, list) and (
        offsets[start] == offsets[start - 1] or offsets[end] == offsets[end - 1]
    )


def test_span_of_a_disguised_number() -> None:
    source = "ring 0️⃣7️⃣7️⃣0️⃣0️⃣ now"
    part = text_part("body", source)
    at = part.folded.index("07700")
    assert source[slice(*part.source_span(at, at + 5))] == "0️⃣7️⃣7️⃣0️⃣0️⃣"


def test_span_of_a_decomposed_name() -> None:
    source = "about Zoe\u0308 Young"
    part = text_part("body", source)
    at = part.folded.index("zoë")
    assert source[slice(*part.source_span(at, at + 3))] == "Zoe\u0308"


def test_every_character_folds_once() -> None:
    for point in [*range(0x3000), *range(0xA000, 0xB000), *range(0xF900, 0x10000), *range(0x1D400, 0x1FB00)]:
        char = chr(point)
        if "\ud800" <= char <= "\udfff":
            continue
        other = glyph(char)
        assert "".join(map(glyph, other)) == other, hex(point)
        plain, folded, _ = fold(char)
        assert len(plain) == len(folded), hex(point)
        assert fold(folded)[0] == folded, hex(point)


def test_small_lookalikes_have_their_capitals() -> None:
    for point in LOOKALIKES:
        capital = chr(point).upper()
        assert len(capital) != 1 or ord(capital) in LOOKALIKES, chr(point)


def test_lone_surrogates_do_not_crash() -> None:
    assert fold("a\ud800b")[1] == "a\ud800b"
    assert sys.maxunicode == 0x10FFFF


def test_an_accent_behind_a_zero_width_character_belongs_to_the_span() -> None:
    source = "to A\u200b\u0301nna now"
    part = text_part("body", source)
    at = part.folded.index("ánna")
    assert source[slice(*part.source_span(at, at + 1))] == "A\u200b\u0301"
    assert source[slice(*part.source_span(at, at + 4))] == "A\u200b\u0301nna"
