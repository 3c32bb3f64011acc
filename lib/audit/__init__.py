"""The append-only audit: who looked at whom, what was refused, changed, loaded; each row chained to the one before it."""

from lib.audit.events import Event, LookAt, append, event_of, look, looks_at, record, rows
from lib.audit.verifying import Verdict, verify

__all__ = ["Event", "LookAt", "Verdict", "append", "event_of", "look", "looks_at", "record", "rows", "verify"]
