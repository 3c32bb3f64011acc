"""What people did: users, sessions, one-time links. Every write is one transaction: the change and its audit event."""

from lib.casebook.sessions import Begun, begin, end, redeem, resolve
from lib.casebook.starting import first_started_at
from lib.casebook.tie_outs import TieOut, keep_tie_out, tie_outs
from lib.casebook.users import User, add, demonstration_user, disable, one_time_link, users

__all__ = [
    "Begun",
    "TieOut",
    "User",
    "add",
    "begin",
    "demonstration_user",
    "disable",
    "end",
    "first_started_at",
    "keep_tie_out",
    "one_time_link",
    "redeem",
    "resolve",
    "tie_outs",
    "users",
]
