"""Find and fill a hub's own templates: files beside its methodology, or named by its hook."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sized
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from hubflow.documents.publishing.limited_work import OutOfTime, limited_work
from hubflow.documents.safe_markdown import escape, paragraphs
from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.calling import instance_of
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.limits import TEMPLATE_SIZE, TEMPLATE_TEXT, TEMPLATE_TIME
from hubflow.text.spoken import say

FOLDER = "templates"
HOOK = "hubflow_template"
ENDINGS = {"md": "md.j2", "docx": "docx", "pdf": "typ"}
"""The ending of a template's name for each format, after the document's name."""


_MEMORY = 500 * 10**6
"""Bytes that a template may take beside what the program holds."""

_LARGEST_POWER = 1_000


class TemplateError(BadInput):
    """A hub's template fails; the error names its line."""

    def __init__(self, template: Path, line: int, what: str) -> None:
        super().__init__([Problem(str(template), line, "", say("office.template_fails", what=what),
                                  say("office.correct_the_template"))])


def template_of(hub: LoadedHub, document: str, format: str) -> Path | None:
    """Return the hub's own template for a document in a format, or None.

    Raises :class:`TemplateError` where its hook names a file that is not there, and
    :class:`hubflow.plugins.crash.PluginCrash` where the hook fails or gives no path.
    """
    if format not in ENDINGS:
        return None
    named = hub.ask_first(HOOK, {"document": document, "format": format},
                          read=instance_of(str, Path))
    if named is None:
        own = hub.methodology.file.path.parent / FOLDER / f"{document}.{ENDINGS[format]}"
        return own if own in beside(own) else None
    path = Path(named.value)
    if not path.is_file():
        raise TemplateError(path, 0, say("office.template_no_file"))
    return path


def filled(template: Path, context: dict[str, Any]) -> str:
    """Return the Markdown that a hub's Jinja2 template gives.

    All that it prints is escaped; it can reach nothing but what it is given. Raises
    :class:`TemplateError` where it fails.
    """
    files = {path.name: path for path in beside(template)}

    def load(name: str) -> tuple[str, str, None] | None:
        if name not in files:
            return None
        TEMPLATE_SIZE.check(files[name].stat().st_size, str(files[name]))
        return files[name].read_text("utf-8"), str(files[name]), None

    environment = _Sandbox(
        loader=jinja2.FunctionLoader(load), finalize=escape, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined,
    )
    environment.filters["paragraphs"] = paragraphs
    try:
        with limited_work(TEMPLATE_TIME.most, _MEMORY):
            text = _joined(environment.get_template(template.name).generate(context))
    except OutOfTime:
        raise TemplateError(template, 0, TEMPLATE_TIME.words()) from None
    except MemoryError:
        raise TemplateError(template, 0, TEMPLATE_TEXT.words()) from None
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(template, error.lineno, str(error.message)) from None
    except jinja2.TemplateNotFound as error:
        raise TemplateError(template, _line(error, template),
                            say("office.template_not_in_folder", name=error.name)) from None
    except BadInput:
        raise
    except Exception as error:
        raise TemplateError(template, _line(error, template), str(error)) from None
    if not text.strip():
        raise TemplateError(template, 0, say("office.template_no_text"))
    return text


class _Sandbox(SandboxedEnvironment):
    """A sandbox whose powers and repetitions stay small: each is one step that nothing can stop."""

    intercepted_binops = frozenset({"**", "*"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Return the result of an operator; raise MemoryError for one that would fill memory."""
        most = TEMPLATE_TEXT.most * TEMPLATE_TEXT.scale
        if operator == "**" and max(abs(left), abs(right)) > _LARGEST_POWER:
            raise MemoryError
        if operator == "*" and any(
            isinstance(one, Sized) and isinstance(other, int) and len(one) * other > most
            for one, other in ((left, right), (right, left))
        ):
            raise MemoryError
        return super().call_binop(context, operator, left, right)


def _joined(parts: Iterable[str]) -> str:
    """Return a text's parts as one; raise MemoryError where they are too much."""
    text: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if not TEMPLATE_TEXT.holds(size):
            raise MemoryError
        text.append(part)
    return "".join(text)


def beside(template: Path) -> list[Path]:
    """Return the files in a template's folder, without links that lead out of it."""
    folder = template.parent.resolve()
    if not folder.is_dir():
        return []
    return sorted(template.parent / path.name for path in folder.iterdir()
                  if path.is_file() and path.resolve().parent == folder)


def _line(error: Exception, template: Path) -> int:
    """Return the line on which a template failed; 0 if it is not known."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == template]
    return (lines[-1] or 0) if lines else 0
