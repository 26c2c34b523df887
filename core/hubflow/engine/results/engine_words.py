"""The engine's own sentences, in the languages that the core speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "columns_absent": {
        "en": "The table has no column for these, which the method reads; they are missing for "
              "all: {names}.",
        "pt": "A tabela não tem colunas para o que o método lê e por isso falta em todas: "
              "{names}."},
    "columns_absent_more": {
        "en": "The table has no column for these, which the method reads; they are missing for "
              "all: {names} and {n} more.",
        "pt": "A tabela não tem colunas para o que o método lê e por isso falta em todas: "
              "{names} e mais {n}."},
    "no_panel": {
        "en": "The panel judges some of the criteria, and no judgements were given (--panel).",
        "pt": "O júri avalia alguns dos critérios e não foram dadas avaliações (--panel)."},
    "no_calls": {
        "en": "The table has no column `call`: each venture was looked at as a call of its own, "
              "and quotas leave nobody out. Add the column, or say --call.",
        "pt": "A tabela não tem a coluna `call`: cada iniciativa foi vista como um concurso "
              "próprio e os limites de vagas não excluem ninguém. Junte a coluna ou use --call."},
    "status_published": {"en": "published", "pt": "publicado"},
    "status_interview": {"en": "interview", "pt": "entrevista"},
    "status_assumption": {"en": "assumption", "pt": "pressuposto"},
    "status_own record": {"en": "own record", "pt": "registo próprio"},
    "status_illustrative": {"en": "illustrative", "pt": "ilustrativo"},
    "gate_passed": {"en": "The gate is passed: {gate}.", "pt": "A seleção é superada: {gate}."},
    "gate_not_passed": {"en": "The gate is not passed: {gate}.",
                        "pt": "A seleção não é superada: {gate}."},
    "gate_not_tried": {"en": "Once all of this holds, the gate asks: {gate}.",
                       "pt": "Cumprido o que falta, a seleção pede: {gate}."},
    "gate_stopped": {"en": "A stop rule holds: {gate}.",
                     "pt": "Aplica-se uma regra de exclusão: {gate}."},
    "gate_open": {"en": "What is known leaves the gate open: {gate}.",
                  "pt": "O que se sabe deixa a seleção em aberto: {gate}."},
    "requirement_fails": {"en": "Not met: {text}", "pt": "Não cumprido: {text}"},
    "requirement_unknown": {"en": "Not known whether this holds: {text}",
                            "pt": "Não se sabe se isto se cumpre: {text}"},
    "floor_fails": {"en": "“{title}” is below its minimum of {minimum}.",
                    "pt": "«{title}» está abaixo do mínimo de {minimum}."},
    "floor_unknown": {"en": "Not known whether “{title}” reaches its minimum of {minimum}.",
                      "pt": "Não se sabe se «{title}» atinge o mínimo de {minimum}."},
    "rank": {"en": "Rank {rank} of {of} for {places} places.",
             "pt": "Lugar {rank} de {of} para {places} vagas."},
    "uncontested": {"en": "Uncontested: {of} for {places} places.",
                    "pt": "Sem disputa: {of} para {places} vagas."},
    "tie": {"en": "A tie across the last place, which no rule of the hub breaks.",
            "pt": "Um empate no último lugar, que nenhuma regra resolve."},
    "tie_do": {"en": "The jury decides and records why.", "pt": "O júri decide e regista porquê."},
    "months_to_go": {"en": "{months} months to go.", "pt": "Faltam {months} meses."},
    "decision_departs": {"en": "{by} decided “{decision}” on {date}; the method recommends "
                               "“{recommendation}”.",
                         "pt": "{by} decidiu «{decision}» em {date}; o método recomenda "
                               "«{recommendation}»."},
    "decision_not_reached": {"en": "{by} recorded “{decision}” on {date}, but an earlier stage "
                                   "has not been passed; it does not move the venture.",
                             "pt": "{by} registou «{decision}» em {date}, mas uma etapa anterior "
                                   "não foi superada; não faz avançar a iniciativa."},
    "decision_not_moved": {"en": "{by} recorded “{decision}” on {date}, but what every hub "
                                 "guarantees is not shown; it does not move the venture.",
                           "pt": "{by} registou «{decision}» em {date}, mas o que todos os "
                                 "laboratórios garantem não está demonstrado; não faz avançar a "
                                 "iniciativa."},
    "held_at": {"en": "Not reached yet: {phase} comes first.",
                "pt": "Ainda não alcançada: primeiro, {phase}."},
    "not_for_challenge": {"en": "This phase is for ventures; the challenge's own way ends before "
                                "it.",
                          "pt": "Esta fase é para iniciativas; o percurso do desafio termina "
                                "antes."},
    "no_rule": {"en": "The hub's method has no rule of its own here.",
                "pt": "O método não tem aqui regra própria."},
    "nothing_scored": {"en": "No criterion is scored yet.",
                       "pt": "Ainda nenhum critério foi pontuado."},
    "judged_missing": {"en": "Judgement of “{title}”", "pt": "Avaliação de «{title}»"},
    "undefined": {"en": "undefined", "pt": "indefinido"},
    "proposal_complete": {"en": "Is the proposal complete, in the hub's own format?",
                          "pt": "A proposta está completa, no formato do laboratório?"},
    "proposal_missing": {"en": "Section “{heading}” is to be completed.",
                         "pt": "A secção «{heading}» está por preencher."},
    "proposal_long": {"en": "Section “{heading}” has {words} words of at most {max_words}.",
                      "pt": "A secção «{heading}» tem {words} palavras de um máximo de "
                            "{max_words}."},
    "proposal_unsure": {"en": "Not known whether section “{heading}” is asked for.",
                        "pt": "Não se sabe se a secção «{heading}» é pedida."},
    "finance_total_missing": {"en": "The total of the finance plan is not known yet.",
                              "pt": "O total do plano financeiro ainda não se conhece."},
    "finance_missing": {"en": "“{line}” cannot be worked out yet.",
                        "pt": "«{line}» ainda não pode ser calculado."},
    "finance_sum": {"en": "The finance plan adds up to {sum}, not {total}.",
                    "pt": "O plano financeiro soma {sum}, e não {total}."},
    "finance_part": {"en": "The parts of “{line}” add up to {sum}, not {total}.",
                     "pt": "As parcelas de «{line}» somam {sum}, e não {total}."},
    "assessors_short": {"en": "{n} of at least {least} assessors",
                        "pt": "{n} de pelo menos {least} avaliadores"},
    "conflict_of_interest": {"en": "conflict of interest", "pt": "conflito de interesses"},
    "no_score": {"en": "no score", "pt": "sem pontuação"},
    "no_justification": {"en": "no written justification", "pt": "sem justificação escrita"},
    "rate_sourced": {"en": "1 {currency} is taken as {rate} {own} ({source}).",
                     "pt": "1 {currency} é tomado como {rate} {own} ({source})."},
    "rate_unsourced": {"en": "1 {currency} is taken as {rate} {own}: an assumption, no source was "
                             "given.",
                       "pt": "1 {currency} é tomado como {rate} {own}: um pressuposto, sem "
                             "fonte indicada."},
    "other_currency": {"en": "Amounts in {currency} are missing here: give a rate with "
                             "--rate {currency}=….",
                       "pt": "Os montantes em {currency} faltam aqui: indique uma taxa com "
                             "--rate {currency}=…."},
    "proposal": {"en": "Proposal", "pt": "Proposta"},
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "advance": {"en": "advance", "pt": "avançar"},
    "revise": {"en": "revise", "pt": "rever"},
    "stop": {"en": "stop", "pt": "excluir"},
    "undecided": {"en": "undecided", "pt": "por decidir"},
    "not_reached": {"en": "not reached", "pt": "não alcançada"},
    "recognised": {"en": "recognised", "pt": "reconhecida"},
}


def sentence(key: str, language: str, **values: Any) -> str:
    """The sentence in ``language``, or in English where the core does not speak it."""
    texts = _SENTENCES[key]
    return texts.get(language, texts["en"]).format(**values)


def word(key: str, language: str) -> str:
    """A recommendation's or decision's word in ``language``."""
    texts = WORDS.get(key, {"en": key})
    return texts.get(language, texts["en"])


def number(value: float, language: str = "en") -> str:
    """A number as people write it in a sentence: no trailing zeros, at most 6 decimals."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(".", ",") if language == "pt" else text
