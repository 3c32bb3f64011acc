"""`metrics`, `loads`, `peers`, `sources`, `views`: the declarations, printed from the code that uses them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from lib import load_measures, metrics, peers, sources, views
from lib.commands import Command


def no_arguments(_: argparse.ArgumentParser) -> None:
    """A command that needs nothing."""


def _listing(declared: Iterable[Any]) -> Callable[[argparse.Namespace], list[dict[str, Any]]]:
    return lambda _: [asdict(each) for each in declared]


def _words(rows: list[dict[str, Any]]) -> str:
    width = max(len(row["id"]) for row in rows)
    return "\n".join(f"{row['id']:<{width}}  {row['title']}" for row in rows)


def _command(name: str, text: str, declared: Iterable[Any]) -> Command:
    return Command(name, text, no_arguments, _listing(declared), _words)


COMMANDS = (
    _command("metrics", "the metrics: what is counted, per what, and what else may account for it", metrics.METRICS),
    _command("loads", "the load measures: what was asked of people", load_measures.LOAD_MEASURES),
    _command("peers", "the rules that say whose peers a person is compared with", peers.PEER_RULES),
    _command("sources", "the source systems and their canonical fields", sources.SOURCES),
    _command("views", "the views, and which role sees them", views.VIEWS),
)
