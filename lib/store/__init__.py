"""Published generations: leased by readers, read into Polars frames, built beside by a load, published by one atomic step."""

from lib.store.engines import declared
from lib.store.leasing import Published, all_synthetic, current_id, lease, published, quarantined, warehouse
from lib.store.reading import read
from lib.store.retention import GENERATIONS_KEPT, before, prune
from lib.store.values import Building, GenerationInfo, Lease, Statement, Warehouse

__all__ = [
    "GENERATIONS_KEPT",
    "Building",
    "GenerationInfo",
    "Lease",
    "Published",
    "Statement",
    "Warehouse",
    "all_synthetic",
    "before",
    "current_id",
    "declared",
    "lease",
    "prune",
    "published",
    "quarantined",
    "read",
    "warehouse",
]
