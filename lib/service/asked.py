"""What a question's words stand for: an id that is not known falls back to the first, so that an old address still opens."""

from __future__ import annotations

from lib import metrics, peers
from lib.metrics import Metric
from lib.peers import PeerRule
from lib.question import Question


def metric(question: Question) -> Metric:
    """The metric asked about."""
    return metrics.BY_ID.get(question.metric, metrics.METRICS[0])


def person_metric(question: Question) -> Metric:
    """The metric asked about where it is measured for people; else the first that is."""
    found = metric(question)
    return found if found.level == "person" else metrics.PERSON_METRICS[0]


def rule(question: Question) -> PeerRule:
    """The peer rule asked for."""
    return peers.BY_ID.get(question.peers, peers.PEER_RULES[0])
