"""Find the line of each key of a TOML text, and its comments. Loaded only for messages."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import tomli
import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from hubflow.reading.toml.key_paths import KeyPath

_DEEPEST = 32
"""Keys below this depth get the line of the key around them; no record goes so deep."""

_KEYS = ("bare_key", "quoted_key", "dotted_key")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return lines (from 1) by key path; positions in lists (from 0) are keys too."""
    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    lines: dict[KeyPath, int] = {}
    lists: dict[KeyPath, int] = {}
    for node in tree.root_node.children:
        if node.type in ("table", "table_array_element"):
            header = next((child for child in node.children if child.type in _KEYS), None)
            if header is None:
                continue
            at = _table_path(_words(header), node.type == "table_array_element", lists)
            _mark(lines, at, header.start_point.row + 1)
            _mark_pairs(lines, at, node.children)
        else:
            _mark_pairs(lines, (), [node])
    return lines


@attrs.frozen
class Comment:
    """A comment without its mark, its line (from 1), and whether it has the line to itself."""

    line: int
    text: str
    alone: bool


def comments(text: str) -> list[Comment]:
    """Return the comments of a TOML text, in the order of their lines."""
    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    lines = text.split("\n")
    found: list[Comment] = []
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            text = (node.text or b"").decode().lstrip("#").strip()
            row = node.start_point.row
            found.append(Comment(row + 1, text, lines[row].lstrip().startswith("#")))
        stack.extend(reversed(node.children))
    return found


def comment_groups(text: str) -> list[list[Comment]]:
    """Return the comments in groups: consecutive lines with nothing but comments are one."""
    found: list[list[Comment]] = []
    for comment in comments(text):
        last = found[-1][-1] if found else None
        if last and last.alone and comment.alone and comment.line == last.line + 1:
            found[-1].append(comment)
        else:
            found.append([comment])
    return found


def _table_path(words: list[str], is_entry: bool, lists: dict[KeyPath, int]) -> KeyPath:
    """Return the path of a header; a list of tables on the path stands for its last entry."""
    path: KeyPath = ()
    for number, word in enumerate(words):
        path = (*path, word)
        if is_entry and number == len(words) - 1:
            lists[path] = lists.get(path, -1) + 1
        if path in lists:
            path = (*path, lists[path])
        if len(path) >= _DEEPEST:
            break
    return path


def _mark_pairs(lines: dict[KeyPath, int], start: KeyPath, nodes: list[Node]) -> None:
    """Record the line of every ``key = value`` in ``nodes``, inline tables and arrays included."""
    # A stack, not recursion: values may nest deeper than Python calls can.
    stack: list[tuple[KeyPath, Node]] = [(start, node) for node in nodes]
    while stack:
        at, node = stack.pop()
        if len(at) >= _DEEPEST:
            continue
        if node.type == "pair":
            key = next((child for child in node.children if child.type in _KEYS), None)
            if key is None:
                continue
            path = (*at, *_words(key))[:_DEEPEST]
            _mark(lines, path, key.start_point.row + 1)
            stack.append((path, node.children[-1]))
        elif node.type == "array":
            entries = [child for child in node.named_children if child.type != "comment"]
            for position, child in enumerate(entries):
                _mark(lines, (*at, position), child.start_point.row + 1)
                stack.append(((*at, position), child))
        elif node.type in ("inline_table", "ERROR"):
            # The grammar is of TOML 1.0; what 1.1 adds (line breaks in inline tables) comes as
            # an error around good pairs.
            stack.extend((at, child) for child in node.children)


def _mark(lines: dict[KeyPath, int], path: KeyPath, line: int) -> None:
    for length in range(1, len(path) + 1):
        lines[path[:length]] = min(line, lines.get(path[:length], line))


def _words(key: Node) -> list[str]:
    return list(_leaf_words(key))[:_DEEPEST]


def _leaf_words(key: Node) -> Iterator[str]:
    stack = [key]
    while stack:
        node = stack.pop()
        text = (node.text or b"").decode()
        if node.type == "bare_key":
            yield text
        elif node.type == "quoted_key":
            yield _unquoted(text)
        elif node.type == "dotted_key":
            stack.extend(reversed(node.children))


def _unquoted(text: str) -> str:
    try:
        return next(iter(tomli.loads(f"{text} = 0")))
    except tomli.TOMLDecodeError:
        return text
