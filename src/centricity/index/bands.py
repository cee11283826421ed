"""Bands of a maturity score and tiers of groups."""

import math

from centricity.language import half_up
from centricity.methods.policies import Band, Bands, Tier, Tiers


def band_of(score: float, bands: Bands) -> Band | None:
    """Find the band of a score; None for a missing score or one outside all bands.

    With ``half_up`` a fractional score between two integer bands is rounded first: 12.5 is 13. The caller
    keeps and shows the unrounded score.
    """
    if math.isnan(score):
        return None
    placed = half_up(score) if bands.rounding == "half_up" else score
    return next((band for band in bands.bands if band.low <= placed <= band.high), None)


def tier_of(score: float, tiers: Tiers) -> Tier | None:
    """Find the tier of a group's mean, on the unrounded mean but for binary noise; the last takes the rest."""
    if math.isnan(score):
        return None
    return next((tier for tier in tiers.tiers if tier.at_least is None or score >= tier.at_least - 1e-9), None)
