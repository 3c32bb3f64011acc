"""What is refused by design: a profile that maps a column of location, device, message, web or medical data, or of belief."""

from __future__ import annotations

from lib.checking.forbidden import category
from lib.errors import Refused, Where
from lib.loading.profile import Entry


def refuse_forbidden(entry: Entry, file: str) -> None:
    """Raises Refused if the entry reads a column of a forbidden category. Columns that nothing reads are dropped, whatever they hold.

    A sickness reason is classified to counted or not and gone, so that its column may be called a diagnosis.
    """
    classified = {field.name for field in entry.source.fields if field.place == "classified"}
    free = {name for field, groups in entry.columns.items() if field in classified for names in groups for name in names}
    for name in (each for names in entry.named for each in names):
        what = category(name)
        if what and not (what == "medical text" and name in free):
            fix = "Take it out of the profile: such a column is dropped unread."
            raise Refused(f"the column `{name}` is {what}, which Evenhand does not take", fix, Where(file, field=entry.path))
