"""From facts to days, and from days to units' months: pure Polars, a frame in and a frame out.

`derived` gives every derived table of a generation but `person_months`, which is folded from `person_days` by one statement.
"""

from lib.days.deriving import derived
from lib.days.span import Span

__all__ = ["Span", "derived"]
