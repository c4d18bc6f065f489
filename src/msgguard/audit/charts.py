"""The report's charts as SVG, drawn by Vega-Lite (vl-convert): every mark carries its own label.

A chart has a title and a description for screen readers, and a table of the same numbers
stands beside it on the page. Numbers below five come in as None and are left blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgguard.audit.entries import need

INK, SOFT, LINE, BAR = "#1b1b1f", "#55555f", "#d5d5dc", "#0b4f8a"
# One hue, light to dark: it prints in grey, and no colour blindness hides it.
SCALE = ["#e6eef7", "#9fc0df", "#4f8bbf", "#0b4f8a", "#052c50"]
_CONFIG = {
    "background": None,
    "font": "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": SOFT, "gridColor": LINE, "domainColor": SOFT, "tickColor": SOFT,
             "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 260},
    "legend": {"labelColor": INK, "titleColor": SOFT, "titleFontWeight": "normal"},
}  # fmt: skip
_SVG_OPEN = re.compile(r"<svg[^>]*>")
_SIZE = re.compile(r'\s(?:width|height)="[\d.]+"')
_ROW = 24


def bars(rows: Sequence[tuple[str, int]], *, about: str, unit: str) -> str:
    """Horizontal bars, the largest first, each with its number."""
    values = [{"name": name, "count": count} for name, count in rows]
    label = {"field": "count", "type": "quantitative", "format": ","}
    spec: dict[str, Any] = {
        "width": 560,
        "height": {"step": _ROW},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None,
                  "axis": {"domain": False, "ticks": False, "labelPadding": 8}},
            "x": {"field": "count", "type": "quantitative", "title": None, "axis": None},
        },
        "layer": [
            {"mark": {"type": "bar", "color": BAR, "height": {"band": 0.7}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": INK, "fontSize": 12,
                         "aria": False},
                "encoding": {"text": label},
            },
        ],
    }  # fmt: skip
    return _drawn(spec, values, about=about, unit=unit)


def trend(rows: Sequence[tuple[str, float | None]], *, about: str, unit: str, title: str) -> str:
    """A line over months; a gap where there is no number to show."""
    values = [{"name": f"{month}-01", "count": count} for month, count in rows]
    spec: dict[str, Any] = {
        "width": 640,
        "height": 220,
        "mark": {"type": "line", "color": BAR, "strokeWidth": 2,
                 "point": {"size": 40, "filled": True, "color": BAR}},
        "encoding": {
            "x": {"field": "name", "type": "temporal", "title": None, "timeUnit": "utcyearmonth",
                  "axis": {"format": "%b %Y", "labelAngle": 0, "labelOverlap": True, "grid": False}},
            "y": {"field": "count", "type": "quantitative", "title": title,
                  "scale": {"zero": True}, "axis": {"tickMinStep": 1, "tickCount": 5}},
        },
    }  # fmt: skip
    return _drawn(spec, values, about=about, unit=unit)


def heat(
    cells: Sequence[tuple[str, str, int | None]],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    about: str,
    unit: str,
) -> str:
    """A grid of clauses and months; the number stands in its cell, ``<5`` where it is small."""
    values = [
        {"row": row, "column": column, "count": count, "shown": "<5" if count is None else f"{count:,}"}
        for row, column, count in cells
    ]
    top = max((count or 0 for _, _, count in cells), default=0)
    step = 46 if len(columns) <= 14 else 24
    spec: dict[str, Any] = {
        "width": {"step": step},
        "height": {"step": 26},
        "encoding": {
            "x": {"field": "column", "type": "ordinal", "title": None, "scale": {"domain": list(columns)},
                  "axis": {"labelAngle": 0 if step > 40 else -90, "orient": "top", "domain": False,
                           "ticks": False}},
            "y": {"field": "row", "type": "ordinal", "title": None, "scale": {"domain": list(rows)},
                  "axis": {"domain": False, "ticks": False, "labelPadding": 8}},
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "color": {"field": "count", "type": "quantitative", "title": unit, "legend": None,
                              "scale": {"range": SCALE, "domain": [0, max(top, 1)]},
                              "condition": {"test": "datum.count === null", "value": "#f0f0f3"}},
                },
            },
            *([] if step < 40 else [{
                "mark": {"type": "text", "fontSize": 11, "aria": False},
                "encoding": {
                    "text": {"field": "shown", "type": "nominal"},
                    "color": {"condition": {"test": f"datum.count > {top * 0.45}", "value": "white"},
                              "value": INK},
                },
            }]),
        ],
    }  # fmt: skip
    return _drawn(spec, values, about=about, unit=unit)


def _drawn(spec: dict[str, Any], values: Sequence[dict[str, Any]], *, about: str, unit: str) -> str:
    """The SVG, scaling with the page, with its description first for screen readers."""
    convert = need("vl_convert", "audit")
    whole = spec | {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": list(values)},
        "description": about,
        "config": _CONFIG,
        # Room at the left: the reader's font may be wider than the one the text was measured with.
        "padding": {"left": 24, "right": 24, "top": 4, "bottom": 4},
    }
    svg: str = convert.vegalite_to_svg(whole, allowed_base_urls=[])
    opened = _SVG_OPEN.search(svg)
    if opened is None:
        return svg
    head = _SIZE.sub("", opened[0]).replace("<svg", '<svg role="img" preserveAspectRatio="xMinYMin meet"', 1)
    width = re.search(r'viewBox="0 0 ([\d.]+)', head)
    if width:
        head = head[:-1] + f' style="max-width:{float(width[1]):.0f}px">'
    return head + f"<title>{_escaped(about)}</title>" + svg[opened.end() :]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
