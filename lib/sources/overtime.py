"""Overtime: one row is a claim line."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="overtime",
    title="Overtime",
    one_row_is="a claim line",
    key=("claim",),
    person="payroll_number",
    unit="unit_charged",
    settles_days=56,
    fields=(
        Field("payroll_number", "id", "the claimant", required=True),
        Field("claim", "id", "the claim line's number", column="claim_id"),
        Field("from", "day", "first day", required=True, column="from_on"),
        Field("to", "day", "last day, the same day if empty", column="to_on"),
        Field("hours", "h", "hours claimed", column="claimed_hours"),
        Field("pay", "money", "money claimed, never turned into hours", column="overtime_pay"),
        Field(
            "kind",
            "text",
            "kind of overtime; total: all kinds together, where a system keeps no more",
            required=True,
            choices=(
                "casual",
                "planned",
                "recall",
                "rest_day",
                "event",
                "mutual_aid",
                "total",
            ),
        ),
        Field("ordered", "b", "ordered rather than offered and accepted"),
        Field("unit_charged", "id", "the unit it is charged to"),
        Field("authorised_by", "id", "who authorised it", column="authorised_by_id"),
        Field("edited_on", "day", "last edited"),
    ),
)
