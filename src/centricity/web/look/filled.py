"""Numbers as fields of forms begin with: a whole one without a point, which is no sign of decimals in Russian."""


def filled(value: float) -> float | int:
    return int(value) if value.is_integer() else value
