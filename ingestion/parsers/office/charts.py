"""Charts in Office files: their title, and their values as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from ingestion.elements import Element
from ingestion.parsers.markdown_tables import markdown_table
from ingestion.parsers.office.markup import CX, C, Node, drawn_text, tree

MAX_ROWS = 1_000  # of a chart's table; a curve of more points is no table to be read

Values = dict[int, str]


def chart(xml: bytes) -> list[Element]:
    """A line with the chart's title and axes, and its table; empty without stored values."""
    root = tree(xml)
    tables = list(_extended(root) if root.tag.startswith(CX) else _plots(root))
    rows = [row for table in tables for row in table]
    if not rows:
        return []
    text = markdown_table(rows[: MAX_ROWS + 1])
    return [Element("paragraph", _heading(root)), Element("table", text)] if text else []


def _heading(root: Node) -> str:
    titles = [node for node in root.iter(f"{C}title", f"{CX}title") if _text(node)]
    own = next((n for n in titles if n.getparent().tag in (f"{C}chart", f"{CX}chart")), None)
    axes = ", ".join(_text(node) for node in titles if node is not own)
    title = _text(own) if own is not None else ""
    about = f"chart, axes: {axes}" if axes else "chart"
    return f"{title} ({about}):" if title else f"{about.capitalize()}:"


def _text(node: Node) -> str:
    spoken = drawn_text(node) or " ".join(v.text or "" for v in node.iter(f"{C}v", f"{CX}v"))
    return " ".join(spoken.split())


def _plots(root: Node) -> Iterator[list[list[str]]]:
    """The tables of a chart: series with the same categories share one."""
    series = list(root.iter(f"{C}ser"))
    points = [one for one in series if one.find(f"{C}xVal") is not None]
    shared = [one for one in series if one not in points]
    if shared:
        categories = next(filter(None, (_values(one.find(f"{C}cat")) for one in shared)), {})
        columns = [_values(one.find(f"{C}val")) for one in shared]
        names = [_name(one, number) for number, one in enumerate(shared, start=1)]
        yield _table("", categories, dict(zip(_different(names), columns, strict=True)))
    for number, one in enumerate(points, start=1):
        named = {_name(one, number): _values(one.find(f"{C}yVal"))}
        if sizes := _values(one.find(f"{C}bubbleSize")):
            named["size"] = sizes
        yield _table("x", _values(one.find(f"{C}xVal")), named)


def _different(names: list[str]) -> list[str]:
    return [name if names.count(name) == 1 else f"{name} {n}" for n, name in enumerate(names, 1)]


def _table(corner: str, categories: Values, columns: dict[str, Values]) -> list[list[str]]:
    places = sorted({place for values in (categories, *columns.values()) for place in values})
    if not any(columns.values()):
        return []
    body = [
        [categories.get(place, str(place + 1)), *(v.get(place, "") for v in columns.values())]
        for place in places[:MAX_ROWS]
    ]
    return [[corner, *columns], *body]


def _name(series: Node, number: int) -> str:
    tx = series.find(f"{C}tx")
    return (_text(tx) if tx is not None else "") or f"Series {number}"


def _values(node: Node | None) -> Values:
    """The stored points by their place; categories of several levels are joined."""
    if node is None:
        return {}
    form = node.findtext(f".//{C}formatCode") or ""
    found: Values = {}
    for point in node.iter(f"{C}pt"):
        place, text = point.get("idx", ""), (point.findtext(f"{C}v") or "").strip()
        if place.isdecimal() and text and len(place) < 8:
            before = found.get(int(place))
            found[int(place)] = f"{_shown(text, form)} / {before}" if before else _shown(text, form)
    return found


def _shown(value: str, form: str) -> str:
    """A stored number as the chart shows it: dates and percents are not plain numbers."""
    try:
        number = float(value)
    except ValueError:
        return value
    if form and form != "General" and is_date_format(form) and 0 < number < 2_900_000:
        found = from_excel(number)
        return str(found.date()) if isinstance(found, datetime) else str(found)
    return f"{number * 100:.10g}%" if "%" in form else f"{number:.12g}"


def _extended(root: Node) -> Iterator[list[list[str]]]:
    """Charts that came with Office 2016: waterfall, treemap, histogram and their like."""
    for number, data in enumerate(root.iter(f"{CX}data"), start=1):
        columns: dict[str, Values] = {}
        categories: Values = {}
        for node in data:
            levels = [_points(level) for level in node.iter(f"{CX}lvl")]
            if node.tag == f"{CX}strDim" and levels:
                categories = levels[0]
            elif levels:
                columns[f"Series {number}"] = levels[0]
        yield _table("", categories, columns)


def _points(level: Node) -> Values:
    found = ((pt.get("idx", ""), (pt.text or "").strip()) for pt in level.iter(f"{CX}pt"))
    return {int(place): text for place, text in found if place.isdecimal() and len(place) < 8}
