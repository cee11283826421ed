"""The words of HTML as a letter has it: one pass, in time that grows with its length alone, however it was made."""

import re
from html import unescape

_OPENED = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_NAME = re.compile(r"(/?)([a-z][a-z0-9]*)\b", re.IGNORECASE)
_UNSEEN = {each: re.compile(rf"</{each}\s*>", re.IGNORECASE) for each in ("script", "style", "head", "title")}
"""Elements whose content nobody is shown, and how each ends."""
_COMMENT = re.compile(r"-->")
_TAG = re.compile(r">")
_BREAKS = frozenset({"br", "/p", "/div", "/li", "/tr", *(f"/h{size}" for size in range(1, 7))})
_NO_SIGN = re.compile(r"&#(?:x[0-9a-f]{8,}|[0-9]{8,});?", re.IGNORECASE)
"""Numbers of signs beyond all that there are: Python reads none of thousands of digits."""


def words_of(html: str) -> str:
    """What a reader sees: without tags, comments and what is not shown; ends of lines where HTML has them."""
    return unescape(_NO_SIGN.sub("\ufffd", "".join(_Reader(html).parts())))


class _Reader:
    """Goes through a text once; what has no end any more is looked for once alone."""

    def __init__(self, html: str) -> None:
        self.html, self.endless, self.searches = html, set[re.Pattern[str]](), 0

    def parts(self) -> list[str]:
        found, at = list[str](), 0
        while (opened := _OPENED.search(self.html, at)) is not None:
            found.append(self.html[at : opened.start()])
            end, told = self._after(opened.end())
            if end is None:
                at = opened.start()
                break
            found.append(told)
            at = end
        return [*found, self.html[at:]]

    def _after(self, at: int) -> tuple[int | None, str]:
        """Where what was opened ends, and what is read in its place; no place where no tag ends any more."""
        name = _NAME.match(self.html, at)
        tag = name.group().lower() if name else ""
        whole = _COMMENT if self.html.startswith("!--", at) else _UNSEEN.get(tag)
        end = self._end(whole, at) if whole else None
        return (self._end(_TAG, at), "\n" if tag in _BREAKS else " ") if end is None else (end, " ")

    def _end(self, pattern: re.Pattern[str], at: int) -> int | None:
        if pattern in self.endless:
            return None
        self.searches += 1
        found = pattern.search(self.html, at)
        if found is None:
            self.endless.add(pattern)
            return None
        return found.end()
