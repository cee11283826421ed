"""The composite-indicator engine: pure functions over numpy arrays, and ``build`` that runs a recipe.

References
----------
OECD/JRC (2008), Handbook on Constructing Composite Indicators.
"""

from centricity.index.build import build, replay
from centricity.index.built import NODE_STATES, Build, Change
from centricity.index.frame import Frame
from centricity.index.recipe import Recipe, Step, changed, recipe_of, with_cuts, without
from centricity.index.tree import Tree

__all__ = [
    "NODE_STATES",
    "Build",
    "Change",
    "Frame",
    "Recipe",
    "Step",
    "Tree",
    "build",
    "changed",
    "recipe_of",
    "replay",
    "with_cuts",
    "without",
]
