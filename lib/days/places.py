"""The unit tree as it is now: where each node stands, and which unit and command it belongs to."""

from __future__ import annotations

import polars as pl

from lib.days.columns import UNIT_PLACES
from lib.days.span import Span

_Node = tuple[str, str | None, str | None, str | None]  # code, name, kind, parent


def places(units: pl.DataFrame, span: Span) -> pl.DataFrame:
    """One row is a node of the tree, closed ones included, by its newest row that has begun by the last day with data.

    Input: facts `units`. Output: `unit_places` of the schema; `unit` and `command` are the nearest node of that kind on the
    way up, the node itself first, null where there is none; `path` the codes from the top down to the node, joined by `/`
    (a `/` inside a code stands as %2F). A parent that is unknown, or that would close a circle, makes the node a top.
    """
    nodes = {node[0]: node for node in _newest(units, span)}
    rows = [_placed(code, nodes, span) for code in sorted(nodes)]
    return pl.DataFrame(rows, schema=UNIT_PLACES, orient="row")


def _newest(units: pl.DataFrame, span: Span) -> list[_Node]:
    begun = pl.col("valid_from_on").is_null() | (pl.col("valid_from_on") <= span.last_day)
    newest = (
        units.filter(pl.col("unit").is_not_null())
        .with_columns(_begun=begun)
        .sort("_begun", pl.when("_begun").then("valid_from_on"), nulls_last=False)
        .unique("unit", keep="last", maintain_order=True)
    )
    return newest.select("unit", "name", "kind", "parent").rows()


def _way_up(code: str, nodes: dict[str, _Node]) -> list[str]:
    """The codes from the node to its top. Stops before a node that it has met."""
    way = [code]
    while (parent := nodes[way[-1]][3]) is not None and parent in nodes and parent not in way:
        way.append(parent)
    return way


def _placed(code: str, nodes: dict[str, _Node], span: Span) -> tuple[str | None, ...]:
    way = _way_up(code, nodes)
    _, name, kind, _ = nodes[code]
    unit = next((each for each in way if nodes[each][2] == span.unit_level), None)
    command = next((each for each in way if nodes[each][2] == span.command_level), None)
    path = "/".join(each.replace("/", "%2F") for each in reversed(way))
    return code, name, kind, way[1] if len(way) > 1 else None, unit, command, path
