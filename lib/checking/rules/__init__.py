"""Rules across rows, one file a rule: what no row shows by itself. A new one is one file here and its name below."""

from lib.checking.rules import (
    adjacent_spells,
    one_number_two_people,
    overlapping_duties,
    overlapping_postings,
    overlapping_spells,
    posting_gaps,
    posting_outside_service,
    snapshots_disagree,
    two_numbers_one_person,
    unit_before_parent,
    unit_tree,
    unknown_person,
    unknown_unit,
)
from lib.checking.rules.declaring import Outcome, Rows, Rule

__all__ = ["BY_ID", "RULES", "Outcome", "Rows", "Rule"]

RULES: tuple[Rule, ...] = (
    unit_tree.CYCLE,
    unit_tree.ORPHAN,
    unknown_unit.RULE,
    one_number_two_people.RULE,
    snapshots_disagree.RULE,
    unit_before_parent.RULE,
    two_numbers_one_person.RULE,
    overlapping_postings.RULE,
    posting_gaps.RULE,
    posting_outside_service.RULE,
    overlapping_spells.RULE,
    adjacent_spells.RULE,
    overlapping_duties.RULE,
    unknown_person.RULE,
)
"""In the order in which they are tried. A row that one sets aside is not seen by those after it."""
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
