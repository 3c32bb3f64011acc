"""What is to be generated, and the random streams it is drawn from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from lib.errors import InputError
from lib.question import Month

SCENARIOS = ("calm", "overload", "individual", "mixed", "culture")
FRAILTIES = ("gamma", "lognormal")
DOSES = ("loglinear", "additive", "threshold")
DEFAULT_END = Month(2026, 10)
EARLIEST, LATEST = Month(2015, 1), Month(2060, 12)
"""Some exports write years with two digits, read as 1970 to 2069: a career of 45 years before the window must fit in."""
FEWEST_PEOPLE = 500
MOST_PEOPLE = 1_500_000
PAYROLL_ROOM = 900_000  # numbers of eight digits that begin with 09; a larger force has nine
EXTRACTION_DAYS = 15


@dataclass(frozen=True)
class Plan:
    """One synthetic force: how many people are ever employed in it, how many months, and how it behaves.

    `noise` is the standard deviation, on the log scale, between true and measured load. `association` is the ratio
    of the rate of conduct outcomes of people in the top tenth of a metric to that of the others, for each metric alone (1 = none).
    Raises InputError.
    """

    people: int
    months: int
    seed: int
    scenario: str = "mixed"
    end: Month = DEFAULT_END
    frailty: str = "gamma"
    dose: str = "loglinear"
    association: float = 1.0
    noise: float = 0.2

    def __post_init__(self) -> None:
        if not FEWEST_PEOPLE <= self.people <= MOST_PEOPLE:
            raise InputError("people", f"not between {FEWEST_PEOPLE} and {MOST_PEOPLE}")
        if not 1 <= self.months <= 120:
            raise InputError("months", "not between 1 and 120")
        if not (self.end.plus(1 - self.months) >= EARLIEST and self.end <= LATEST):
            raise InputError("end", f"a window that is not within {EARLIEST} to {LATEST}", "Choose another end, or fewer months.")
        if self.seed < 0:
            raise InputError("seed", "negative", "Use a whole number from 0 up.")
        for name, known in (("scenario", SCENARIOS), ("frailty", FRAILTIES), ("dose", DOSES)):
            if getattr(self, name) not in known:
                raise InputError(name, f"not one of {', '.join(known)}")
        if not 0 < self.association <= 100:
            raise InputError("association", "not a ratio above 0 and at most 100")
        if not 0 <= self.noise <= 2:
            raise InputError("noise", "not a standard deviation from 0 to 2")

    @cached_property
    def first_day(self) -> date:
        return self.end.plus(1 - self.months).first_day

    @property
    def last_day(self) -> date:
        return self.end.last_day

    @property
    def extracted_on(self) -> date:
        """The day the exports were taken: what has not been known by then is not in them."""
        return self.last_day + timedelta(days=EXTRACTION_DAYS)

    @property
    def payroll_digits(self) -> int:
        """Digits of a payroll number: 8, and 9 in a force that is too large for them."""
        return 8 if self.people <= PAYROLL_ROOM else 9

    @property
    def payroll_room(self) -> int:
        """Payroll numbers begin above ten times this, and this many lie in the synthetic range 09..."""
        return PAYROLL_ROOM if self.people <= PAYROLL_ROOM else 10 * PAYROLL_ROOM

    @cached_property
    def days(self) -> int:
        """Days with data."""
        return (self.last_day - self.first_day).days + 1

    @property
    def horizon(self) -> int:
        """Days that are lived through: to the extraction."""
        return self.days + EXTRACTION_DAYS

    def day(self, ahead: int) -> date:
        """The date so many days after the first."""
        return self.first_day + timedelta(days=int(ahead))

    @cached_property
    def calendar(self) -> np.ndarray:
        """numpy days of the horizon."""
        return np.datetime64(self.first_day, "D") + np.arange(self.horizon)

    @cached_property
    def month_of(self) -> np.ndarray:
        """Month index (0 = first) of each day of the horizon; days after the end stay in the last month."""
        months = self.calendar.astype("datetime64[M]").astype(int)
        return np.minimum(months - months[0], self.months - 1)

    @cached_property
    def month_number(self) -> np.ndarray:
        """Calendar month, 0 = January, of each day of the horizon."""
        return self.calendar.astype("datetime64[M]").astype(int) % 12

    @cached_property
    def weekday(self) -> np.ndarray:
        """0 = Monday, of each day of the horizon."""
        return (self.calendar.astype(int) + 3) % 7

    def month_name(self, index: int) -> str:
        return str(self.end.plus(1 - self.months + index))

    def stream(self, *names: object) -> np.random.Generator:
        """An independent stream for that name: adding one changes no other."""
        digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
        words = np.frombuffer(digest[:16], dtype="<u4").tolist()
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, *words])))
