"""Write a form as a page to print and fill in by hand, with a sheet to type the answers into."""

from __future__ import annotations

import html
from collections.abc import Iterator

from hubflow.documents.design.palette import root_style
from hubflow.documents.publishing.web_format import data_url
from hubflow.form.application_form import ApplicationForm, FormQuestion, FormSection
from hubflow.form.form_map import form_map, one_column
from hubflow.plugins.document import DocumentLook
from hubflow.reading.values.csv_output import csv_bytes

_LINES, _MANY_LINES, _WORDS_A_LINE = 1, 4, 14


def printed_form(form: ApplicationForm, look: DocumentLook | None = None) -> dict[str, bytes]:
    """Return the page, the empty sheet for its answers and the map by their file names."""
    headings = [question.text for question in form.questions]
    return {"form.html": "\n".join(_page(form, look)).encode(),
            "answers.csv": csv_bytes([headings], for_spreadsheets=True),
            "intake.toml": form_map(form, one_column, None).encode()}


def _page(form: ApplicationForm, look: DocumentLook | None) -> Iterator[str]:
    title = html.escape(form.title)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{form.language}"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{root_style(look)}{_STYLE}</style></head><body><main>"
    if look is not None and look.logo_format:
        yield f'<img class=logo src="{data_url(look)}" alt="">'
    yield f"<h1>{title}</h1>"
    yield from (f"<p class=about>{html.escape(line)}</p>" for line in form.about.splitlines())
    number = 0
    for section in form.sections:
        yield from _section(section, number)
        number += len(section.questions)
    yield "</main></body></html>"


def _section(section: FormSection, before: int) -> Iterator[str]:
    first, *others = section.questions
    yield "<section><div class=together>"
    yield f"<h2>{html.escape(section.title)}</h2>"
    yield from (f"<p class=help>{html.escape(line)}</p>" for line in section.about.splitlines())
    yield from _question(first, before + 1)
    yield "</div>"
    for number, question in enumerate(others, before + 2):
        yield from _question(question, number)
    yield "</section>"


def _question(question: FormQuestion, number: int) -> Iterator[str]:
    mark = '<span class=required aria-hidden="true"> *</span>' if question.required else ""
    yield "<div class=question>"
    yield f"<p class=text><b>{number}.</b> {html.escape(question.text)}{mark}</p>"
    for line in question.help.splitlines():
        yield f"<p class=help>{html.escape(line)}</p>"
    if question.choices:
        shape = "box" if question.many else "circle"
        yield "<ul class=choices>"
        yield from (f"<li><span class={shape}></span>{html.escape(word)}</li>"
                    for word, _ in question.choices)
        yield "</ul>"
    else:
        yield '<div class=line></div>' * _lines_for(question)
    yield "</div>"


def _lines_for(question: FormQuestion) -> int:
    if question.max_words:
        return max(_MANY_LINES, question.max_words // _WORDS_A_LINE)
    return _MANY_LINES if question.long else _LINES


_STYLE = """
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 11pt/1.4 var(--type); }
.logo { background: #fff; display: block; margin: 0 0 1rem auto; max-height: 4.5rem;
  max-width: 14rem; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1, h2 { color: var(--accent); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; padding-bottom: .2rem;
  border-bottom: 2px solid var(--accent); break-after: avoid; }
.about { margin: 0 0 .35rem; }
.help { margin: .1rem 0; font-size: .9rem; color: var(--faint); }
.question { margin: 1rem 0; break-inside: avoid; }
.together { break-inside: avoid; }
.text { margin: 0; }
.required { color: var(--bad); }
.line { height: 1.9rem; border-bottom: 1px solid var(--edge); }
.choices { list-style: none; margin: .4rem 0 0; padding: 0;
  display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .25rem 1rem; }
.choices li { display: flex; align-items: baseline; gap: .5rem; }
.box, .circle { flex: none; width: .85rem; height: .85rem; border: 1.4px solid var(--ink);
  transform: translateY(.1rem); }
.circle { border-radius: 50%; }
@media print { main { max-width: none; padding: 0; } }
"""
