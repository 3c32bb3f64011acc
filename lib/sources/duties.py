"""Duties: one row is a rostered duty."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="duties",
    title="Duties",
    one_row_is="a rostered duty",
    key=("payroll_number", "planned_from"),
    person="payroll_number",
    unit="unit_worked",
    settles_days=14,
    fields=(
        Field("payroll_number", "id", "the person rostered", required=True),
        Field("planned_from", "stamp", "planned start", required=True, column="planned_from_at"),
        Field("planned_to", "stamp", "planned end", required=True, column="planned_to_at"),
        Field("worked_from", "stamp", "booked on", column="worked_from_at"),
        Field("worked_to", "stamp", "booked off", column="worked_to_at"),
        Field("state", "text", "what became of the duty: worked, rest_day, leave, sick, abstracted and others"),
        Field("rest_day_cancelled", "b", "a rest day that was cancelled for it"),
        Field("notice_days", "n", "notice of the change, days"),
        Field("ordered", "b", "ordered by a supervisor"),
        Field("booked_by", "id", "who booked it", column="booked_by_id"),
        Field("abstraction", "text", "why the person was taken from normal duty"),
        Field("unit_worked", "id", "the unit worked for"),
    ),
)
