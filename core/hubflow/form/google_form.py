"""Write a form as a Google Apps Script, which makes it in Google Forms.

The methods are those of https://developers.google.com/apps-script/reference/forms. An export of the
answers has one column for each question, headed by its title, and the time first; several choices
stand in one cell, divided by commas.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from hubflow.form.application_form import ApplicationForm, FormQuestion
from hubflow.form.form_map import AnswerTime, form_map, one_column
from hubflow.form.word_limit import word_pattern
from hubflow.text.catalogue import words

_MOST_BUTTONS = 6
"""More choices than these stand in a list that opens."""


def google_form(form: ApplicationForm) -> dict[str, bytes]:
    """Return the script and the map by their file names."""
    time = AnswerTime(words(form.language, "form")["time_google"], "Timestamp")
    return {"form.gs": _script(form).encode(),
            "intake.toml": form_map(form, one_column, time).encode()}


def _script(form: ApplicationForm) -> str:
    content = {
        "title": form.title, "description": form.about,
        "notAllowed": words(form.language, "form")["not_allowed"],
        "items": [item for number, section in enumerate(form.sections)
                  for item in (*_heading(number, section.title, section.about),
                               *map(_item, section.questions))]}
    data = json.dumps(content, ensure_ascii=False, indent=2)
    how = textwrap.fill(words(form.language, "form")["google_how"], 96, initial_indent=" * ",
                        subsequent_indent=" * ")
    return _SCRIPT.replace("{{HOW}}", how).replace("{{CONTENT}}", data)


def _heading(number: int, title: str, about: str) -> Iterator[dict[str, Any]]:
    """Yield the page on which a section begins; the first section begins on the first page."""
    if number:
        yield {"type": "page", "title": title, "help": about}


def _item(question: FormQuestion) -> dict[str, Any]:
    item: dict[str, Any] = {"type": _type(question), "title": question.text,
                            "help": question.help, "required": question.required}
    if question.choices:
        item["choices"] = [word for word, _ in question.choices]
    if question.number:
        item["number"] = {"whole": question.kind.whole, "low": question.kind.low,
                          "high": question.kind.high}
    if question.max_words:
        item["pattern"] = word_pattern(question.max_words)
    return item


def _type(question: FormQuestion) -> str:
    if question.choices:
        if question.many:
            return "checkbox"
        return "choice" if len(question.choices) <= _MOST_BUTTONS else "list"
    if question.kind.type == "date":
        return "date"
    return "paragraph" if question.long else "text"


_SCRIPT = '''/**
{{HOW}}
 */
const CONTENT = {{CONTENT}};

const ADD = {
  text: 'addTextItem', paragraph: 'addParagraphTextItem', date: 'addDateItem',
  choice: 'addMultipleChoiceItem', list: 'addListItem', checkbox: 'addCheckboxItem',
};

function createForm() {
  const form = FormApp.create(CONTENT.title);
  form.setDescription(CONTENT.description);
  form.setProgressBar(true);
  for (const item of CONTENT.items) {
    if (item.type === 'page') {
      form.addPageBreakItem().setTitle(item.title).setHelpText(item.help);
      continue;
    }
    const made = form[ADD[item.type]]();
    made.setTitle(item.title).setHelpText(item.help).setRequired(item.required);
    if (item.choices) {
      made.setChoiceValues(item.choices);
    }
    if (item.number) {
      made.setValidation(numberRule(item.number));
    }
    if (item.pattern) {
      made.setValidation(FormApp.createParagraphTextValidation()
        .setHelpText(CONTENT.notAllowed).requireTextMatchesPattern(item.pattern).build());
    }
  }
  Logger.log(form.getEditUrl());
  Logger.log(form.getPublishedUrl());
}

function numberRule(limits) {
  const rule = FormApp.createTextValidation().setHelpText(CONTENT.notAllowed);
  if (limits.low !== null && limits.high !== null) {
    return rule.requireNumberBetween(limits.low, limits.high).build();
  }
  if (limits.low !== null) {
    return rule.requireNumberGreaterThanOrEqualTo(limits.low).build();
  }
  if (limits.high !== null) {
    return rule.requireNumberLessThanOrEqualTo(limits.high).build();
  }
  return (limits.whole ? rule.requireWholeNumber() : rule.requireNumber()).build();
}
'''
