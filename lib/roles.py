"""Who may do what with which class of data: one frozen table, default deny, printed for auditors from here.

A cell that is conditional (scope, own record, own case, k >= 10) answers True; the condition is `policy`'s to check.
"""

from __future__ import annotations

from types import MappingProxyType

from lib.errors import InputError

ROLES = ("leader", "analyst", "reviewer", "evaluator", "observer", "person", "loader", "administrator", "auditor")
ACTIONS = ("see", "list", "reveal", "export", "write", "approve")
CLASSES = ("released", "unit", "person", "identity", "protected", "reviews", "audit", "load", "configuration")

_RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    "leader": {
        "released": ("see", "list", "export"),
        "unit": ("see",),
        "reviews": ("see",),
    },
    "analyst": {
        "released": ("see", "list", "export"),
        "unit": ("see", "list", "export"),
        "person": ("see", "list", "export"),
        "identity": ("reveal",),
        "reviews": ("write",),
    },
    "reviewer": {
        "released": ("see", "list"),
        "unit": ("see", "list"),
        "person": ("see",),
        "identity": ("reveal",),
        "reviews": ("see", "list", "write", "approve"),
    },
    "evaluator": {
        "released": ("see", "list", "export"),
        "protected": ("see",),
        "reviews": ("see", "list", "export"),
    },
    "observer": {
        "released": ("see", "list"),
        "protected": ("see",),
        "reviews": ("see",),
    },
    "person": {
        "released": ("see",),
        "unit": ("see",),
        "person": ("see", "export"),
        "identity": ("see",),
        "protected": ("see",),
        "reviews": ("see", "write"),
        "audit": ("see",),
    },
    "loader": {
        "released": ("see",),
        "load": ("see", "list", "export", "write"),
    },
    "administrator": {
        "configuration": ("see", "list", "write", "approve"),
    },
    "auditor": {
        "audit": ("see", "list", "export"),
    },
}

TABLE = MappingProxyType(
    {
        (role, action, data_class): action in _RIGHTS[role].get(data_class, ())
        for role in ROLES
        for action in ACTIONS
        for data_class in CLASSES
    }
)


def allowed(role: str, action: str, data_class: str) -> bool:
    """True when the table has the cell. Raises InputError naming the argument for an unknown role, action or class."""
    for argument, value, known in (("role", role, ROLES), ("action", action, ACTIONS), ("data_class", data_class, CLASSES)):
        if value not in known:
            raise InputError(argument, f"unknown: {value!r}", f"Known: {', '.join(known)}.")
    return TABLE[role, action, data_class]
