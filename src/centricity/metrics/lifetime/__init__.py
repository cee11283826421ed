"""Lifetime of customers: how long they stay, how often they buy, how much they spend and what that is worth.

Fitted by maximum likelihood from summaries of purchase histories (BG/NBD, Pareto/NBD, Gamma-Gamma) or of renewals
(shifted-beta-geometric).
"""

from centricity.metrics.lifetime.bg_nbd import BgNbd, fit_bg_nbd
from centricity.metrics.lifetime.cltv import Cltv, predictive_cltv
from centricity.metrics.lifetime.forecast import CustomerForecast, forecast_customers
from centricity.metrics.lifetime.gamma_gamma import GammaGamma, fit_gamma_gamma
from centricity.metrics.lifetime.pareto_nbd import ParetoNbd, fit_pareto_nbd
from centricity.metrics.lifetime.sbg import ShiftedBetaGeometric, fit_sbg

__all__ = [
    "BgNbd",
    "Cltv",
    "CustomerForecast",
    "GammaGamma",
    "ParetoNbd",
    "ShiftedBetaGeometric",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_pareto_nbd",
    "fit_sbg",
    "forecast_customers",
    "predictive_cltv",
]
