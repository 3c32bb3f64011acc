"""The rules that say whose peers a person is compared with: ordered keys, and the ladder that drops the last until there are enough."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH_PEERS = 30
FEWEST_PEERS = 10


@dataclass(frozen=True)
class PeerRule:
    """Keys of `person_months`, most general first. Rung 0 uses all; each rung drops the last; the ladder ends at `kind`.

    A protected characteristic is never a key.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    meaning: str

    def rungs(self) -> tuple[tuple[str, ...], ...]:
        """The key sets from all keys down to the first alone."""
        return tuple(self.keys[:size] for size in range(len(self.keys), 0, -1))


PEER_RULES: tuple[PeerRule, ...] = (
    PeerRule(
        id="same_job",
        title="Same job anywhere",
        keys=("kind", "rank_band", "function", "shift_pattern"),
        meaning="People of the same kind and rank band who do the same work on the same shift pattern, in any unit.",
    ),
    PeerRule(
        id="same_rank",
        title="Same rank anywhere",
        keys=("kind", "rank_band"),
        meaning="People of the same kind and rank band, whatever their work.",
    ),
)
BY_ID: dict[str, PeerRule] = {rule.id: rule for rule in PEER_RULES}
