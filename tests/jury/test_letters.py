"""Letters tell what a body decided and the hub released, and nothing before that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest

from hubflow.documents.publishing import publish
from hubflow.plugins.document import Document
from hubflow.plugins.manager import LoadedHub

from .conftest import METHOD, PACK, Hubflow, dossier

JUDGED = """
[[hubs.small.judgements]]
phase = "first-look"
criterion = "depth"
score = {score}
assessor = "Secret Assessor"
[[hubs.small.judgements]]
phase = "first-look"
criterion = "depth"
score = {score}
assessor = "another"
"""


def decided(word: str, more: str = "", score: int = 4, date: str = "2025-03-10") -> str:
    """Judgements, and a decision on the first look."""
    return JUDGED.format(score=score) + (
        f'[[decisions]]\nhub = "small"\nphase = "first-look"\ndecision = "{word}"\n'
        f'date = {date}\nby = "The board"\n{more}\n')


def letter(folder: Path, id: str = "oak") -> str:
    """A letter as Markdown."""
    return (folder / "out" / f"{id}.md").read_text("utf-8")


LETTERS = ("letters", "-p", "./small", "call", "--out", "out", "--format", "md")


def test_nothing_is_written_of_a_recommendation_or_before_the_release(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "elm", "The Elm", more=decided("advance"))
    dossier(call, "ash", "The Ash", more=decided("stop", "released = 2999-01-01"))
    done = hubflow(*LETTERS)
    assert done.out.splitlines() == [
        "No letter was written.", "No letter to The Ash [ash]: the decision is not released.",
        "No letter to The Elm [elm]: the decision is not released.",
        "No letter to The Oak [oak]: nobody decided."]
    assert not (tmp_path / "out").exists()


def test_a_letter_tells_decision_reasons_what_was_missing_and_what_is_next(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", more=decided(
        "revise", 'released = 2025-03-12\nreasons = "The *reach* is not clear."',
    ) + '[incubate.leader]\nname = "The leader"\n')
    (call / "oak.toml").write_text((call / "oak.toml").read_text("utf-8").replace(
        'description = "A garden."', ""), "utf-8")
    hubflow(*LETTERS)
    text = letter(tmp_path)
    assert "**To:** The leader" in text
    assert "**Date:** 12 March 2025" in text
    assert "On 10 March 2025, the board decided that it may come back" in text
    assert r"The \*reach\* is not clear." in text
    missing, unknown = text.split("## What was missing")[1].split("## What could not be told")
    unknown, todo = unknown.split("## What to do next")
    assert "- Condition not met: The solution is described.\n" in missing
    assert "- It is new. (not judged)" in unknown
    assert "- It is new." not in missing
    assert "- Describe it." in todo
    assert "Say what is new." not in todo
    assert "| Depth | 4 | 1–5 | " in text
    assert "Assessor" not in text


def test_whom_a_condition_stops_is_told_which_and_neither_score_nor_task(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", what="", more=decided("stop", "released = 2025-03-12").split(
        "[[decisions]]", 1)[1].join(("[[decisions]]", "")))
    (tmp_path / "small/methodology.toml").write_text(METHOD.replace(
        'otherwise = "Describe it."',
        'otherwise = "It cannot be taken."\notherwise_decision = "stop"'), "utf-8")
    hubflow(*LETTERS)
    text = letter(tmp_path)
    reasons, after = text.split("## The reasons")[1].split("## What to do next")
    assert [line for line in reasons.splitlines() if line] == [
        "- Condition not met: The solution is described. It cannot be taken.",
        "- The board decided as the published rules recommend."]
    assert "Score" not in text
    assert "not judged" not in text
    assert "There is nothing that you need to do." in after
    assert "- " not in after


def test_a_letter_tells_levels_below_the_floor_and_what_was_not_judged(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", more=decided("revise", "released = 2025-03-12", score=1))
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        'rubric = { "1"', 'minimum = 5\nrubric = { "1"'), "utf-8")
    hubflow(*LETTERS)
    text = letter(tmp_path)
    assert "| Fit | not judged | poor / fair / good | " in text
    assert "- Fit (not judged)" in text.split("## What could not be told")[1]
    assert "- Depth (1; at least 5 is asked)" in text
    assert "- Bring “Depth” to 5 at least. With those concerned." in text


def test_what_is_not_known_is_told_apart_and_asked_for(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", more=decided("revise", "released = 2025-03-12"))
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        'judged = true\nsource = "rules"\n[[stages.identify.phases.requirements]]',
        'holds = "identify.age_from >= 1"\nsource = "rules"\n'
        '[[stages.identify.phases.requirements]]'), "utf-8")
    hubflow(*LETTERS)
    text = letter(tmp_path)
    assert "What was missing" not in text
    unknown, todo = text.split("## What could not be told")[1].split("## What to do next")
    assert "- It is new. (not known)" in unknown
    assert "- Say what is new." in todo


def test_a_letter_of_going_on_names_the_next_phase_and_what_it_asks(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", more=decided("advance", "released = 2025-03-12"))
    hubflow(*LETTERS)
    after = letter(tmp_path).split("## What to do next")[1]
    assert "Next comes “Second look”, in the stage “Understand”." in after
    assert "We come to see you." in after
    assert "- Service users were heard. Talk with them." in after


def test_a_decision_that_departs_says_so(hubflow: Hubflow, call: Path, tmp_path: Path) -> None:
    dossier(call, "oak", "The Oak", more=decided(
        "stop", 'released = 2025-03-12\nreasons = "No room."', score=1))
    hubflow(*LETTERS)
    text = letter(tmp_path)
    assert "We are sorry" in text
    assert "The board decided otherwise." in text


def test_a_letter_one_would_sign(hubflow: Hubflow, call: Path, tmp_path: Path) -> None:
    decision = decided("revise", "released = 2025-03-12", score=5).replace("The board", "O júri")
    dossier(call, "oak", "The Oak",
            more=f'{decision}[incubate.leader]\nname = "Ana Leader"\n')
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace("[[sources]]", """[hub.look]
sender = ["The hub", "1 Example Street"]
signed_by = "The director"
[call]
steps = [{ id = "final-list", name = "Final list", complaint_days = 10 }]
final = "final-list"
complaints = "Write to the council."
source = "rules"
[[sources]]""", 1), "utf-8")
    hubflow(*LETTERS, "--list", "letters.csv")
    text = letter(tmp_path)
    assert "The hub<br>1 Example Street" in text
    assert "Dear Ana Leader," in text
    assert "What these levels mean:\n\n- Depth: With those concerned." in text
    assert "## If you do not agree\n\nWrite to the council." in text
    assert "**The director**<br>For o júri" not in text
    assert "**The director**<br>For O júri" in text
    assert (tmp_path / "letters.csv").read_text("utf-8-sig").splitlines() == [
        "id,venture,to,decision,phase,decided on,released on",
        "oak,The Oak,Ana Leader,revise,First look,10 March 2025,12 March 2025"]
    hubflow(*LETTERS, "--lang", "pt", "--overwrite")
    assert "a decisão do júri foi a de que pode voltar" in letter(tmp_path)
    assert "Pelo júri" in letter(tmp_path)


def test_a_closed_venture_is_asked_for_nothing(kept: Hubflow, tmp_path: Path) -> None:
    register(kept, "close", "oak", "--by", "The board", "--reasons", "They stopped.",
             "--learning", "Ask earlier.", "--on", "2025-03-07")
    register(kept, "release", "oak", "--by", "The hub", "--on", "2025-03-08")
    told(kept, "oak", "--out", "out", "--format", "md")
    text = letter(tmp_path)
    assert "The oak is closed. On 7 March 2025, the board recorded it" in text
    after = text.split("## What to do next")[1]
    assert "nothing more is asked of you" in after
    assert "apply again" not in after
    assert "- " not in after


def test_a_later_decision_on_the_phase_that_is_not_released_holds_the_letter_back(
    hubflow: Hubflow, call: Path
) -> None:
    first = decided("revise", "released = 2025-03-12")
    second = decided("stop", 'reasons = "No."', date="2025-03-20").split("[[decisions]]")[1]
    dossier(call, "oak", "The Oak", more=f"{first}[[decisions]]{second}")
    done = hubflow(*LETTERS, "--as-of", "2025-03-15")
    assert "1 letter written to out." in done.out
    done = hubflow(*LETTERS)
    assert "[oak]: a later decision on the same phase is not released." in done.out


def test_a_release_before_the_decision_is_refused(hubflow: Hubflow, call: Path) -> None:
    dossier(call, "oak", "The Oak", more=decided("revise", "released = 2025-03-01"))
    done = hubflow(*LETTERS, code=2)
    assert "2025-03-01 is before the 2025-03-10 of `date`" in done.err


def test_letters_in_the_hubs_language_and_by_its_own_template(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", more=decided("advance", "released = 2025-03-12"))
    hubflow(*LETTERS, "--lang", "pt", "--format", "docx", "--format", "html", "--format", "pdf")
    assert "## O que fazer a seguir" in letter(tmp_path)
    styles = {p.style.name for p in docx.Document(str(tmp_path / "out/oak.docx")).paragraphs
              if p.style}
    assert "Heading 1" in styles
    assert (tmp_path / "out/oak.pdf").read_bytes().startswith(b"%PDF")
    templates = tmp_path / "small" / "templates"
    templates.mkdir()
    (templates / "letter.md.j2").write_text(
        "# Ours: {{ letter.venture }}\n\n{{ letter.opens }}\n", "utf-8")
    hubflow(*LETTERS, "--overwrite")
    assert letter(tmp_path).startswith("# Ours: The Oak")


def test_a_letter_that_was_edited_is_not_written_over_unasked(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    for id in ("ash", "elm", "oak"):
        dossier(call, id, f"The {id}", more=decided("advance", "released = 2025-03-12"))
    hubflow(*LETTERS)
    made = letter(tmp_path)
    for id in ("elm", "oak"):
        (tmp_path / "out" / f"{id}.md").write_text("Edited.", "utf-8")
    (tmp_path / "out/ash.md").unlink()
    done = hubflow(*LETTERS)
    assert done.out.splitlines() == [
        "1 letter written to out.", *(
            f"out/{id}.md: is there already, was edited or would now say something else, and is "
            "left as it is; --overwrite writes it again." for id in ("elm", "oak"))]
    assert letter(tmp_path) == letter(tmp_path, "elm") == "Edited."
    assert letter(tmp_path, "ash") == made.replace("he oak", "he ash")
    hubflow(*LETTERS, "--overwrite")
    assert letter(tmp_path) == made
    assert "out/oak.md: is there already, and says the same." in hubflow(*LETTERS).out


def register(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    """What a command of the register says."""
    done = hubflow("register", *words, code=code)
    return done.out + done.err


def told(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    """What is said of letters made from the register."""
    done = hubflow("letters", "--register", *words, code=code)
    return done.out + done.err


@pytest.fixture
def kept(hubflow: Hubflow, call: Path, tmp_path: Path) -> Hubflow:
    """A register with the call, run once; all may go on."""
    for id in ("oak", "elm"):
        dossier(call, id, f"The {id}", more=JUDGED.format(score=4) + (
            '[[hubs.small.judgements]]\nphase = "first-look"\ncriterion = "new"\nholds = true\n'
            '[[hubs.small.judgements]]\nphase = "first-look"\ncriterion = "new"\nholds = true\n'
            'assessor = "another"\n'))
    (tmp_path / "small/methodology.toml").write_text(METHOD.replace("score = 50", ""), "utf-8")
    register(hubflow, "init")
    register(hubflow, "add", "-p", "./small", "call", "--on", "2025-03-01")
    register(hubflow, "step", "spring", "received", "--by", "The office", "--on", "2025-03-01")
    register(hubflow, "run", "-p", "./small", "--on", "2025-03-05")
    return hubflow


def test_the_register_makes_letters_of_released_decisions_alone(
    kept: Hubflow, tmp_path: Path
) -> None:
    assert "nothing was decided that could be released" in register(
        kept, "release", "oak", "--by", "The hub", "--on", "2025-03-06", code=2)
    register(kept, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06")
    register(kept, "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-07")
    register(kept, "decide", "elm", "stop", "--by", "The board", "--on", "2025-03-07",
             "--reasons", "No room.", "--learning", "Ask earlier.")
    assert "No letter was written." in told(kept, "--out", "out")
    assert "No letter to The oak [oak]" in told(kept, "oak", "--out", "out")
    assert not (tmp_path / "out").exists()
    assert "2025-03-06 is before 2025-03-07" in register(
        kept, "release", "oak", "--by", "The hub", "--on", "2025-03-06", code=2)
    tomorrow = (dt.date.today() + dt.timedelta(1)).isoformat()
    assert "is in the future" in register(
        kept, "release", "oak", "--by", "The hub", "--on", tomorrow, code=2)
    assert "2 decisions released" in register(
        kept, "release", "--call", "spring", "--by", "The hub", "--on", "2025-03-10")
    assert "is released already" in register(
        kept, "release", "oak", "--by", "The hub", "--on", "2025-03-11", code=2)
    assert "2 letters written" in told(kept, "--out", "out", "--format", "md")
    assert "Released by the hub on 10 March 2025." in letter(tmp_path, "oak")
    assert ("The call's last step is still to come, so this is not final yet. "
            "It is at “final list”.") in letter(tmp_path, "oak")
    stopped = letter(tmp_path, "elm")
    assert "No room." in stopped
    assert "Ask earlier." not in stopped, "what is learnt is for later ventures"
    register(kept, "step", "spring", "ratified", "--by", "The council", "--on", "2025-03-12")
    again = "--call", "spring", "--out", "out", "--format", "md"
    assert "out/oak.md: is there already, was edited or would now say" in told(kept, *again)
    assert "not final" in letter(tmp_path, "oak")
    told(kept, *again, "--overwrite")
    assert "not final" not in letter(tmp_path, "oak")
    assert "release of a decision" in register(kept, "history", "oak")
    assert "may be told since 2025-03-10" in " ".join(register(kept, "show", "oak").split())
    assert "nothing changed" in register(kept, "verify")


def test_a_letter_tells_the_run_that_was_decided_on_not_what_came_later(
    kept: Hubflow, tmp_path: Path
) -> None:
    register(kept, "step", "spring", "ratified", "--by", "The jury", "--on", "2025-03-06", code=2)
    register(kept, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06")
    register(kept, "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-07")
    register(kept, "release", "oak", "--by", "The hub", "--on", "2025-03-10")
    told(kept, "oak", "--out", "out", "--format", "md")
    before = letter(tmp_path)
    (tmp_path / "late.csv").write_text(
        "venture,phase,criterion,assessor,score\noak,first-look,depth,late,1\n", "utf-8")
    register(kept, "judge", "late.csv", "--on", "2025-03-20")
    told(kept, "oak", "--out", "out", "--format", "md")
    assert letter(tmp_path) == before


def test_a_letter_that_was_sent_says_that_a_later_decision_is_not_released(kept: Hubflow) -> None:
    register(kept, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06")
    register(kept, "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-07")
    register(kept, "release", "oak", "--by", "The hub", "--on", "2025-03-08")
    told(kept, "oak", "--out", "out", "--format", "md")
    register(kept, "file", "--letters", "out", "--on", "2025-03-09")
    assert "oak [oak]: it was sent on 2025-03-09" in told(kept, "oak", "--out", "again")
    register(kept, "run", "-p", "./small", "--on", "2025-03-10")
    register(kept, "decide", "oak", "stop", "--by", "The board", "--on", "2025-03-11",
             "--reasons", "No room.", "--learning", "Ask earlier.")
    said = told(kept, "oak", "--out", "again")
    assert ("oak [oak]: a letter on an earlier decision was sent on 2025-03-09; the decision of "
            "2025-03-11 is not released") in " ".join(said.split())


def test_a_withdrawn_release_takes_the_letter_back(kept: Hubflow) -> None:
    register(kept, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06")
    register(kept, "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-07")
    register(kept, "release", "oak", "--by", "The hub", "--on", "2025-03-10")
    entry = next(line.split()[1] for line in register(kept, "history", "oak").splitlines()
                 if "release of" in line)
    register(kept, "correct", entry, "--withdraw", "--reasons", "Too early.")
    assert "No letter to The oak [oak]" in told(kept, "oak", "--out", "out")


def test_who_left_its_call_is_not_told_that_it_goes_on(kept: Hubflow, tmp_path: Path) -> None:
    register(kept, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06")
    for id in ("oak", "elm"):
        register(kept, "decide", id, "advance", "--by", "The board", "--on", "2025-03-07")
    register(kept, "release", "elm", "--by", "The hub", "--on", "2025-03-07")
    for id in ("oak", "elm"):
        register(kept, "member", id, "withdrawn", "--by", "The office", "--reasons", "They moved.",
                 "--on", "2025-03-08")
    why = "oak: it is withdrawn in call spring since 2025-03-08, so it is not told that it goes on"
    release = "--by", "The hub", "--on", "2025-03-10"
    assert why in register(kept, "release", "oak", *release, code=2)
    assert why in register(kept, "release", "--call", "spring", *release, code=2)
    said = told(kept, "--out", "out", "--format", "md")
    assert ("No letter to The elm [elm]: it is withdrawn in its call since 2025-03-08, and does "
            "not") in said
    assert not (tmp_path / "out/elm.md").exists()
    # the day before it left it could be told; and it can be again when it is back in the race
    told(kept, "elm", "--out", "before", "--format", "md", "--as-of", "2025-03-07")
    assert (tmp_path / "before/elm.md").exists()
    register(kept, "member", "oak", "in-the-race", "--by", "The office", "--reasons", "They stay.",
             "--on", "2025-03-09")
    assert "advance of 2025-03-07 may be told" in register(
        kept, "release", "--call", "spring", *release)
    assert "1 letter written" in told(kept, "oak", "--out", "out", "--format", "md")


def test_who_is_told_of_a_stop_may_have_left(hubflow: Hubflow, call: Path) -> None:
    left = '[[members]]\nid = "{}"\nstanding = "excluded"\ndate = 2025-03-11\nreason = "So."\n'
    with (call / "call.toml").open("a", encoding="utf-8") as file:
        file.write(left.format("elm") + left.format("ash"))
    dossier(call, "elm", "The Elm", more=decided("advance", "released = 2025-03-10"))
    dossier(call, "ash", "The Ash", more=decided(
        "stop", 'released = 2025-03-10\nlearning = "Ask earlier."'))
    said = hubflow(*LETTERS).out
    assert "1 letter written" in said
    assert ("No letter to The Elm [elm]: it is excluded in its call since 2025-03-11, and does "
            "not") in said


def test_a_rest_and_its_end_are_told_too(kept: Hubflow, tmp_path: Path) -> None:
    register(kept, "pause", "oak", "--by", "The board", "--reasons", "The leader is ill.",
             "--on", "2025-03-07")
    assert "pause of 2025-03-07 may be told" in register(
        kept, "release", "oak", "--by", "The hub", "--on", "2025-03-08")
    told(kept, "oak", "--out", "out", "--format", "md")
    text = letter(tmp_path)
    assert "The oak rests." in text
    assert "The leader is ill." in text
    assert "What was missing" not in text
    register(kept, "resume", "oak", "--by", "The board", "--on", "2025-03-20")
    assert "No letter to The oak [oak]" in told(kept, "oak", "--out", "out")


def test_what_was_decided_before_a_rest_can_be_told(kept: Hubflow, tmp_path: Path) -> None:
    register(kept, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06")
    register(kept, "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-07")
    register(kept, "pause", "oak", "--by", "The board", "--reasons", "Ill.", "--on", "2025-03-08")
    history = register(kept, "history", "oak").splitlines()
    entry = next(line.split()[1] for line in history if "decision: " in line)
    released = "release", "oak", "--by", "The hub", "--on", "2025-03-10", "--entry"
    assert "entry 1 is no decision on it" in register(kept, *released, "1", code=2)
    assert "advance of 2025-03-07 may be told" in register(kept, *released, entry)
    told(kept, "oak", "--out", "out", "--format", "md")
    assert "rests" not in letter(tmp_path)
    assert "goes with one venture" in register(
        kept, "release", "oak", "elm", *released[2:], entry, code=2)


def test_a_call_that_the_register_does_not_know(kept: Hubflow) -> None:
    assert "no ventures in a call of this id" in told(
        kept, "--call", "autumn", "--out", "out", code=2)


@pytest.mark.usefixtures("call")
def test_nothing_that_leads_on_is_released_before_the_final_list(hubflow: Hubflow) -> None:
    register(hubflow, "init")
    register(hubflow, "add", "-p", "./small", "call", "--on", "2025-03-01", "--accept", "Made up.")
    register(hubflow, "run", "-p", "./small", "--on", "2025-03-02")
    register(hubflow, "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-02",
             "--reasons", "It is clear.")
    register(hubflow, "step", "spring", "received", "--by", "The office", "--on", "2025-03-03")
    refused = register(hubflow, "release", "oak", "--by", "The hub", "--on", "2025-03-04", code=2)
    assert 'nothing is decided before "final list"' in refused
    assert "No letter to The Oak [oak]" in told(hubflow, "oak", "--out", "out")
    register(hubflow, "step", "spring", "final list", "--by", "The jury", "--on", "2025-03-05")
    assert "advance of 2025-03-02 may be told" in register(
        hubflow, "release", "oak", "--by", "The hub", "--on", "2025-03-05")


STEPS = """
[call]
final = "all"
source = "rules"
complaints = "To the jury, in writing."
[[call.steps]]
id = "first-list"
name = "First list"
phase = "first-look"
complaint_days = 10
[[call.steps]]
id = "own-list"
name = "Final list of the first look"
phase = "first-look"
leads_on = true
[[call.steps]]
id = "all"
name = "Final list"
[[call.steps]]
id = "ratified"
name = "Ratified"
"""


def test_a_phases_own_final_list_makes_its_letters_final_and_a_departure_gives_its_own_reasons(
    kept: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "small/methodology.toml").write_text(
        METHOD.replace("score = 50", "places = 2").replace('edition = "1"', 'edition = "2"')
        + STEPS, "utf-8")
    for file in (tmp_path / "call" / "elm.toml", tmp_path / "call" / "oak.toml"):
        file.write_text(file.read_text("utf-8") + "".join(
            f'[[hubs.small.judgements]]\nphase = "first-look"\ncriterion = "{criterion}"\n'
            f'score = {score}\nassessor = "{who}"\nnote = "Because."\n'
            for criterion, score in (("fit", '"fair"'), ("reach", 5))
            for who in ("Secret Assessor", "another")), "utf-8")
    (tmp_path / "hub.db").unlink()
    register(kept, "init")
    register(kept, "add", "-p", "./small", "call", "--on", "2025-03-01")
    register(kept, "run", "-p", "./small", "--on", "2025-03-05")
    register(kept, "step", "spring", "First list", "--by", "The jury", "--on", "2025-03-06")
    register(kept, "complain", "elm", "--says", "One score is wrong.", "--answer-by",
             "2025-03-20", "--on", "2025-03-08")
    register(kept, "decide", "elm", "stop", "--by", "The board", "--on", "2025-03-09",
             "--reasons", "Nobody came.", "--learning", "Ask earlier.")
    register(kept, "release", "elm", "--by", "The hub", "--on", "2025-03-10")
    out = "elm", "--format", "md", "--out"
    told(kept, *out, "out", "--as-of", "2025-03-10")
    early = letter(tmp_path, "elm")
    assert "this is not final yet. It is at “First list”." in early
    assert "Your complaint of 8 March 2025 is being looked at" in early
    assert "The last day is 16 March 2025." in early
    told(kept, *out, "dated", "--as-of", "2025-03-10", "--complaints-until", "2025-03-18")
    assert "The last day is 18 March 2025." in (
        tmp_path / "dated" / "elm.md").read_text("utf-8")
    register(kept, "answer", "elm", "refused", "--by", "The jury", "--on", "2025-03-12",
             "--reasons", "The sheet says so.")
    register(kept, "step", "spring", "own-list", "--by", "The jury", "--on", "2025-03-14")
    told(kept, *out, "out", "--overwrite")
    text = letter(tmp_path, "elm")
    assert "not final" not in text
    assert "To the jury, in writing." in early
    assert "To the jury, in writing." not in text  # it tells the answer, and invites no second one
    assert ("Your complaint of 8 March 2025: refused by the jury on 12 March 2025. The result is "
            "the same. The sheet says so.") in text
    reasons = text.split("## The reasons")[1].split("|")[0]
    assert [line for line in reasons.splitlines() if line] == [
        "Nobody came.", "- Score: 68.8 of 100.",
        "- By the published rules alone, the recommendation was “advance”. The board decided "
        "otherwise."]
    assert "What was missing" not in text
    assert "There is nothing that you need to do." in text
    kept("list", "--register", "--call", "spring", "-p", "./small", "--out", "l.csv")
    (elm,) = [line for line in (tmp_path / "l.csv").read_text("utf-8-sig").splitlines()
              if "The elm" in line and "stop" in line]
    assert "The board: Nobody came.," in elm


def test_who_is_stopped_may_be_told_before_the_final_list(kept: Hubflow) -> None:
    register(kept, "decide", "oak", "stop", "--by", "The board", "--on", "2025-03-07",
             "--reasons", "Not admissible.", "--learning", "Read the rules.")
    assert "stop of 2025-03-07 may be told" in register(
        kept, "release", "oak", "--by", "The hub", "--on", "2025-03-08")
    told(kept, "oak", "--out", "out", "--format", "md")


@pytest.mark.parametrize(("command", "made", "lost"), [
    (LETTERS, "out/oak.md", "out/elm.md"),
    (PACK, "pack/one/oak.md", "pack/one/elm.md"),
], ids=["letters", "pack"])
def test_one_venture_that_fails_costs_the_others_nothing(
    command: tuple[str, ...], made: str, lost: str, hubflow: Hubflow, call: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if command is LETTERS:
        for id, name in (("oak", "The Oak"), ("elm", "The Elm")):
            dossier(call, id, name, more=decided("revise", "released = 2025-03-12"))
    plain = publish.rendered

    def rendered(hub: LoadedHub, document: Document, format: str) -> bytes:
        if "The Elm" in document.title:
            raise ValueError("no room for it")
        return plain(hub, document, format)

    monkeypatch.setattr(publish, "rendered", rendered)
    done = hubflow(*command, code=2)
    assert "elm: its documents cannot be made: ValueError: no room for it." in done.err
    assert "Nothing was made for elm; all else is written." in done.err
    assert (tmp_path / made).is_file()
    assert not (tmp_path / lost).exists()


def test_scores_for_a_phase_that_a_venture_was_not_led_to_are_named(
    kept: Hubflow, tmp_path: Path
) -> None:
    method = tmp_path / "small/methodology.toml"
    method.write_text(METHOD.replace("score = 50", "") + """
[[stages.understand.phases.requirements]]
id = "asked"
says = "They were asked."
otherwise = "Ask them."
judged = true
source = "rules"
""", "utf-8")
    (tmp_path / "hub.db").unlink()
    register(kept, "init")
    register(kept, "add", "-p", "./small", "call", "--on", "2025-03-01")
    register(kept, "run", "-p", "./small", "--on", "2025-03-05")
    register(kept, "decide", "elm", "revise", "--by", "The board", "--on", "2025-03-06",
             "--reasons", "Say more.")
    (tmp_path / "jury.csv").write_text("venture,phase,criterion,assessor,score\n" + "".join(
        f"{id},second-look,asked,one,yes\n" for id in ("elm", "oak")), "utf-8")
    said = register(kept, "judge", "jury.csv", "--on", "2025-03-07")
    assert ("The elm has not come to Second look: it is at First look. Judgements of it there "
            "count once it does (1).") in said
    assert "The oak" not in said
