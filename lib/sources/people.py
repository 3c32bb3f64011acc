"""People: one row is a person employed."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="people",
    title="People",
    one_row_is="a person employed",
    key=("payroll_number",),
    person="payroll_number",
    fields=(
        Field("payroll_number", "id", "the number that the payroll knows a person by", required=True),
        Field("warrant_number", "id", "a constable's warrant number", place="identity"),
        Field("collar_number", "id", "the number worn on the shoulder", place="identity"),
        Field("name", "text", "the person's name, kept in the identity store alone", place="identity"),
        Field(
            "kind",
            "text",
            "what the person is employed as",
            required=True,
            choices=(
                "officer",
                "staff",
                "pcso",
                "special",
            ),
        ),
        Field("joined", "day", "first day in the force", column="joined_on"),
        Field("left", "day", "last day in the force, empty while in post", column="left_on"),
        Field("contracted_hours", "h", "contracted hours a week", required=True),
        Field("sex", "text", "as recorded, kept in a separate table", place="protected"),
        Field("ethnicity", "text", "as recorded, kept in a separate table", place="protected"),
        Field("disability", "b", "as recorded, kept in a separate table", place="protected"),
        Field("age_band", "text", "as recorded, kept in a separate table", place="protected"),
    ),
)
