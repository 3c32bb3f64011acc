"""What people did: users, sessions, one-time links. Every write is one transaction: the change and its audit event."""

from lib.casebook.sessions import Begun, begin, end, redeem, resolve
from lib.casebook.starting import first_started_at
from lib.casebook.users import User, add, demonstration_user, disable, one_time_link, users

__all__ = [
    "Begun",
    "User",
    "add",
    "begin",
    "demonstration_user",
    "disable",
    "end",
    "first_started_at",
    "one_time_link",
    "redeem",
    "resolve",
    "users",
]
