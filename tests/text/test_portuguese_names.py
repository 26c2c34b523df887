"""In Portuguese one thing has one name: the names that were given up come back nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hubflow.text import catalogue

WORDS = Path(catalogue.__file__).parent / "pt"
GIVEN_UP = {
    "hub": r"laboratório",
    "dossiê": r"\bprocessos?\b",
    "apoio": r"\batribuiç(ão|ões)\b",
    "palavra": r"\brótulo|\betiqueta",
    "traço inferior": r"\btraços? (baixo|de sublinhado)|\bunderscore",
    "seleção": r"\bpassage(m|ns)\b",
    "destinatário": r"\bpessoas? (servid|apoiad|acompanhad|atendid)|\butente|\bbeneficiári",
}
"""For each name the others that the same thing once had."""
READ = {
    "accounts": "headings of accountants", "headings": "questions of others' forms",
    "intake": "words of others' forms", "privacy": "signs of people in others' texts"}
"""Files of what hubflow reads, which others write in their own words."""
MEANT = {
    "checks": {
        "não termina o processo": "of the operating system",
        "num processo só seu": "of the operating system",
        "deixa o processo como": "of the operating system",
        "números de caso ou de processo": "the case of a person",
        "processo n.º": "a sign that is looked for", "tipo de processo": "the case of a person",
        "se lhe chama processo": "a sign that is looked for",
        "ao processo de uma pessoa": "the case of a person",
        "como a atribuição": "a phase: that one awards",
        "o utente)": "a sign that is looked for", "girl ou utente": "a sign that is looked for",
        "de um utente": "a sign that is looked for", "utente do SNS": "the number's official name",
        "ou utentes": "a sign that is looked for"},
    "kit": {"terminou o processo": "of the operating system",
            "como a atribuição": "a phase: that one awards"},
    "serve": {"um número de processo": "the case of a person"},
    "signs": {"de caso ou de processo": "the case of a person",
              "um número de processo": "the case of a person",
              "número britânico de utente": "the number's official name",
              "número de utente do SNS": "the number's official name"},
    "weigh": {"Passagens do pior ao melhor": "swings from worst to best, no gates",
              "essa passagem": "a swing from worst to best, no gate"}}
"""Where another thing is meant by such a word, and which."""


def said(file: str) -> str:
    """The text of a file, without what means another thing."""
    text = (WORDS / f"{file}.toml").read_text("utf-8")
    for phrase in MEANT.get(file, ()):
        assert phrase in text, f"{file}: {phrase!r} is no longer said"
        text = text.replace(phrase, "")
    return text


@pytest.mark.parametrize("name", GIVEN_UP)
def test_one_thing_has_one_name(name: str) -> None:
    pattern = re.compile(GIVEN_UP[name], re.IGNORECASE)
    other = [f"{path.stem}: {line}" for path in sorted(WORDS.glob("*.toml"))
             if path.stem not in READ for line in said(path.stem).splitlines()
             if pattern.search(line)]
    assert other == [], f"say {name!r}"
