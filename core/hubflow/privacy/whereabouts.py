"""Find where one person can be met: accounts in social media, and their school or home by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubflow.privacy.sign_words import sign_pattern
from hubflow.privacy.signs import SignHit, masked
from hubflow.text.spoken import say

_ACCOUNT = (r"(?=[\w.]{0,30}(?:[_\d]|\.\w))[A-Za-z][\w.]{1,30}\w"
            r"(?![\w@]|\.(?:org|com|net|pt|uk|eu|info)\b)")
"""A name that somebody chose: letters with a dot, a line below or a digit among them."""

_ACCOUNTS = (
    re.compile(r"(?<![\w@./])(@[A-Za-z_](?:[\w.]{0,30}\w))(?![\w@])"),
    re.compile(r"\b((?:t\.me|wa\.me|discord\.gg)/[\w+]{2,40}"
               r"|(?:youtube|tiktok|twitch|instagram|facebook|snapchat|twitter|x)\.(?:com|tv)/"
               r"@?[\w.]{1,40}\w)", re.IGNORECASE),
    re.compile(rf"\b(?i:{sign_pattern('platform_of_one')}):? \(?({_ACCOUNT})"),
    re.compile(rf"\b(?i:{sign_pattern('posts_as')})({_ACCOUNT}) "
               rf"(?i:{sign_pattern('on_platform')})\b"),
    re.compile(r"(?<![\w#&])([A-Za-z][\w.]{1,31}#\d{4})(?!\w)"),
)

_NAME = r"[A-ZÀ-Ý][\w'’-]{1,30}"
_NAMED = (
    rf"(?:(?:the |an? )?(?:{_NAME} ){{1,4}}{sign_pattern('institution_behind')}\b"
    rf"|{sign_pattern('institution_before')}(?: (?:d[aeo]s? )?{_NAME}){{1,4}})"
)
_HOMES = (
    re.compile(
        rf"\b(?i:{sign_pattern('somebody')})\b[^.;!?\n]{{0,40}}?"
        rf"\b(?i:{sign_pattern('learns_or_lives')})"
        rf" (?:[^.;!?\n]{{0,25}} (?:at|in|na|no|em) )?({_NAMED})"),
    # a note that leaves out who: "Lives at …", "Agora dorme no …"
    re.compile(rf"(?:^|[.;:!?\n]\s{{0,3}})(?i:{sign_pattern('lives_as_one')}) ({_NAMED})"),
    re.compile(rf"\b(?i:{sign_pattern('one_of_place')}) ({_NAMED})"),
)


def account_hits(text: str) -> Iterator[SignHit]:
    """Yield accounts in social media that a text names."""
    for pattern in _ACCOUNTS:
        for found in pattern.finditer(text):
            yield SignHit("HF716", *found.span(1),
                          say("signs.account", seen=masked(found[1])))


def home_hits(text: str) -> Iterator[SignHit]:
    """Yield the schools and homes that a text names as those of one person."""
    for pattern in _HOMES:
        for found in pattern.finditer(text):
            yield SignHit("HF709", *found.span(1),
                          say("signs.home", seen=masked(found[1])))
