"""`rules`: how rows end, why one is set aside and what mends it, from the declarations; `docs/data-rules.md` is what it prints."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from lib.checking import breaks, coverage
from lib.checking.forbidden import FORBIDDEN
from lib.checking.reasons import Reason
from lib.checking.rules import RULES
from lib.commands import Command
from lib.commands.declarations import no_arguments, table
from lib.linking import LINK_RULES
from lib.sources import SOURCES

HEAD = """\
# What becomes of a row

Printed by `python -m lib rules`; a test holds this page against the code.

Every record of every file ends once: **accepted** (linked to a known person, or unlinked), **quarantined**, **duplicate** or **erased**. The four add up to the records read, for each file and each source, and the counts are stored with the generation.

- *Accepted, unlinked*: it names nobody, or nobody who is loaded. It counts in totals of its source and in no figure of a person or unit.
- *Quarantined*: it cannot be used as it stands. `python -m lib quarantine --out FILE.csv` says file, row, field, reason and fix. Mend the source file and load again.
- *Duplicate*: another row has its key. The later export stays (`export_order`, then the file's name), then the later row.
- *Erased*: it belongs to a person who was erased; of them a keyed hash is kept by which later loads pass over their rows.

A record that gives several facts is set aside whole if one of them fails.

## Keys

"""
RAW = """\

## What quarantine shows of a row

File, row, field, reason and fix are enough to mend it. `raw` holds the row's declared fields; these are `[withheld]`: names, reasons and kinds of absence, protected characteristics, severity, finding and outcome of conduct, every undeclared column, and the numbers of people who are loaded (beside the row's days they would say whose pseudonym is whose). A number that nobody has is shown: it may be what has to be mended. Of a record that is no row of its table nothing is shown.

"""
LINKS = """\

## How a row finds its person

In this order, and by nothing else. A number that two people have links nobody: its rows are quarantined. Names link nobody: `python -m lib links propose DIR --out FILE.csv` lists numbers that may be one person's (columns `number`, `payroll_number`, `why`, `likeness`, `rows_count`, the two names, `accept`); a person writes `yes` under `accept` where they have made sure, puts the file beside the exports and says `[links] accepted = "FILE.csv"` in the profile. The file holds names: it is its owner's alone.

"""
NOTICED = f"""\

## Breaks and gaps

Noticed at load, stored as events, drawn on charts.

- *Definition break*: a monthly count of the whole force that differs from one month to the next by {100 * (np.exp(breaks.SMALLEST) - 1):.0f} % or more and by {breaks.TIMES:.0f} times what neighbouring months usually differ, and stays there: at least {100 * breaks.STAYS:.0f} % of the step is left in the median of the next {breaks.SIDE} months (of {breaks.FEWEST} at least), no month of either side crosses half way, and the same months do not step alike a year before or after. Fewer than {breaks.LEAST:.0f} events a month say nothing. Counts of demand are compared with the other counts of demand, so that more work is no break. A word of a field that ends where another begins, about as often, is a change of words; words of what never counts are not named.
- *Coverage gap*: months without any row where the {coverage.AROUND} months on either side say {coverage.FEWEST:.0f} or more, or with less than {100 * coverage.FAR_BELOW:.0f} % of what they say where that is {2 * coverage.FEWEST:.0f} or more. For the whole force by source; for units by days in post (duties, sickness) or days of existence (demand), in months that are none of the whole force.
"""
REFUSED = """\

## What is refused

A profile that reads a column of these kinds is refused by the column's name; where nothing reads it, it is reported and dropped unread. A sickness reason may be called a diagnosis: it is classified to counted or not, and gone.

"""


def page() -> str:
    """The whole of `docs/data-rules.md`."""
    keys = [{"source": source.id, "key": source.key} for source in SOURCES]
    reasons = [{"code": reason.value, "reason": reason.sentence, "fix": reason.fix} for reason in Reason]
    links = [{"rule": rule, "certainty": certainty, "meaning": meaning} for rule, certainty, meaning in LINK_RULES]
    return "".join(
        [
            HEAD,
            table(keys, ("source", "key")),
            "\n\n`overtime` without a claim number is known by all it says; a snapshot's row by its day too.\n\n## Reasons\n\n",
            table(reasons, ("code", "reason", "fix")),
            "\n",
            RAW,
            "## Rules across rows\n\nTried in this order. `[rules]` in the profile may say another outcome of those allowed. What each found is counted, by source.\n\n",
            table(_rules(), ("rule", "sources", "finds", "outcome", "allowed", "otherwise")),
            "\n",
            LINKS,
            table(links, ("rule", "certainty", "meaning")),
            "\n",
            NOTICED,
            REFUSED,
            "\n".join(f"- {what}" for _, what in FORBIDDEN),
            "\n",
        ]
    )


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "rule": f"`{rule.id}`",
            "sources": rule.sources,
            "finds": rule.sentence,
            "outcome": rule.default,
            "allowed": rule.may,
            "otherwise": rule.says,
        }
        for rule in RULES
    ]


def _run(_: argparse.Namespace) -> dict[str, Any]:
    return {
        "reasons": [{"code": reason.value, "reason": reason.sentence, "fix": reason.fix} for reason in Reason],
        "rules": _rules(),
    }


COMMANDS = (
    Command("rules", "how rows end: reasons, rules across rows, links, breaks and gaps", no_arguments, _run, lambda _: page()),
)
