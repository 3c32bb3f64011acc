"""Hostile input, in tables that a person can read: kind, what is there, and how it must end."""

from lib.proving.hostile import files, rows
from lib.proving.hostile.declaring import Case

CASES: tuple[Case, ...] = (*rows.CASES, *files.CASES)
