"""Take apart the headings of an export as survey tools write them.

Each tool puts group, question, code and choice together in a way of its own:

* KoboToolbox: ``group/question``, ``question/choice``
  (https://support.kobotoolbox.org/export_download.html)
* ODK Central: ``group-question`` (https://docs.getodk.org/central-submissions/)
* LimeSurvey: ``code``, ``code. question``, ``question [choice]`` or ``code[choice]``
  (https://www.limesurvey.org/manual/Exporting_results)
* SurveyMonkey: the question above, its choices below, read as ``question: choice``
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubflow.reading.values.normal_text import folded

_CHOICE = re.compile(r"^(?P<question>.*\S)\s*\[(?P<choice>[^\[\]]+)\]$", re.DOTALL)
_PATH = re.compile(r"^\S+(?:/\S+)+$")
_CODED = re.compile(r"^(?P<code>\w{1,30}(?:\[\w+\])?)\.\s+(?P<question>\S.*)$", re.DOTALL)


def names_of(heading: str) -> Iterator[str]:
    """Yield what a heading may be called in a map, folded: whole first, then its telling parts.

    >>> list(names_of("candidatura/group_size"))
    ['candidatura/group_size', 'group_size']
    >>> list(names_of("Q3. How many?"))
    ['q3. how many?', 'how many?', 'q3']
    """
    yield folded(heading)
    if _PATH.match(heading):
        parts = heading.split("/")
        yield folded(parts[-1])
        if len(parts) > 2:
            yield folded("/".join(parts[-2:]))
        return
    coded = _CODED.match(heading)
    if coded:
        yield folded(coded["question"])
        yield folded(coded["code"])
    elif re.fullmatch(r"\w+(?:-\w+)+", heading):
        yield folded(heading.rpartition("-")[2])


def question_in(heading: str) -> str:
    """Return the question in a heading, without its group, code and choice.

    >>> question_in("Reached through [School]"), question_in("who/priority_group")
    ('Reached through', 'priority_group')
    """
    found = _CHOICE.match(heading)
    if found and not found["choice"].replace(".", "").isdigit():
        heading = found["question"]
    if _PATH.match(heading):
        return heading.rpartition("/")[2]
    question, colon, choice = heading.rpartition(": ")
    return question if colon and choice else heading


def choice_in(heading: str) -> str:
    """Return the choice that a heading of a ticked column names; empty where it names none.

    >>> choice_in("Reached through [School]"), choice_in("Which?: Advice"), choice_in("Who?")
    ('School', 'Advice', '')
    """
    found = _CHOICE.match(heading)
    if found:
        return found["choice"]
    if _PATH.match(heading):
        return heading.rpartition("/")[2].replace("_", " ")
    question, _, choice = heading.rpartition(": ")
    return choice if question else ""
