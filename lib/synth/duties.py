"""What became of the planned duties, and of some rest days: worked, sick, leave, abstracted; cancelled, given back; kept on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.plan import Plan
from lib.synth.rosters import HOUR, Roster

STATES = ("", "worked", "rest_day", "leave", "sick", "abstracted", "absent", "rest_day_returned")
NONE, WORKED, REST_DAY, LEAVE, SICK, ABSTRACTED, ABSENT, RETURNED = range(8)
CANCELLED = 0.060
KEPT_ON = 0.05
CALLED_EARLY = 0.010
VOLUNTEERED = 0.018
RETURNED_SHARE = 0.52
REST = 11 * HOUR
EARLIEST, LONGEST_GAP = 4 * HOUR, 14 * HOUR + 30
REFERENCE_DAYS, OFFERED_BELOW = 119, 38
"""Days of the period over which the law takes the average week, and the hours a week (leave counted as none) up to which more is offered."""


@dataclass(frozen=True)
class Asked:
    """What may happen on each person-day: chances of a cancelled rest day, being kept on, called early, volunteering."""

    cancelled: np.ndarray
    kept_on: np.ndarray
    early: np.ndarray
    volunteered: np.ndarray


@dataclass
class Duties:
    """Person-days: `state` (NONE = no row); planned `start` and `length`; `late` and `early` minutes worked beyond the plan;
    `cancelled`; `booked` (rest day worked by choice); `notice` days (-1 none)."""

    state: np.ndarray
    start: np.ndarray
    length: np.ndarray
    late: np.ndarray
    early: np.ndarray
    cancelled: np.ndarray
    notice: np.ndarray
    abstraction: np.ndarray

    @property
    def booked(self) -> np.ndarray:
        return (self.state == REST_DAY) | ((self.state == WORKED) & ((self.late > 0) | (self.early > 0)))

    @property
    def at_work(self) -> np.ndarray:
        return (self.state == WORKED) | (self.state == REST_DAY)


def planned_states(roster: Roster, away: np.ndarray, long_away: np.ndarray, leave: np.ndarray, sick: np.ndarray) -> np.ndarray:
    """State of each planned duty before anything unplanned: sick goes before leave; long absences take people off the roster."""
    state = np.where(roster.on, WORKED, NONE).astype(np.int8)
    state[roster.on & away] = ABSENT
    state[roster.on & leave] = LEAVE
    state[roster.on & sick] = SICK
    state[long_away] = NONE
    return state


def duties(
    plan: Plan, roster: Roster, state: np.ndarray, abstraction: np.ndarray, rest: np.ndarray, asked: Asked, chunk: int
) -> Duties:
    """The duty rows of some people. `rest` is true on days off on which somebody could be called in; `abstraction` is the kind of
    each day's, -1 for none."""
    rng = plan.stream("duties", chunk)
    shape = state.shape
    made = Duties(
        state, roster.start.copy(), roster.length.copy(), np.zeros(shape, np.int16), np.zeros(shape, np.int16),
        np.zeros(shape, bool), np.full(shape, -1, np.int8), abstraction,
    )  # fmt: skip
    made.state[abstraction >= 0] = ABSTRACTED
    _cancel(plan, made, rest, asked, rng)
    _volunteer(made, rest, asked, rng)
    _give_back(plan, made, rng)
    _keep_on(made, asked, rng)
    _call_early(made, asked, rng)
    return made


def _rest_day_hours(made: Duties, where: np.ndarray) -> None:
    """A rest day is worked from 09:00 for 8 hours."""
    made.start[where], made.length[where] = 9 * HOUR, 8 * HOUR


def _cancel(plan: Plan, made: Duties, rest: np.ndarray, asked: Asked, rng: np.random.Generator) -> None:
    called = rest & (made.state == NONE) & (rng.random(rest.shape, np.float32) < asked.cancelled)
    _rest_day_hours(made, called)
    made.state[called], made.cancelled[called] = WORKED, True
    made.notice[called] = np.minimum(rng.geometric(0.10, int(called.sum())) - 1, 60)


def _volunteer(made: Duties, rest: np.ndarray, asked: Asked, rng: np.random.Generator) -> None:
    offered = rest & (made.state == NONE) & (rng.random(rest.shape, np.float32) < asked.volunteered)
    offered &= _usual_weeks(made)
    _rest_day_hours(made, offered)
    made.state[offered] = REST_DAY


def _usual_weeks(made: Duties) -> np.ndarray:
    """Days around which the seventeen weeks hold few enough hours at work: nobody who already works long weeks offers a rest day."""
    hours = np.where(made.at_work, made.length, 0).astype(np.int32)
    running = np.pad(np.cumsum(hours, axis=1), ((0, 0), (1, 0)))
    days = np.arange(hours.shape[1])
    first, last = np.maximum(days - REFERENCE_DAYS // 2, 0), np.minimum(days + REFERENCE_DAYS // 2, hours.shape[1])
    return running[:, last] - running[:, first] < OFFERED_BELOW * HOUR * ((last - first) / 7)[None, :]


def _give_back(plan: Plan, made: Duties, rng: np.random.Generator) -> None:
    """Most cancelled rest days are given back on a later duty, after some weeks or months."""
    who, day = np.nonzero(made.cancelled)
    lag = 7 + rng.exponential(80, len(who)).astype(int)
    given = (rng.random(len(who)) < RETURNED_SHARE) & (day + lag < plan.horizon)
    who, wanted = who[given], (day + lag)[given]
    free = (made.state == WORKED) & ~made.cancelled
    columns = np.where(free, np.arange(free.shape[1]), free.shape[1])
    following = np.minimum.accumulate(columns[:, ::-1], axis=1)[:, ::-1][who, wanted]
    found = following < free.shape[1]
    made.state[who[found], following[found]] = RETURNED


def _keep_on(made: Duties, asked: Asked, rng: np.random.Generator) -> None:
    kept = (made.state == WORKED) & (rng.random(made.state.shape, np.float32) < asked.kept_on)
    minutes = 30 + rng.lognormal(4.0, 0.7, int(kept.sum()))
    made.late[kept] = (np.minimum(minutes, 360) // 5 * 5).astype(np.int16)
    _leave_time(made)


def _leave_time(made: Duties) -> None:
    """Nobody is kept on into the next planned duty: at least seven hours are left before it."""
    ends = made.start[:, :-1].astype(int) + made.length[:, :-1]
    room = made.start[:, 1:].astype(int) + 24 * HOUR - ends - 7 * HOUR
    room = np.where(made.start[:, 1:] >= 0, room, 24 * HOUR)
    made.late[:, :-1] = np.minimum(made.late[:, :-1], np.maximum(room, 0)).astype(np.int16)


def _call_early(made: Duties, asked: Asked, rng: np.random.Generator) -> None:
    """Called on at most four hours early, to a rest of 7 to 10 1/2 hours."""
    ends = made.start.astype(int) + made.length + made.late - 24 * HOUR
    gap = np.full(made.state.shape, 10_000)
    gap[:, 1:] = made.start[:, 1:] - ends[:, :-1]
    before = np.zeros(made.state.shape, bool)
    before[:, 1:] = made.at_work[:, :-1]
    may = (made.state == WORKED) & before & (gap > REST) & (gap <= LONGEST_GAP)
    called = may & (rng.random(made.state.shape, np.float32) < asked.early)
    rest = rng.integers(84, 127, int(called.sum())) * 5
    made.early[called] = np.minimum(gap[called] - rest, EARLIEST).astype(np.int16)
