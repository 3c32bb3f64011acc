"""Conduct and complaints: one row is an allegation, against a person or nobody identified."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="conduct",
    title="Conduct and complaints",
    one_row_is="an allegation, against a person or nobody identified",
    key=("case", "allegation", "payroll_number"),
    person="payroll_number",
    settles_days=14,
    fields=(
        Field("case", "id", "the case", required=True, column="case_id"),
        Field("allegation", "id", "the allegation within it", required=True, column="allegation_id"),
        Field("payroll_number", "id", "the person it names, empty where nobody is identified"),
        Field("received", "day", "day received", required=True, column="received_on"),
        Field(
            "kind",
            "text",
            "public complaint or conduct matter",
            required=True,
            choices=(
                "complaint",
                "conduct",
            ),
        ),
        Field(
            "origin",
            "text",
            "where it came from",
            choices=(
                "public",
                "internal",
                "pilot",
            ),
        ),
        Field("severity", "text", "severity assessment, apart from allegation, finding and outcome", sensitive=True),
        Field("finding", "text", "finding", sensitive=True),
        Field("outcome", "text", "outcome", sensitive=True),
        Field("closed", "day", "day closed", column="closed_on"),
    ),
)
