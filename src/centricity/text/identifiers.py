"""A set of many identifiers in little memory: sorted blocks of eight bytes each."""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]


class Identifiers:
    """Identifiers that are known.

    Blocks double in size, so that each identifier is moved a few times only and a search looks into few blocks.

    Parameters
    ----------
    known
        Identifiers known from before, each once; they are sorted in place.
    """

    def __init__(self, known: Keys | None = None) -> None:
        self._blocks: list[Keys] = []
        if known is not None and known.size:
            known.sort()
            self._blocks.append(known)

    def __len__(self) -> int:
        return sum(block.size for block in self._blocks)

    def add(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Add identifiers.

        Returns
        -------
        ndarray of bool
            For each, whether it is new: the first of its kind here and not known before.
        """
        own, first = np.unique(keys, return_index=True)
        unknown = np.ones(own.size, bool)
        for block in self._blocks:
            found = np.minimum(np.searchsorted(block, own), block.size - 1)
            unknown &= block[found] != own
        fresh = np.zeros(keys.size, bool)
        fresh[first[unknown]] = True
        self._keep(own[unknown])
        return fresh

    def _keep(self, block: Keys) -> None:
        if not block.size:
            return
        self._blocks.append(block)
        while len(self._blocks) > 1 and self._blocks[-2].size <= 2 * self._blocks[-1].size:
            last, before = self._blocks.pop(), self._blocks.pop()
            self._blocks.append(np.sort(np.concatenate([before, last]), kind="stable"))
