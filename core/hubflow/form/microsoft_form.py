"""Write a form as a Word document that Microsoft Forms makes into a form.

Microsoft Forms has no documented format to import. Its quick import (https://support.microsoft.com,
"Convert a Word or PDF form or quiz to Microsoft Forms") recognises numbered questions and the
lettered choices below them in a Word document and proposes a form, whose questions, limits and
required answers somebody checks there. Help texts are left out, since they would become part of the
questions, which head the columns of the export. In an export several choices stand in one cell,
divided by semicolons.
"""

from __future__ import annotations

import io
import string

from hubflow.form.application_form import ApplicationForm
from hubflow.form.form_map import AnswerTime, form_map, one_column
from hubflow.model.input_problems import one_problem
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

MOST_QUESTIONS = 200
"""What one form of Microsoft Forms holds (https://support.microsoft.com, "Form, question,
response, and character limits in Microsoft Forms")."""


def microsoft_form(form: ApplicationForm) -> dict[str, bytes]:
    """Return the document and the map by their file names.

    Raises :class:`BadInput` if there are more questions than Microsoft Forms takes.
    """
    asked = len(form.questions)
    if asked > MOST_QUESTIONS:
        raise one_problem("form.docx", say("office.microsoft_holds", most=MOST_QUESTIONS,
                                           asked=asked), say("office.a_form_a_phase"))
    time = AnswerTime(words(form.language, "form")["time_microsoft"], "Completion time")
    return {"form.docx": _document(form),
            "intake.toml": form_map(form, one_column, time).encode()}


def _document(form: ApplicationForm) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = form.title
    document.core_properties.author = ""
    document.add_heading(form.title, 0)
    for line in form.about.splitlines():
        document.add_paragraph(line)
    number = 0
    for section in form.sections:
        document.add_heading(section.title, 1)
        for question in section.questions:
            number += 1
            answers = [f"{_letters(place)}. {word}"
                       for place, (word, _) in enumerate(question.choices, 1)] or ["_" * 40]
            lines = [document.add_paragraph(text)
                     for text in (f"{number}. {question.text}", *answers)]
            for above in lines[:-1]:  # a question stays on the page of its answers
                above.paragraph_format.keep_with_next = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _letters(place: int) -> str:
    """Return the letters of a choice by its place: A to Z, then AA, AB …, BA, as columns have."""
    letters = ""
    while place:
        place, last = divmod(place - 1, len(string.ascii_uppercase))
        letters = string.ascii_uppercase[last] + letters
    return letters
