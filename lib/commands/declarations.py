"""`metrics`, `loads`, `peers`, `sources`, `views`, `roles`: the declarations, printed from the code that uses them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from lib import load_measures, metrics, peers, roles, sources, views
from lib.commands import Command


def no_arguments(_: argparse.ArgumentParser) -> None:
    """A command that needs nothing."""


def _listing(declared: Iterable[Any]) -> Callable[[argparse.Namespace], list[dict[str, Any]]]:
    return lambda _: [asdict(each) for each in declared]


def table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """A Markdown table of some columns: what `docs/` prints, and a test holds against the code."""
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(_cell(row[column]) for column in columns) + " |" for row in rows)])


def _cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(str(each) for each in value)
    return "yes" if value is True else "" if value is False else str(value).replace("|", "\\|")


SHOWN = {
    "metrics": ("id", "title", "nature", "family", "level", "source", "unit_text", "why_it_matters"),
    "loads": ("id", "title", "numerator", "denominator", "unit_text", "source", "meaning", "workload_without"),
    "peers": ("id", "title", "keys", "meaning"),
    "sources": ("id", "title", "one_row_is", "key", "settles_days"),
    "views": ("id", "title", "question", "roles"),
    "roles": ("role", *roles.CLASSES),
}


def _command(name: str, text: str, declared: Iterable[Any]) -> Command:
    return Command(name, text, no_arguments, _listing(declared), lambda rows: table(rows, SHOWN[name]))


def _roles(_: argparse.Namespace) -> list[dict[str, Any]]:
    return [
        {"role": role}
        | {each: [action for action in roles.ACTIONS if roles.allowed(role, action, each)] for each in roles.CLASSES}
        for role in roles.ROLES
    ]


COMMANDS = (
    _command("metrics", "the metrics: what is counted, per what, and what else may account for it", metrics.METRICS),
    _command("loads", "the load measures: what was asked of people", load_measures.LOAD_MEASURES),
    _command("peers", "the rules that say whose peers a person is compared with", peers.PEER_RULES),
    _command("sources", "the source systems and their canonical fields", sources.SOURCES),
    _command("views", "the views, and which role sees them", views.VIEWS),
    Command("roles", "who may do what with which class of data", no_arguments, _roles, lambda rows: table(rows, SHOWN["roles"])),
)
