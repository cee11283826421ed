"""What every part of a method has in common: frozen, closed to unknown keys, strict about types."""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

CODE = r"^[\w.-]{1,64}$"
FILE_NAME = r"^[\w][\w .-]{0,120}$"
"""A file beside the one that names it: no folder above it, none below."""
VERSION = r"^\d+\.\d+(\.\d+)?(-[\w.]+)?$"

Code = Annotated[str, Field(strict=True, pattern=CODE)]
FileName = Annotated[str, Field(strict=True, pattern=FILE_NAME)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Count = Annotated[int, Field(strict=True, ge=0)]
Flag = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """A frozen piece of methodology; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Coded(Part):
    """A part that others refer to by its code."""

    code: Code


AnyCoded = TypeVar("AnyCoded", bound=Coded)


def by_code(parts: Iterable[AnyCoded]) -> dict[str, AnyCoded]:
    """Index parts by their code."""
    return {part.code: part for part in parts}
