"""Why a row is quarantined: each reason with the sentence a loader reads and what mends it. The source file is where it is mended."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """A reason's code. `sentence` says what is wrong, `fix` what to do about it in the source file or the profile."""

    NOT_IN_ENCODING = "not_in_encoding"
    NUL = "nul"
    WRONG_WIDTH = "wrong_width"
    BROKEN_QUOTES = "broken_quotes"
    EMPTY_ROW = "empty_row"
    MISSING = "missing"
    CELL_WITHOUT_VALUE = "cell_without_value"
    TOTAL_FELL = "total_fell"
    NOT_A_DAY = "not_a_day"
    NOT_A_TIME = "not_a_time"
    NO_SUCH_LOCAL_TIME = "no_such_local_time"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NEGATIVE = "negative"
    OUT_OF_RANGE = "out_of_range"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LONG = "too_long"
    END_BEFORE_START = "end_before_start"
    IN_THE_FUTURE = "in_the_future"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_CYCLE = "unit_cycle"
    AMBIGUOUS_PERSON = "ambiguous_person"
    OVERLAPS = "overlaps"
    OUTSIDE_SERVICE = "outside_service"
    SNAPSHOTS_DISAGREE = "snapshots_disagree"
    BEFORE_PARENT = "before_parent"

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        return _TEXTS[self][0]

    @property
    def fix(self) -> str:
        """What mends it."""
        return _TEXTS[self][1]


_TEXTS: dict[Reason, tuple[str, str]] = {
    Reason.NOT_IN_ENCODING: (
        "the row holds bytes that are not in the declared encoding",
        "Export the file again in the declared encoding, or declare the right `encoding` in the profile.",
    ),
    Reason.NUL: ("the row holds a NUL character", "Export the file again as text; NUL usually means UTF-16 or a damaged file."),
    Reason.WRONG_WIDTH: (
        "the row has more or fewer fields than the header",
        "Quote the field that holds the delimiter or a line break, or complete the row.",
    ),
    Reason.BROKEN_QUOTES: (
        "a quoted field is not closed, or text follows its closing quote",
        'Close the quote, and write a quote inside a field twice ("").',
    ),
    Reason.EMPTY_ROW: ("the row is empty", "Delete the empty line."),
    Reason.MISSING: ("a required field is empty", "Fill it in at the source system."),
    Reason.CELL_WITHOUT_VALUE: (
        "the cell holds an error such as #REF!, or a formula whose result was not saved",
        "Mend the formula, let Excel calculate, and save the workbook again.",
    ),
    Reason.TOTAL_FELL: (
        "a running total is lower than the one before it",
        "Mend the total at the source system, or declare when it begins again (`running_total.restarts`).",
    ),
    Reason.NOT_A_DAY: (
        "not a day in the declared format, or outside 1900 to 2100",
        "Mend the day, or declare `day_format` in the profile.",
    ),
    Reason.NOT_A_TIME: (
        "not a date and time in the declared format",
        "Mend the time, or declare `stamp_format` in the profile.",
    ),
    Reason.NO_SUCH_LOCAL_TIME: (
        "a local time that the clocks skipped (the hour lost in spring)",
        "Mend the time at the source system; stamps are Europe/London.",
    ),
    Reason.NOT_A_NUMBER: (
        "not a plain decimal number",
        "Write digits with a decimal point, without NaN, infinity or exponents; or declare `hours_format`.",
    ),
    Reason.NOT_WHOLE: ("not a whole number", "Write digits only."),
    Reason.NEGATIVE: (
        "a number below zero where none may be",
        "Mend it at the source system; corrections replace a row by its key.",
    ),
    Reason.OUT_OF_RANGE: ("a number outside its range", "An FTE lies between 0 and 1, weekly hours between 0 and 168."),
    Reason.NOT_YES_OR_NO: ("not yes or no", "Map the system's words to yes and no under `values` in the profile."),
    Reason.NOT_A_CHOICE: (
        "not one of the declared values",
        "Map the system's word to a declared one under `values` in the profile.",
    ),
    Reason.TOO_LONG: (
        "longer than any id or word may be",
        "Look for a missing delimiter or a free-text column mapped by mistake.",
    ),
    Reason.END_BEFORE_START: ("the end lies before the start", "Mend the day at the source system."),
    Reason.IN_THE_FUTURE: ("it starts after the day the exports were taken", "Mend the day, or `extracted_on` in the profile."),
    Reason.UNKNOWN_UNIT: ("the unit is not among the units loaded", "Add the unit to the units export, or mend its code."),
    Reason.UNIT_CYCLE: ("the unit is, through its parents, above itself", "Mend the parent in the units export."),
    Reason.AMBIGUOUS_PERSON: (
        "the number belongs to more than one person",
        "Mend the number in the people export, or identify rows by payroll number.",
    ),
    Reason.OVERLAPS: (
        "it begins before an earlier row of the same person ends, and the profile sets such rows aside",
        "Mend the days of one of the two, or say `merge` or `keep` for the rule under `[rules]`.",
    ),
    Reason.OUTSIDE_SERVICE: (
        "the posting lies before the person joined or after they left, and the profile sets such rows aside",
        "Mend the posting's days, or the days of joining and leaving in the people export.",
    ),
    Reason.SNAPSHOTS_DISAGREE: (
        "one snapshot says two different things of the person, and the profile sets such rows aside",
        "Leave one row a person in the snapshot.",
    ),
    Reason.BEFORE_PARENT: (
        "the unit exists on days on which its parent does not, and the profile sets such rows aside",
        "Mend the days of the unit or of its parent in the units export.",
    ),
}
