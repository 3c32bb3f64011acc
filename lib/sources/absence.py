"""Other absence: one row is another absence from duty."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="absence",
    title="Other absence",
    one_row_is="another absence from duty",
    key=("payroll_number", "from", "kind"),
    person="payroll_number",
    interval=("from", "to"),
    settles_days=14,
    fields=(
        Field("payroll_number", "id", "the person absent", required=True),
        Field("from", "day", "first day", required=True, column="from_on"),
        Field("to", "day", "last day, included; empty while open", column="to_on"),
        Field("kind", "text", "classified to counted or not, then dropped", required=True, place="classified"),
        Field("authorised", "b", "authorised"),
        Field("requested", "b", "asked for in advance"),
        Field("refused", "b", "asked for and refused"),
    ),
)
