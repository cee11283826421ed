"""YAML with a memory of lines: duplicate keys refused, aliases bounded, nothing executed."""

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from centricity.errors import Fault, Place

KeyPath = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_NODES = 200_000
MAX_DEPTH = 60

_LIMITS = {"values": MAX_NODES, "levels": MAX_DEPTH}
_PROBLEMS = {
    "mapping values are not allowed in this context": "здесь не может быть двоеточия",
    "found character that cannot start any token": "так строка начинаться не может (табуляция?)",
    "found a tab character that violates indentation": "в отступе табуляция",
    "could not find expected ':'": "нет двоеточия",
    "did not find expected key": "здесь должен быть ключ",
    "did not find expected ',' or ']'": "нет запятой или закрывающей ]",
    "did not find expected ',' or '}'": "нет запятой или закрывающей }",
    "did not find expected '-' indicator": "здесь должен быть пункт списка",
    "did not find expected node content": "здесь должно быть значение",
    "found unexpected end of stream": "файл кончается внутри кавычек",
    "found undefined alias": "ссылка * никуда не ведёт",
    "but found another document": "в файле второй документ (---)",
    "a key must be a word": "ключ должен быть словом",
}
"""What libyaml says most often, for readers of Russian; the rest stays as it says it."""

_PLAIN = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pyyaml built without libyaml reads the same files, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


@dataclass
class YamlFile:
    """What a YAML file says, where each key stands, and what is wrong with the file itself.

    Attributes
    ----------
    written
        Scalars as they stand in the file, before YAML makes a date or a number of them.
    """

    name: str
    content: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    written: dict[KeyPath, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place:
        """Place of a key path: the line of the nearest key that is really in the file."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Place(file=self.name, line=self.lines.get(known), key=dotted(path))


def dotted(path: KeyPath) -> str:
    """Write a key path as ``index.nodes[0].weight``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def is_file(path: Path) -> bool:
    """Tell whether a file is there; a name that is too long, or a closed folder, is a file that is not."""
    try:
        return path.is_file()
    except OSError:
        return False


def plain_yaml(text: str) -> Any:
    """What a text of the platform's own says, read by libyaml where it is there."""
    return yaml.load(text, Loader=Loader)


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read one YAML file; every fault of the file itself is collected, none is raised."""
    file = YamlFile(name or path.name)
    text = _text(path, file)
    if text is None:
        return file
    try:
        _bound(text)
        _load(text, file)
    except _TooMuchError as error:
        file.faults.append(Fault("yaml.too_much", Place(file.name, line=error.line), _LIMITS))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        said = error.problem or error.context or ""
        problem = {"ru": _PROBLEMS.get(said, said), "en": said}
        file.faults.append(Fault("yaml.syntax", Place(file.name, line=line), {"problem": problem}))
    except yaml.YAMLError as error:
        file.faults.append(Fault("yaml.syntax", Place(file.name), {"problem": str(error).splitlines()[0]}))
    return file


def _text(path: Path, file: YamlFile) -> str | None:
    raw = b""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe would never end
            file.faults.append(Fault("file.not_file", Place(file.name)))
            return None
        if about.st_size > MAX_BYTES:
            file.faults.append(Fault("yaml.too_large", Place(file.name), {"limit": MAX_BYTES}))
            return None
        raw = path.read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        file.faults.append(Fault("file.not_utf8", Place(file.name, line=line), {"byte": error.start}))
    except OSError as error:
        file.faults.append(Fault("file.unreadable", Place(file.name), {"problem": error.strerror or str(error)}))
    return None


class _TooMuchError(Exception):
    def __init__(self, mark: Any) -> None:
        self.line: int = mark.line + 1
        super().__init__(self.line)


def _bound(text: str) -> None:
    """Refuse what nests or counts beyond reason, before libyaml, which composes by recursion, overruns its stack."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise _TooMuchError(event.start_mark)


def _load(text: str, file: YamlFile) -> None:
    loader = Loader(text)
    try:
        root = loader.get_single_node()
        if root is not None:
            file.content = _Walk(loader, file).value(root, ())
    finally:
        loader.dispose()


class _Walk:
    """Turns the node tree into plain values, noting lines and duplicate keys on the way."""

    def __init__(self, loader: Any, file: YamlFile) -> None:
        self.loader = loader
        self.file = file
        self.seen = 0

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self.seen += 1
        if self.seen > MAX_NODES or len(path) > MAX_DEPTH:
            raise _TooMuchError(node.start_mark)
        self.file.lines.setdefault(path, node.start_mark.line + 1)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN:
            raise yaml.constructor.ConstructorError(None, None, f"the tag {node.tag} is not read", node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        self.file.written[path] = node.value
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Any:
        """Read a scalar as a person would: 12:30 and 010 are texts, not the numbers 750 and 8 of YAML 1.1."""
        if node.tag == "tag:yaml.org,2002:int" and not _WHOLE.fullmatch(node.value):
            return str(node.value)
        if node.tag == "tag:yaml.org,2002:float" and ":" in node.value:
            return str(node.value)
        try:
            return self.loader.construct_object(node)
        except (ValueError, OverflowError, LookupError, AttributeError):
            # PyYAML's constructors raise these on 2025-13-45 or "!!bool maybe"; the schema says what should stand there
            return str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[Any, Any]:
        content: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            here = (*path, key)
            if key in content:
                place = Place(self.file.name, line=key_node.start_mark.line + 1, key=dotted(here))
                first = self.file.lines[here]
                self.file.faults.append(Fault("yaml.duplicate_key", place, {"key": key, "first": first}))
                continue
            self.file.lines[here] = key_node.start_mark.line + 1
            content[key] = self.value(value_node, here)
        return content

    def _key(self, node: yaml.Node) -> str:
        """Keys are read as they are written: ``no`` is the word no, ``1.1`` the code 1.1."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        raise yaml.constructor.ConstructorError(None, None, "a key must be a word", node.start_mark)
