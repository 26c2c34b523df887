"""Write a form as an XLSForm, for KoboToolbox, ODK and all that read it.

Sheets and columns are those of https://xlsform.org/en/ and of https://docs.getodk.org/xlsform/:
``survey`` with groups, groups that repeat and questions; ``choices``; ``settings``. An export with
the names of questions and choices ("XML values and headers") comes back by the map; KoboToolbox
writes a group that repeats on a sheet of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.form.application_form import ApplicationForm, FormQuestion, FormSection
from hubflow.form.form_map import AnswerTime, MapColumn, form_map
from hubflow.form.word_limit import word_pattern
from hubflow.reading.values.normal_text import slug

SURVEY = ("type", "name", "label", "hint", "required", "constraint", "constraint_message",
          "appearance")
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version", "default_language")

Row = Mapping[str, Any]


def xlsform(form: ApplicationForm, version: str, not_allowed: str) -> dict[str, bytes]:
    """Return the workbook and the map by their file names."""
    sheets: dict[str, tuple[Sequence[str], list[Row]]] = {
        "survey": (SURVEY, list(_survey(form, not_allowed))),
        "choices": (CHOICES, [row for question in form.questions for row in _choices(question)]),
        "settings": (SETTINGS, [{"form_title": form.title, "form_id": slug(form.title)[:60],
                                 "version": version, "default_language": form.language}])}
    repeats = tuple(_group(section) for section in form.sections if section.list_key)
    time = AnswerTime("_submission_time", "SubmissionDate")
    return {"form.xlsx": _workbook(sheets),
            "intake.toml": form_map(form, _columns(form), time, repeats=repeats).encode()}


def _workbook(sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, (columns, rows) in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append(list(columns))
        for row in rows:
            sheet.append([row.get(column) or None for column in columns])
        for number, column in enumerate(columns, 1):
            width = 60 if column in ("label", "hint") else 24
            sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _survey(form: ApplicationForm, not_allowed: str) -> Iterator[Row]:
    yield {"type": "note", "name": "about_this_form", "label": form.about}
    for section in form.sections:
        kind = "repeat" if section.list_key else "group"
        yield {"type": f"begin_{kind}", "name": _group(section), "label": section.title}
        if section.about:
            yield {"type": "note", "name": f"about_{_group(section)}", "label": section.about}
        for question in section.questions:
            yield _question(question, not_allowed)
        yield {"type": f"end_{kind}"}


def _question(question: FormQuestion, not_allowed: str) -> Row:
    constraint = _constraint(question)
    return {"type": _type(question), "name": name_of(question), "label": question.text,
            "hint": question.help, "required": "yes" if question.required else "",
            "constraint": constraint, "constraint_message": not_allowed if constraint else "",
            "appearance": "multiline" if question.long and not question.choices else ""}


def _type(question: FormQuestion) -> str:
    if question.choices:
        return f"select_{'multiple' if question.many else 'one'} {name_of(question)}"
    if question.kind.type == "date":
        return "date"
    if question.number:
        return "integer" if question.kind.whole else "decimal"
    return "text"


def _constraint(question: FormQuestion) -> str:
    """Return the limits of a number, or of a text's words, as an XPath expression."""
    if question.number:
        limits = zip((">=", "<="), question.limits, strict=True)
        return " and ".join(f". {sign} {limit}" for sign, limit in limits if limit)
    return f"regex(., '{word_pattern(question.max_words)}')" if question.max_words else ""


def _choices(question: FormQuestion) -> Iterator[Row]:
    for word, name, _ in _named(question):
        yield {"list_name": name_of(question), "name": name, "label": word}


def _named(question: FormQuestion) -> Iterator[tuple[str, str, str | bool]]:
    """Yield the choices with names of their own, which hold no blanks."""
    names: set[str] = set()
    for word, value in question.choices:
        base = slug("yes" if value is True else "no" if value is False else value)
        base = base.replace("-", "_") or "choice"
        name, number = base, 1
        while name in names:
            number += 1
            name = f"{base}_{number}"
        names.add(name)
        yield word, name, value


def name_of(question: FormQuestion) -> str:
    """Return the name of a question: its key, with ``_`` between the parts."""
    return question.key.replace(".", "_").replace("-", "_")


def _group(section: FormSection) -> str:
    if section.list_key:
        return section.list_key.replace(".", "_")
    return f"part_{slug(section.title).replace('-', '_') or 'questions'}_{section.number}"


def _columns(form: ApplicationForm) -> Any:
    groups = {question.key: _group(section) for section in form.sections if section.list_key
              for question in section.questions}

    def columns(question: FormQuestion) -> Iterator[MapColumn]:
        means = {name: value for _, name, value in _named(question) if name != value}
        group = groups.get(question.key)
        separator = " " if question.many and question.choices else ""
        if group:
            yield MapColumn(f"{group}/{name_of(question)}", means=means, separator=separator)
        else:
            yield MapColumn(question.text, name_of(question), means=means, separator=separator)

    return columns
