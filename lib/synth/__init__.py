"""The synthetic force: exports as source systems would write them, dirt included, and the truth in a folder apart.

`write(plan, out)` is the one way in. Nothing here reads real data, and nothing outside this room reads the truth.
"""

from lib.synth.generating import write
from lib.synth.plan import SCENARIOS, Plan
from lib.synth.sample import SAMPLE, renew

__all__ = ["SAMPLE", "SCENARIOS", "Plan", "renew", "write"]
