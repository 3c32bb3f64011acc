"""Readers beside loads that publish: nobody sees a mixture of two generations, and nobody an error."""

from __future__ import annotations

import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lib import store
from lib.proving import Proof, children, crash, tiny

READERS, LOADS = 8, 3
AT_REST = 0.5  # seconds that a reader still reads after the last load


def watch(readers: int = READERS, loads: int = LOADS) -> tuple[dict[str, int], list[str]]:
    """Readers in processes of their own, over loads that publish one after another: what they saw, and what was wrong."""
    with TemporaryDirectory(prefix="evenhand-readers-") as folder:
        exports = tiny.write(Path(folder), 1)
        children.finish(children.load(exports))
        ends = [children.pipe() for _ in range(readers)]
        readings = [children.start(read, theirs) for _, theirs in ends]
        published = []
        for revision in range(2, loads + 2):
            tiny.write(exports, revision)
            published.append(children.finish(children.load(exports)))
        time.sleep(AT_REST)
        told = [_answer(ours) for ours, _ in ends]
        for each in readings:
            children.finish(each)
    wrong = [each for looks, _, problems in told for each in problems] + [
        f"a load ended with {code}" for code in published if code
    ]
    figures = {"looks": sum(looks for looks, _, _ in told), "generations seen by a reader": min(len(seen) for _, seen, _ in told)}
    return figures, wrong


def _answer(end: Connection) -> tuple[int, set[int], list[str]]:
    end.send("stop")
    return end.recv() if end.poll(children.LONGEST) else (0, set(), ["a reader hangs"])


def read(end: Connection) -> None:
    """A reader: takes the current generation, reads all of it twice, goes on to the next; says at the end what it saw."""
    looks, seen, problems = 0, set[int](), list[str]()
    while not end.poll():
        try:
            lease = store.lease()
            first = tiny.revision_of(lease)
            second = tiny.revision_of(lease)  # others were published meanwhile, and this one dropped if no lease named it
            looks += 1
            if first is None or first != second:
                problems.append(f"a mixture: {first} and {second}")
            else:
                seen.add(first)
        except Exception as problem:
            problems.append(f"{type(problem).__name__}: {problem}"[:200])
    with suppress(OSError):
        end.send((looks, seen, problems[:5]))


def prove() -> tuple[bool, dict[str, Any]]:
    """Passed where no reader saw a mixture or an error, on either engine."""
    figures: dict[str, Any] = {"readers": READERS, "loads": LOADS}
    wrong: list[str] = []
    for engine in crash.ENGINES:
        with crash.warehouse(engine):
            told, problems = watch()
        figures |= {f"{engine}: {name}": value for name, value in told.items()}
        wrong += [f"{engine}: {each}" for each in problems]
    return not wrong, figures | {"mixtures and errors": len(wrong), **({"first": wrong[0]} if wrong else {})}


PROOFS = (Proof("readers", "eight readers while three loads publish: no mixture, no error", prove, "two minutes"),)
