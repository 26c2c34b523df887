"""Level 5: check that this method can be compared with those of other hubs."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.compare.method_records import method_of, shared
from hubflow.engine.facts import registry
from hubflow.engine.pipeline.column_names import CALL_BUDGET, local_columns
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.session import Session
from hubflow.kit.checking.titled_concepts import misnamed
from hubflow.model.input_problems import Problem
from hubflow.text.spoken import say
from hubflow.text.vocabulary import concepts

LEAST = 0.5
"""The share of a method's weight that has to rest on shared concepts."""


def check_comparability(session: Session) -> None:
    """Carry out level 5."""
    compiled = session.compiled
    assert compiled is not None
    language = compiled.methodology.hub.language
    method = method_of(compiled, compiled.methodology.hub.id, "", language)
    resting = round(sum(share for concept, share in method.weights.items() if shared(concept)), 9)
    own = sorted(concept for concept in method.weights if not shared(concept))
    name = compiled.loaded.file.name
    if method.weights and resting < LEAST:
        session.finding(Finding("HF501", name, 0, "",
                                say("kit.weight_below_least", resting=_percent(resting),
                                    least=_percent(LEAST)),
                                say("kit.look_for_a_shared_concept", concepts=", ".join(own)),
                                "concepts"))
    elif method.weights:
        alone = say("kit.of_its_own", concepts=", ".join(own)) if own else ""
        session.note(Finding("HF501", name, 0, "",
                             say("kit.rests_on_shared", resting=_percent(resting), own=alone), "",
                             "concepts"))
    session.problems("HF502", _hidden_concepts(session))
    session.problems("HF503", _shared_facts(session))
    session.problems("HF504", _hidden_facts(session))
    session.problems("HF505", _figures(session))
    session.problems("HF506", _titles(session))
    session.ran("HF501", "HF502", "HF503", "HF504", "HF505", "HF506")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _hidden_concepts(session: Session) -> Iterator[Problem]:
    assert session.compiled is not None
    for rule in session.compiled.rules:
        for concept in dict.fromkeys([*([rule.concept] if rule.concept else []), *rule.concepts]):
            word = concept.removeprefix("local:")
            if word != concept and word in concepts():
                key = ("concept",) if concept == rule.concept else ("concepts", concept)
                yield session.compiled.loaded.problem((*rule.at, *key),
                                                      say("kit.shared_concept", concept=word),
                                                      say("kit.write_it", text=word))


def _titles(session: Session) -> Iterator[Problem]:
    assert session.compiled is not None
    for rule in session.compiled.rules:
        named = tuple(misnamed(rule)) if rule.concept else ()
        if named:
            said = ", ".join(rule.concepts)
            every = ", ".join(f"{id} = 1" for id in dict.fromkeys((*rule.concepts, *named)))
            yield session.compiled.loaded.problem((*rule.at, "concept"),
                                                  say("kit.title_and_concept",
                                                      titles=", ".join(named), concept=said),
                                                  say("kit.concepts_or_another", concepts=every))


def _shared_facts(session: Session) -> Iterator[Problem]:
    compiled = session.compiled
    assert compiled is not None
    # what the core's own guarantees read is not the hub's doing
    rules = [rule for rule in compiled.rules if rule.phase and rule.kind != "guarantee"]
    read = {name for rule in rules for name in rule.reads}
    own = {name for name in read if name.startswith("local.")}
    judged = any(rule.judged and shared(rule.concept or "local:") for rule in rules
                 if rule.kind == "criterion")
    if own and not judged and not any(name in registry() for name in read - {CALL_BUDGET}):
        yield compiled.loaded.file.problem(("facts",), say("kit.no_shared_fact"),
                                           say("kit.read_only_these", facts=", ".join(sorted(own))))


def _hidden_facts(session: Session) -> Iterator[Problem]:
    compiled = session.compiled
    assert compiled is not None
    known = {name.split(".", 1)[1]: name for name in registry()}
    for index, fact in enumerate(compiled.methodology.facts):
        column = next(iter(local_columns(fact)))[0].split(".")[1]
        if column in known:
            yield compiled.loaded.problem(("facts", index, "id"),
                                          say("kit.shared_fact", fact=known[column]),
                                          say("kit.read_that_one"))


def _figures(session: Session) -> Iterator[Problem]:
    compiled = session.compiled
    assert compiled is not None
    for index, figure in enumerate(compiled.methodology.indicators):
        if figure.year is None:
            yield compiled.loaded.problem(("indicators", index),
                                          say("kit.has_no_year", figure=figure.id),
                                          say("kit.add_the_year"))
