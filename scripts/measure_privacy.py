"""Print how many sentences of ``tests/privacy/sentences.toml`` the look for signs gets right.

``python -m scripts.measure_privacy`` prints the table of all 400, of the third that is kept
aside, and of the later sets; then the wrong ones among those that patterns may be adjusted to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
import tomli

from hubflow.privacy.privacy_check import text_findings

SENTENCES = Path(__file__).parents[1] / "tests" / "privacy" / "sentences.toml"
"""Sentences by kind, language, and whether there is a sign in them."""
LATER = SENTENCES.with_name("later_sentences.toml")
LATEST = SENTENCES.with_name("latest_sentences.toml")
"""More of them, to which nothing was adjusted when they were written."""
BLIND = SENTENCES.with_name("blind_sentences.toml")
"""Sentences to which nothing has been adjusted at all."""


@attrs.frozen
class Sentence:
    """A sentence with the checks of which one has to find it; ``aside`` for every third one."""

    kind: str
    title: str
    text: str
    signs: frozenset[str]
    aside: bool

    def found(self) -> frozenset[str]:
        """Return the checks that find something in it."""
        return frozenset(finding.id for finding in text_findings("", {"text": self.text}, ()))

    def is_right(self) -> bool:
        """Return whether a sign that is there is found, and none where none is."""
        return bool(self.found() & self.signs) if self.signs else not self.found()


@attrs.frozen
class Measure:
    """Recall and precision over some sentences."""

    with_sign: int
    found: int
    false_alarms: int

    @property
    def recall(self) -> float:
        """Of the sentences with a sign, the share that was found."""
        return self.found / self.with_sign

    @property
    def precision(self) -> float:
        """Of the sentences in which something was found, the share that has a sign."""
        return self.found / ((self.found + self.false_alarms) or 1)


def sentences(file: Path = SENTENCES) -> Iterator[Sentence]:
    """Yield all sentences in the order of the file."""
    number = 0
    for kind, entry in tomli.loads(file.read_text("utf-8")).items():
        for language in ("en", "pt"):
            for present in ("with", "without"):
                for text in entry[language][present]:
                    number += 1
                    signs = frozenset(entry["signs"] if present == "with" else ())
                    yield Sentence(kind, entry["title"], text, signs, number % 3 == 0)


def measure(some: Iterable[Sentence]) -> Measure:
    """Return recall and precision over sentences."""
    some = list(some)
    with_sign = [sentence for sentence in some if sentence.signs]
    return Measure(len(with_sign), sum(map(Sentence.is_right, with_sign)),
                   sum(not one.is_right() for one in some if not one.signs))


def table(some: Iterable[Sentence]) -> str:
    """Return recall and precision by kind and overall, as lines of a table in Markdown."""
    some = list(some)
    rows: dict[str, list[Sentence]] = {}
    for sentence in some:
        rows.setdefault(sentence.title, []).append(sentence)
    lines = ["| kind | with a sign | found | false alarms | recall | precision |",
             "|---|---|---|---|---|---|"]
    for title, of_kind in {**rows, "all": some}.items():
        m = measure(of_kind)
        lines.append(f"| {title} | {m.with_sign} | {m.found} | {m.false_alarms} "
                     f"| {m.recall:.0%} | {m.precision:.0%} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables, and what is wrong unless it is kept aside."""
    all_of_them = list(sentences())
    print("All:", table(all_of_them), sep="\n")
    print("Kept aside:", table(one for one in all_of_them if one.aside), sep="\n")
    print("Later:", table(sentences(LATER)), sep="\n")
    print("Latest:", table(sentences(LATEST)), sep="\n")
    print("Blind:", table(sentences(BLIND)), sep="\n")
    for sentence in all_of_them:
        if not sentence.aside and not sentence.is_right():
            print(f"{'not found' if sentence.signs else 'false'}: [{sentence.kind}] "
                  f"{sentence.text} {sorted(sentence.found())}")


if __name__ == "__main__":
    main()
