"""Exports to a published generation: read, check, link, build beside, publish by one atomic step."""

from lib.loading.profile import Profile
from lib.loading.publishing import go_back, load
from lib.loading.validating import parse_profile, read_profile

__all__ = ["Profile", "go_back", "load", "parse_profile", "read_profile"]
