"""An argument that is one of a few words, written in English or in a language of hubs."""

from __future__ import annotations

from typing import Any

import click


class SpokenChoice(click.Choice[str]):
    """One of a few English words, or the word for one in any language of hubs.

    Several words may stand for one: whatever a sheet or a command calls it. The error lists the
    words in the spoken language.
    """

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the English word. Raise a usage error if the text is none of the words."""
        if value in self.choices:
            return str(value)
        from hubflow.reading.values.vocabulary_words import recorded_words
        from hubflow.text.spoken import say, say_word

        words = {each.replace("-", " "): each for each in self.choices}
        found = recorded_words(words).get(_plain(value))
        if found is not None:
            return words[found]
        known = [word if (spoken := say_word(word)) == word else f"{spoken} ({each})"
                 for word, each in words.items()]
        raise click.BadParameter(
            say("office.is_none_of_the_words", value=value, words=", ".join(known)), ctx, param)


def _plain(value: object) -> str:
    from hubflow.reading.values.normal_text import folded

    return folded(str(value).replace("-", " "))
