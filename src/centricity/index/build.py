"""``build`` runs a recipe over a frame and keeps a log, so that every number can be made again."""

from centricity.index.built import Build
from centricity.index.frame import Frame
from centricity.index.recipe import Recipe, Step, recipe_of
from centricity.index.steps import STEPS, start
from centricity.index.tree import Tree
from centricity.methods import Method


def build(frame: Frame, method: Method) -> Build:
    """Run a method's recipe over a frame.

    Raises
    ------
    StepError
        Where a step cannot be done on these data (a constant column, a group without a coefficient, a
        negative value under a geometric mean), naming step, metric and subjects, all at once.
    """
    return replay(frame, Tree.of(method), recipe_of(method))


def replay(frame: Frame, tree: Tree, recipe: Recipe) -> Build:
    """Run a recipe, from a method or from an earlier log, over a frame."""
    work = Build(frame, tree)
    start(work)
    for step in recipe:
        arguments = STEPS[step.name](work, step.arguments)
        work.log.append(Step(step.name, step.arguments if arguments is None else arguments))
    return work
