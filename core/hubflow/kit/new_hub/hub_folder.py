"""Write a new hub's folder: a methodology with every key explained, a dossier and a case.

The sentences that explain the keys are the model's own, so they cannot part from it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from hubflow.engine.gate.keys.clauses import CLAUSES
from hubflow.kit.new_hub.schema_files import schema_files
from hubflow.model import methodology as model
from hubflow.model.identity import Place
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.schema_directive import FOLDER, directive
from hubflow.text.catalogue import languages, words
from hubflow.version import __version__
from hubflow.workbook.questions.dossier_template import text
from hubflow.workbook.questions.toml_questions import comment

if TYPE_CHECKING:
    import jinja2

NAME = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
"""The names that a hub may have: also as a key of TOML and, with ``_`` for ``-``, as a package."""


@attrs.frozen(kw_only=True)
class NewHub:
    """The facts about a new hub with which its folder is filled.

    ``place`` is a name, ``country`` a code of ISO 3166-1 or empty, ``language`` one of ISO 639-1,
    ``currency`` one of ISO 4217; ``python`` asks for a distribution in place of a plain folder.
    ``called`` is the hub's name, empty for one made of its id.
    """

    id: str
    place: str
    country: str
    language: str
    currency: str
    python: bool = False
    called: str = ""

    @property
    def package(self) -> str:
        """The name of its Python package."""
        return f"hubflow_{self.id.replace('-', '_')}"

    @property
    def inside(self) -> str:
        """The path of the methodology in the folder: empty, or the package with a slash."""
        return f"{self.package}/" if self.python else ""

    @property
    def title(self) -> str:
        """The hub's name, or a first one that is made of its id."""
        return self.called or self.id.replace("-", " ").replace("_", " ").title()


def new_hub(hub: NewHub, today: dt.date) -> Mapping[str, bytes]:
    """Return every file of the folder by its path; ``today`` dates the dossier and the case."""
    inside = hub.inside
    templates = {
        f"{inside}methodology.toml": "methodology.toml",
        f"{inside}cases/first-venture.toml": "case.toml",
        f"{inside}examples/first-venture.toml": "venture.toml",
        "README.md": "README.md",
    }
    if hub.python:
        templates |= {
            "pyproject.toml": "pyproject.toml",
            f"{inside}__init__.py": "hooks.py",
            f"tests/test_{hub.id.replace('-', '_')}.py": "test_hub.py",
        }
    files = {path: _render(template, path, hub, today) for path, template in templates.items()}
    if hub.python:
        files[f"{inside}py.typed"] = b""
    return {**files, **schema_files()}


def next_commands(hub: NewHub, folder: str) -> tuple[str, str, str]:
    """Return three commands to go on with; ``folder`` is the hub's, as a user types it."""
    venture = f"{folder}/{hub.inside}examples/first-venture.toml"
    if hub.python:
        return (f"pip install -e {folder}", f"hubflow check {hub.id}",
                f"hubflow run -p {hub.id} {venture}")
    return (f"hubflow check {folder}", f"hubflow test -p {folder}",
            f"hubflow run -p {folder} {venture}")


def _render(template: str, path: str, hub: NewHub, today: dt.date) -> bytes:
    given = attrs.asdict(hub) | {
        "title": hub.title,
        "package": hub.package,
        "inside": hub.inside,
        "distribution": f"hubflow-{hub.id.replace('_', '-')}",
        "hub": hub.id if hub.python else "./",
        "hubflow": ".".join(__version__.split(".")[:2]),
        "edition": str(today.year),
        "today": today,
        "words": words(hub.language, "new-hub"),
        "to_translate": hub.language not in languages(),
        "directive": _directive(path),
    }
    return _environment().get_template(f"{template}.j2").render(given).encode()


def _directive(path: str) -> str:
    """Return the line that points from a file of the folder to its schema."""
    *_, folder, name = ("", *Path(path).parts)
    what = {"examples": "dossier", "cases": "case"}.get(folder, Path(name).stem)
    up = "../" * path.count("/") or "./"
    return directive(f"{up}{FOLDER}/{what}.schema.json").rstrip()


@functools.cache
def _environment() -> jinja2.Environment:
    """Return the templates; they write TOML, Python and Markdown from names checked before."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["toml"] = text
    made.globals |= {name: getattr(model, name) for name in model.__all__}
    made.globals |= {"Place": Place, "says": _says, "examples": _examples}
    return made


def _examples(rule: type[model.AdvanceRule] | type[model.StopRule], *others: str) -> str:
    """Return the keys that a gate's rule can have, each as a comment, without the ``others``."""
    phase = model.Phase(id="any", stage="understand", name={})
    lines = []
    for clause in CLAUSES[rule]:
        examples = [dict(example) for example in clause.examples(phase)]
        own = {key: example[key] for key in clause.keys for example in reversed(examples)
               if key in example and key not in others}
        lines += [_says(rule, key) for key in own]
        lines += [f"#{key} = {value}" for key, value in own.items()]
    return "\n".join(lines)


def _says(cls: Any, key: str, more: str = "") -> str:
    """Return the model's sentence about one key as comment lines that continue ``more``."""
    (field,) = (field for field in attrs.fields(cls) if toml_key(field) == key or field.name == key)
    return "\n".join(comment(f"{field.metadata['about']} {more}".rstrip()))
