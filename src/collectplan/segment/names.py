"""Names of segments and their parts, in their natural order: as the strategy names them."""

from __future__ import annotations

from itertools import pairwise

from collectplan.domain.strategy import Segments

PRE_DUE = "pre-due"
UNSCORED = "unscored"


def bucket_names(segments: Segments) -> tuple[str, ...]:
    """Names of the buckets of days past due, lowest first: `pre-due, 1-30, .., 181+`, one more than there are edges."""
    edges = segments.buckets
    inner = (f"{low}-{high - 1}" for low, high in pairwise(edges))
    return (PRE_DUE, *inner, f"{edges[-1]}+")


def band_names(segments: Segments) -> tuple[str, ...]:
    """Names of the risk bands, lowest first, and last `unscored`."""
    return (*segments.risk, UNSCORED)


def cell_names(segments: Segments) -> tuple[str, ...]:
    """Names of the rules, and then every BUCKET/RISK by bucket and then band; a name may stand here twice."""
    rules = (rule.name for rule in segments.rules)
    grid = (f"{bucket}/{band}" for bucket in bucket_names(segments) for band in band_names(segments))
    return (*rules, *grid)


def segment_names(segments: Segments) -> tuple[str, ...]:
    """Every name that a segment may have, each once, in the order of `cell_names`."""
    return tuple(dict.fromkeys(cell_names(segments)))
