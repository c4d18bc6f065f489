"""Weights of the words around a roster name, by hand: see :mod:`msgguard.detect.namecue` for the features.

The roster is strong evidence, so what remains is mostly words that are names too, adults who
share a name, and people in books.
"""

from __future__ import annotations

from msgguard.detect.namemodel import Head

WEIGHTS = Head(
    bias=1.2,
    weights={
        # Shape, place and what else the word can be.
        "C.mid.plain": 1.8, "C.start.plain": 1.5, "U.mid.plain": 1.5, "U.start.plain": 1.3,
        "S.mid.plain": 1.0, "S.start.plain": 1.0, "l.mid.plain": 0.9, "l.start.plain": 1.2,
        "C.mid.word": 1.3, "C.start.word": 0.2, "U.mid.word": 0.6, "U.start.word": 0.0,
        "S.mid.word": -1.6, "S.start.word": -1.6, "l.mid.word": -3.6, "l.start.word": -2.6,
        "C.mid.frequent": 0.9, "C.start.frequent": -1.4, "U.mid.frequent": -0.6,
        "U.start.frequent": -1.8, "S.mid.frequent": -3.2, "S.start.frequent": -3.0,
        "l.mid.frequent": -6.0, "l.start.frequent": -5.0, "C.mid.place": 0.6, "C.start.place": 0.8,
        "l.mid.place": -0.6, "l.start.place": 0.2, "S.mid.place": -0.4, "S.start.place": -0.2,
        "C.mid.calendar": -0.8, "C.start.calendar": -0.8, "l.mid.calendar": -6.0,
        "l.start.calendar": -5.0, "S.mid.calendar": -3.0, "S.start.calendar": -3.0,
        "U.mid.calendar": -1.5, "U.start.calendar": -1.5, "C.mid.several": 1.8, "C.start.several": 1.6,
        "l.mid.several": 0.6, "U.mid.several": 1.5, "startlower.word": -0.8,
        "startlower.frequent": -0.4,
        # After it.
        "next.kin": 4.5, "next.thing": 2.4, "possessive": 0.8, "next.says": 0.9,
        "next.says.calendar": 0.4, "next.says.frequent": -0.2, "next.pronoun": 0.4, "next.mark(": 0.6,
        "next.mark-": 0.5, "next.mark–": 0.5, "next.mark:": 0.3, "next.comma": 0.3,
        "next.kinloose": 1.0, "next.function.frequent.start": -2.6, "next.function.word.start": -0.9,
        "next.function.calendar.start": -0.5, "next.function.frequent.mid": -0.4,
        "next.number.calendar": -3.5, "next.date": 1.0, "next.number.frequent": -0.5,
        "next.place": -5.0, "next.month": 0.3, "next.lower.frequent": -1.3, "next.lower.calendar": -1.2,
        "next.lower.word": -0.5,
        # Before it.
        "prev.title": -6.0, "prev.little": 1.2, "prev.child": 2.6, "prev.kin": 0.2, "prev.praise": 2.6,
        "prev.time": -3.0, "prev.fortime": -0.4, "possessive.frequent": 0.8,
        "subject.lead.frequent": 1.2, "subject.lead.word": 0.8, "subject.lead.plain": 0.5,
        "subject.lead.place": 0.5, "prev.place": -2.4, "prev.bookish": -2.2, "prev.with.calendar": 0.8,
        "prev.with.frequent": 0.8, "prev.with.place": 0.6, "prev.with.plain": 0.3,
        "prev.with.word": 0.6, "prev.number.calendar": -4.0, "prev.number.place": 0.6,
        "prev.number.word": 0.4, "beside.place": -2.0, "prev.function.calendar": -0.6, "prev.at": -2.0,
        "prev.article": -1.6, "prev.cap": -0.6, "prev.function.frequent": -0.8, "prev.hash": 0.5,
        "prev.quote": -1.2,
        # Around it.
        "class.after": 3.0, "class.before": 1.2, "around.pronoun": 0.9, "around.school": 0.5,
        "around.bookish": -0.5, "list.before": 0.6, "list.after": 0.6, "line.start": 0.1,
    },
)  # fmt: skip
