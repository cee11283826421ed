"""YAML with a memory of lines: duplicate keys refused, aliases bounded, nothing executed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from centricity.errors import Fault, Place

KeyPath = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_NODES = 200_000

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pyyaml built without libyaml reads the same files, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


@dataclass
class YamlFile:
    """What a YAML file says, where each key stands, and what is wrong with the file itself."""

    name: str
    content: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
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


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read one YAML file; every fault of the file itself is collected, none is raised."""
    file = YamlFile(name or path.name)
    text = _text(path, file)
    if text is None:
        return file
    loader = Loader(text)
    try:
        root = loader.get_single_node()
        if root is not None:
            file.content = _Walk(loader, file).value(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        file.faults.append(
            Fault("yaml.syntax", Place(file.name, line=line), {"problem": error.problem or error.context})
        )
    except yaml.YAMLError as error:
        file.faults.append(Fault("yaml.syntax", Place(file.name), {"problem": str(error).splitlines()[0]}))
    finally:
        loader.dispose()
    return file


def _text(path: Path, file: YamlFile) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            file.faults.append(Fault("yaml.too_large", Place(file.name), {"limit": MAX_BYTES}))
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        file.faults.append(Fault("file.not_utf8", Place(file.name), {"byte": error.start}))
    except OSError as error:
        file.faults.append(Fault("file.unreadable", Place(file.name), {"problem": error.strerror}))
    return None


class _TooManyNodesError(yaml.YAMLError):
    pass


class _Walk:
    """Turns the node tree into plain values, noting lines and duplicate keys on the way."""

    def __init__(self, loader: Any, file: YamlFile) -> None:
        self.loader = loader
        self.file = file
        self.seen = 0

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self.seen += 1
        if self.seen > MAX_NODES or len(path) > 60:
            raise _TooManyNodesError(f"more than {MAX_NODES} values or 60 levels")
        self.file.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        try:
            return self.loader.construct_object(node)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error

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
