"""Write the intake map that fits a form, so that its answers come back without any mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs

from hubflow.form.application_form import ApplicationForm, FormQuestion
from hubflow.intake.toml_inline import inline_table
from hubflow.workbook.questions.dossier_template import text


@attrs.frozen
class MapColumn:
    """A column that a tool's export has for a question, as the map names it."""

    heading: str
    code: str = ""
    means: Mapping[str, str | bool] = attrs.field(factory=dict)
    separator: str = ""
    adds: str = ""
    months: str = ""


Columns = Callable[[FormQuestion], Iterator[MapColumn]]
"""The columns that a tool's export has for one question."""


@attrs.frozen
class AnswerTime:
    """The heading that a tool gives to the time of an answer, and the code that it may have."""

    heading: str
    code: str = ""


def one_column(question: FormQuestion) -> Iterator[MapColumn]:
    """Yield the one column of a question whose answers are the words of the form."""
    yield MapColumn(question.text, means=needed_meanings(question))


def needed_meanings(question: FormQuestion) -> Mapping[str, str | bool]:
    """Return what a hub's own words mean; hubflow knows those of labels, yes and no."""
    return {word: value for word, value in question.choices
            if value != word and question.key.startswith("hubs.")
            and not isinstance(value, bool)}


def form_map(
    form: ApplicationForm, columns: Columns, time: AnswerTime | None, *,
    repeats: tuple[str, ...] = (),
) -> str:
    """Return the map in TOML."""
    return "\n".join(_lines(form, columns, time, repeats)) + "\n"


def _lines(
    form: ApplicationForm, columns: Columns, time: AnswerTime | None, repeats: tuple[str, ...]
) -> Iterator[str]:
    name = next(iter(columns(next(each for each in form.questions if each.key == "name"))))
    yield "# The map of this form: `hubflow intake EXPORT --map intake.toml --out FOLDER`."
    yield f"hub = {text(form.hub)}"
    yield f"id = {text(f'{{{name.heading}}}')}"
    if time is not None:
        yield f"received = [{', '.join(text(each) for each in _names(time))}]"
    if repeats:
        yield f"repeats = [{', '.join(map(text, repeats))}]"
    yield ""
    yield "[dossier]"
    yield f"language = {text(form.language)}"
    yield f"currency = {text(form.currency)}"
    place = {"name": form.place, "country": form.country}
    yield f"place = {inline_table({key: value for key, value in place.items() if value})}"
    if time is not None:
        yield from _column(MapColumn(time.heading, time.code), "date", optional=True)
    for question in form.questions:
        for column in columns(question):
            yield from _column(column, question.key)


def _names(time: AnswerTime) -> tuple[str, ...]:
    return tuple(filter(None, (time.heading, time.code)))


def _column(column: MapColumn, key: str, *, optional: bool = False) -> Iterator[str]:
    yield ""
    yield "[[columns]]"
    yield f"heading = {text(column.heading)}"
    if column.code:
        yield f"code = {text(column.code)}"
    yield f"key = {text(key)}"
    for name in ("separator", "adds", "months"):
        value = getattr(column, name)
        if value:
            yield f"{name} = {text(value)}"
    if column.means:
        yield f"means = {inline_table(column.means)}"
    if optional:
        yield "may_be_missing = true"
