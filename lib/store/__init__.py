"""Published generations: leased by readers, read into Polars frames, written once by a load."""

from lib.store.engines import declared
from lib.store.leasing import GenerationInfo, Lease, Published, all_synthetic, lease, lease_of, published
from lib.store.publishing import current_id, publish
from lib.store.reading import quarantined, read
from lib.store.writing import Building, building, write_frames

__all__ = [
    "Building",
    "GenerationInfo",
    "Lease",
    "Published",
    "all_synthetic",
    "building",
    "current_id",
    "declared",
    "lease",
    "lease_of",
    "publish",
    "published",
    "quarantined",
    "read",
    "write_frames",
]
