"""Charts and diagrams as Office files hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.ingestion.parsers.makers.word import SPACES


def chart(title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """A bar chart."""
    named = _points("strCache", categories)
    bars = "".join(
        f"<c:ser><c:tx><c:strRef>{_points('strCache', [name])}</c:strRef></c:tx>"
        f"<c:cat><c:strRef>{named}</c:strRef></c:cat>"
        f"<c:val><c:numRef>{_points('numCache', values)}</c:numRef></c:val></c:ser>"
        for name, values in series.items()
    )
    return (
        f"<c:chartSpace {SPACES}><c:chart>{_title(title)}<c:plotArea><c:barChart>{bars}"
        f"</c:barChart><c:valAx>{_title('Hours')}</c:valAx></c:plotArea></c:chart></c:chartSpace>"
    )


def _title(text: str) -> str:
    return (
        f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )


def _points(kind: str, values: Sequence[object]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{v}</c:v></c:pt>' for n, v in enumerate(values))
    return f"<c:{kind}>{points}</c:{kind}>"


def diagram(points: Mapping[str, str], lines: Sequence[tuple[str, str]] = ()) -> str:
    """The data of a SmartArt; lines lead from an item to those below it."""
    own = "".join(
        f'<dgm:pt modelId="{name}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for name, text in points.items()
    )
    top = '<dgm:pt modelId="top" type="doc"/>' if lines else ""
    drawn = "".join(
        f'<dgm:cxn srcId="{above}" destId="{below}" srcOrd="{n}"/>'
        for n, (above, below) in enumerate(lines)
    )
    return (
        f"<dgm:dataModel {SPACES}><dgm:ptLst>{top}{own}</dgm:ptLst>"
        f"<dgm:cxnLst>{drawn}</dgm:cxnLst></dgm:dataModel>"
    )
