"""Tie-out: a figure that the force publishes beside ours, the difference, and what could make it. Pure: sums in, words out."""

from lib.tieout.group import KINDS, Group, Tally
from lib.tieout.published import BY_ID, FIGURES, Figure
from lib.tieout.tying import Reason, Tied, tie

__all__ = ["BY_ID", "FIGURES", "KINDS", "Figure", "Group", "Reason", "Tally", "Tied", "tie"]
