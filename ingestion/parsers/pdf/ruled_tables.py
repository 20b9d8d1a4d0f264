"""Tables with rules between their cells, whatever their text looks like: narrow columns, cells of
several lines, merged cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingestion.parsers.grids import Cell
from ingestion.parsers.pdf.layout import joined_rows
from ingestion.parsers.pdf.lines import Line, Word
from ingestion.parsers.pdf.rules import NEAR, Rule, Rules

FEWEST = 4  # cells with text
LONGEST = 600  # characters of a cell; more is a frame around text
MOST = (200, 30)  # rows and columns
HALF_A_LINE = 12.0  # points
INSIDE = 0.3  # of a line's size above its baseline: where its words are

Place = tuple[int, int, int, int]  # of a cell: row, column, rows, columns


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table at its place on the page, with its cells."""

    left: float
    low: float
    right: float
    high: float
    cells: Sequence[Cell]

    def beside(self, line: Line) -> bool:
        """Whether a line is at its height."""
        if line.y > self.high or line.y < self.low - HALF_A_LINE:
            return False
        return self.low <= line.y + INSIDE * line.size <= self.high

    def lines_beside(self, lines: Sequence[Line]) -> list[Line]:
        """Those of the lines that are at its height; most of a page are above it or below."""
        low, high = self.low - HALF_A_LINE, self.high
        return [line for line in lines if low <= line.y <= high and self.beside(line)]

    def surrounds(self, other: RuledTable) -> bool:
        """Whether another table stands in a cell of it."""
        wide = self.left < other.left and other.right < self.right
        return wide and self.low < other.low and other.high < self.high

    def outside(self, line: Line) -> list[Word]:
        """The words of a line beside it that do not stand in it."""
        return [w for w in line.words if not self.left <= (w.x0 + w.x1) / 2 <= self.right]


def ruled_tables(rules: Rules, lines: Sequence[Line]) -> list[RuledTable]:
    """The tables of a page that their rules are needed for, from top to bottom."""
    if rules.regular and _is_plain(_columns(rules), _frame(rules).lines_beside(lines)):
        return []
    joined = rules.joined()
    tables = (_table(grid, lines) for grid in _grids(joined)) if joined else ()
    found = sorted((t for t in tables if t is not None), key=lambda t: -t.high)
    return [table for table in found if not any(other.surrounds(table) for other in found)]


def _frame(rules: Rules) -> RuledTable:
    across, up = rules.across[0], rules.up[0]
    return RuledTable(across.start, up.start, across.end, up.end, ())


def _columns(rules: Rules) -> int:
    """How many columns regular rules make; the outermost may have no edge."""
    places = {round(up.at) for up in rules.up}
    left, right = rules.across[0].start, rules.across[0].end
    open_ends = (min(places) > left + 2 * NEAR) + (max(places) < right - 2 * NEAR)
    return len(places) - 1 + open_ends


def parts(
    lines: Sequence[Line], tables: Sequence[RuledTable]
) -> Iterator[Sequence[Line] | RuledTable]:
    """The lines of a page above, between and below its tables, without the words of these."""
    rest = [left for line in lines if (left := _outside(line, tables))]
    for table in tables:
        above = [line for line in rest if line.y > table.high]
        rest = [line for line in rest if line.y <= table.high]
        if above:
            yield above
        yield table
    if rest or not tables:
        yield rest


def _outside(line: Line, tables: Sequence[RuledTable]) -> Line | None:
    """A line without the words that stand in a table."""
    for table in tables:
        if table.beside(line) and len(words := table.outside(line)) < len(line.words):
            return _outside(Line(words), tables) if words else None
    return line


@dataclass(slots=True)
class _Grid:
    """Rules that touch each other, and the edges of cells between them."""

    across: list[Rule]
    up: list[Rule]

    def edges(self) -> tuple[list[float], list[float]]:
        """The edges from left to right, and from top to bottom; the outermost may have no rule."""
        ends = [end for rule in self.across for end in (rule.start, rule.end)]
        xs = _apart([*(rule.at for rule in self.up), min(ends), max(ends)])
        ends = [end for rule in self.up for end in (rule.start, rule.end)]
        ys = _apart([*(rule.at for rule in self.across), min(ends), max(ends)])
        return xs, ys[::-1]


def _apart(places: Sequence[float]) -> list[float]:
    """The places in order, those near to each other once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2 * NEAR:
            found.append(place)
    return found


def _grids(rules: Rules) -> Iterator[_Grid]:
    across, up = list(rules.across), list(rules.up)
    while across:
        grid = _Grid([across.pop()], [])
        new = list(grid.across)
        while new:
            beside = [one for one in up if any(_touch(other, one) for other in new)]
            up = _without(up, beside)
            grid.up += beside
            new = [one for one in across if any(_touch(one, other) for other in beside)]
            across = _without(across, new)
            grid.across += new
        if len(grid.across) >= 2 and grid.up:
            yield grid


def _without(rules: Sequence[Rule], taken: Sequence[Rule]) -> list[Rule]:
    gone = set(map(id, taken))
    return [rule for rule in rules if id(rule) not in gone]


def _touch(across: Rule, up: Rule) -> bool:
    return across.covers(up.at) and up.covers(across.at)


def _table(grid: _Grid, lines: Sequence[Line]) -> RuledTable | None:
    """The table in a grid; None for frames, charts and other drawings."""
    xs, ys = grid.edges()
    if not (3 <= len(ys) <= MOST[0] and 3 <= len(xs) <= MOST[1]):
        return None
    places = _merged(_walls(grid, xs, ys), _floors(grid, xs, ys))
    if places is None:
        return None
    frame = RuledTable(xs[0], ys[-1], xs[-1], ys[0], ())
    single = all(place[2:] == (1, 1) for row in places for place in row)
    within = frame.lines_beside(lines)
    if single and _is_plain(len(places[0]), within):
        return None
    texts = _words_of(places, within, xs, ys)
    if texts is None:
        return None
    found = sorted({place for row in places for place in row})
    cells = [Cell(_text(texts.get(place, ())), *place) for place in found]
    filled = [cell for cell in cells if cell.text]
    several = len({c.row for c in filled}) >= 2 and len({c.column for c in filled}) >= 2
    if len(filled) < FEWEST or not several or any(len(c.text) > LONGEST for c in filled):
        return None
    return replace(frame, cells=cells)


def _is_plain(columns: int, lines: Sequence[Line]) -> bool:
    """Whether a table without merged cells is read as well by the gaps in its lines, at less cost:
    each line has a gap between any two cells."""
    return all(len(line.cells) == columns for line in joined_rows(lines))


def _walls(grid: _Grid, xs: Sequence[float], ys: Sequence[float]) -> list[list[bool]]:
    """For each row the edges between its places, and whether there is a rule."""
    at = [[up for up in grid.up if abs(up.at - x) <= 2 * NEAR] for x in xs[1:-1]]
    middles = [(upper + lower) / 2 for upper, lower in pairwise(ys)]
    return [list(row) for row in zip(*(_covered(some, middles) for some in at), strict=True)]


def _floors(grid: _Grid, xs: Sequence[float], ys: Sequence[float]) -> list[list[bool]]:
    """For each edge between two rows its places, and whether there is a rule."""
    at = [[one for one in grid.across if abs(one.at - y) <= 2 * NEAR] for y in ys[1:-1]]
    middles = [(left + right) / 2 for left, right in pairwise(xs)]
    return [_covered(some, middles) for some in at]


def _covered(rules: Sequence[Rule], places: Sequence[float]) -> list[bool]:
    """Whether one of the rules goes past each place; most go past all."""
    if any(rule.covers(places[0]) and rule.covers(places[-1]) for rule in rules):
        return [True] * len(places)
    return [any(rule.covers(place) for rule in rules) for place in places]


def _merged(walls: list[list[bool]], floors: list[list[bool]]) -> list[list[Place]] | None:
    """For each row and column the cell that is there. None if the rules do not make boxes."""
    rows, columns = len(walls), len(walls[0]) + 1
    found: list[list[Place | None]] = [[None] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if found[row][column]:
                continue
            wide = high = 1
            while column + wide < columns and not walls[row][column + wide - 1]:
                wide += 1
            while row + high < rows and not floors[row + high - 1][column]:
                high += 1
            for below in found[row : row + high]:
                if any(below[column : column + wide]):
                    return None
                below[column : column + wide] = [(row, column, high, wide)] * wide
    return found  # type: ignore[return-value]  # each place is in a cell


def _words_of(
    places: list[list[Place]], lines: Sequence[Line], xs: Sequence[float], ys: Sequence[float]
) -> dict[Place, list[Word]] | None:
    """The words of each cell; None where a rule goes through a word, as in charts."""
    inner, levels = xs[1:-1], [-y for y in ys[1:-1]]
    texts: dict[Place, list[Word]] = {}
    for line in lines:
        row = places[bisect_left(levels, -line.y - INSIDE * line.size)]
        for word in line.words:
            most = 0.3 * (word.x1 - word.x0)
            first, last = word.x0 + most, word.x1 - most
            if not xs[0] <= (first + last) / 2 <= xs[-1]:
                continue
            place = row[bisect_right(inner, first)]
            if first < xs[0] or last > xs[-1] or row[bisect_right(inner, last)] != place:
                return None
            texts.setdefault(place, []).append(word)
    return texts


def _text(words: Sequence[Word]) -> str:
    """The words of a cell, line by line."""
    if not words or words[0].y == words[-1].y == max(word.y for word in words):
        return " ".join([word.text for word in words])
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.y):
        if rows and rows[-1][0].y - word.y <= 0.5 * word.size:
            rows[-1].append(word)
        else:
            rows.append([word])
    return " ".join(w.text for row in rows for w in sorted(row, key=lambda word: word.x0))
