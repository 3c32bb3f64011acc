"""Pure verdicts: may this grant see this, is this session alive, may one sign in like this. Default deny, no I/O."""

from lib.policy.seeing import people_open, sees_person, sees_place, sees_view
from lib.policy.sessions import ABSOLUTE, IDLE, Times, alive
from lib.policy.signing_in import demonstration_allowed, local_path, same_origin

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "Times",
    "alive",
    "demonstration_allowed",
    "local_path",
    "people_open",
    "same_origin",
    "sees_person",
    "sees_place",
    "sees_view",
]
