"""Write a form as LimeSurvey's tab-separated survey structure, which it imports as a survey.

Columns and rows are those that LimeSurvey's own ``TSVImportSurvey`` reads (application/helpers/
admin/import_helper.php in https://github.com/LimeSurvey/LimeSurvey, read in November 2026;
https://www.limesurvey.org/manual/Tab_Separated_Value_survey_structure): ``S`` a setting, ``SL`` a
text of the survey, ``G`` a group, ``Q`` a question, ``SQ`` a choice to tick, ``A`` a choice of one.
Codes of questions have at most 20 letters and digits, those of answers five.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hubflow.form.application_form import ApplicationForm, FormQuestion
from hubflow.form.form_map import AnswerTime, MapColumn, form_map
from hubflow.form.word_limit import word_pattern
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.text.catalogue import words

COLUMNS = ("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help",
           "language", "validation", "mandatory", "other", "default", "same_default",
           "num_value_int_only", "min_num_value_n", "max_num_value_n", "date_format")

Row = Mapping[str, Any]


def limesurvey_form(form: ApplicationForm) -> dict[str, bytes]:
    """Return the survey and the map by their file names."""
    rows = ([row.get(column, "") for column in COLUMNS] for row in _rows(form))
    survey = csv_bytes([COLUMNS, *rows], for_spreadsheets=True, delimiter="\t")
    time = AnswerTime(words(form.language, "form")["time_limesurvey"], "submitdate")
    return {"form.txt": survey,
            "intake.toml": form_map(form, _columns, time).encode()}


def _rows(form: ApplicationForm) -> Iterator[Row]:
    """Yield the rows in the order in which they belong together."""
    for name, value in (("language", form.language), ("format", "G"), ("datestamp", "Y"),
                        ("anonymized", "N"), ("allowsave", "Y")):
        yield {"class": "S", "name": name, "text": value}
    for name, value in (("surveyls_title", form.title), ("surveyls_description", form.about),
                        ("surveyls_language", form.language)):
        yield {"class": "SL", "name": name, "text": value, "language": form.language}
    for number, section in enumerate(form.sections, 1):
        yield {"class": "G", "type/scale": f"G{number}", "name": section.title,
               "relevance": "1", "text": section.about, "language": form.language}
        for question in section.questions:
            yield from _question(question, form.language)


def _question(question: FormQuestion, language: str) -> Iterator[Row]:
    kind = question.kind
    row: dict[str, Any] = {
        "class": "Q", "type/scale": _type(question), "name": question.code, "relevance": "1",
        "text": question.text, "help": question.help, "language": language,
        "mandatory": "Y" if question.required else "N", "other": "N"}
    if question.number:
        low, high = question.limits
        row |= {"num_value_int_only": "1" if kind.whole else "0",
                "min_num_value_n": low, "max_num_value_n": high}
    if question.kind.type == "date":
        row["date_format"] = "yyyy-mm-dd"
    if question.max_words:
        row["validation"] = f"/{word_pattern(question.max_words)}/"
    yield row
    for code, word, _ in _coded(question):
        yield {"class": "SQ" if question.many else "A", "type/scale": "0", "name": code,
               "relevance": "1" if question.many else "", "text": word, "language": language}


def _type(question: FormQuestion) -> str:
    """Return LimeSurvey's letter for a kind of question."""
    if question.choices:
        return "M" if question.many else "L"
    if question.kind.type == "date":
        return "D"
    if question.number:
        return "N"
    return "T" if question.long else "S"


def _coded(question: FormQuestion) -> Iterator[tuple[str, str, str | bool]]:
    """Yield the choices of a question with their codes."""
    for number, (word, value) in enumerate(question.choices, 1):
        yield (f"SQ{number:03}" if question.many else f"A{number}"), word, value


def _columns(question: FormQuestion) -> Iterator[MapColumn]:
    """Yield the columns of an export: one for each choice to tick, else one for the question."""
    if not (question.many and question.choices):
        yield MapColumn(question.text, question.code, means=_meanings(question))
        return
    for code, word, value in _coded(question):
        yield MapColumn(f"{question.text} [{word}]", f"{question.code}[{code}]", adds=str(value))


def _meanings(question: FormQuestion) -> Mapping[str, str | bool]:
    """Return what the codes of choices mean, and the words: an export may hold either."""
    return {name: value for code, word, value in _coded(question) for name in (code, word)
            if name != value}
