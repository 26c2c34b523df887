"""Each sign in running text, in English and Portuguese: what is one, and what only resembles it.

No person in these sentences exists, and every number is a published example.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.privacy.contacts import contact_hits, media_hits
from hubflow.privacy.official_numbers import number_hits
from hubflow.privacy.person_names import name_hits
from hubflow.privacy.stories import quotation_hits, small_count_hits, story_hits

Seen = Callable[[str], list[str]]

SIGNS = [
    # names
    ("HF701", "We spoke with Joana Silva about the club."),
    ("HF701", "Falámos com a Joana sobre o clube."),
    ("HF701", "Joana left the home in the autumn."),
    ("HF701", "A girl called Zenobia comes every week."),
    ("HF701", "Uma rapariga chamada Zulmira vem todas as semanas."),
    ("HF701", "The participant Wanjiru has finished."),
    ("HF701", "A utente Feliciana acabou o curso."),
    ("HF701", "Mrs Okonkwo brings her neighbours."),
    ("HF701", "A Sra. Quitéria traz as vizinhas."),
    ("HF701", "A Dona Quitéria traz as vizinhas."),
    ("HF701", "It was easier than school, said Wanjiru."),
    ("HF701", "Grace Taylor comes on Mondays."),
    ("HF701", "Ayesha wants to be a baker."),
    ("HF701", "They learnt it from Zebunnisa Khan."),
    ("HF701", "Falámos com a Iracema dos Santos."),
    # initials
    ("HF702", "One evening participant M. stayed behind."),
    ("HF702", "O jovem T. ficou até ao fim."),
    ("HF702", "J.S. stayed until the end."),
    ("HF702", "A. said that it was hard."),
    # birth dates and ages
    ("HF703", "She was born on 3 May 2009 and moved often."),
    ("HF703", "Nasceu a 3 de maio de 2009, no Porto."),
    ("HF703", "DOB: 03/05/2009"),
    ("HF703", "Joana, 14, comes every week."),
    ("HF703", "Tom, aged 15, comes every week."),
    ("HF703", "Tom (15) comes every week."),
    ("HF703", "Zenobia, aged 15, comes every week."),
    ("HF703", "A Joana, de 14 anos, vem todas as semanas."),
    ("HF703", "A girl aged 14 asked for it."),
    ("HF703", "Uma rapariga de 14 anos pediu-o."),
    ("HF703", "The 14-year-old wanted a place of her own."),
    # contacts
    ("HF707", "Write to joana.silva@example.pt for more."),
    ("HF708", "Her mother can be reached on 0121 496 0123."),
    ("HF708", "A mãe atende pelo 912 345 678."),
    ("HF708", "Ring +351 912 345 678 first."),
    ("HF709", "They live near SW1A 1AA."),
    ("HF709", "Vivem em 1000-001 Lisboa."),
    ("HF709", "The home is at 12 Maple Street."),
    ("HF709", "A casa fica na Rua das Flores, n.º 12."),
    ("HF710", "See group/evening-3.jpg for the group."),
    ("HF710", "A entrevista está em entrevista-2.mp3."),
    # what is told of one person
    ("HF711", 'One of them said: "I never want to go back to that house."'),
    ("HF711", "Disse uma jovem: «Nunca mais quero voltar para aquela casa.»"),
    ("HF711", "“My mother left and then the home was closed.”"),
    ("HF712", "One of the boys was arrested for theft last year."),
    ("HF712", "A girl had been diagnosed with epilepsy."),
    ("HF712", "Uma das raparigas foi acusada de furto."),
    ("HF712", "One of them has diabetes."),
    ("HF712", "Jovens; um deles tem diabetes e foi condenado por furto."),
    ("HF712", "O rapaz esteve preso em 2022."),
    # small counts
    ("HF713", "Two girls stayed until the end."),
    ("HF713", "Only 3 of the young women found work."),
    ("HF713", "Três raparigas ficaram até ao fim."),
    ("HF713", "Uma das raparigas não voltou."),
    # what a new user missed
    ("HF708", "Call him on 07700 900123."),
    ("HF713", "Two of the nine are HIV positive."),
    ("HF712", "Two of the nine are HIV positive."),
    ("HF709", "She lives at Mill Lane 12."),
    ("HF701", "O Zé disse que a mãe bebe."),
    ("HF709", "Aluno da Escola de Miragaia."),
    ("HF703", "Nascida em maio de 2009."),
    ("HF702", "Mr T. sat at the back."),
    ("HF703", "A widow of 83 on the third floor feeds the cats of the house."),
    ("HF711", "Her words: 'I never slept since my daughter died in the fire'"),
    ("HF713", "Three of them are refugees from Eritrea."),
    ("HF703", "One participant, 34, left."),
]


@pytest.mark.parametrize(("sign", "text"), SIGNS)
def test_a_sign_is_seen(seen: Seen, sign: str, text: str) -> None:
    assert sign in seen(text)


NONE = [
    "Young people in care are hard to reach and often do not trust public services.",
    "Os jovens em acolhimento confiam pouco nos serviços públicos.",
    "A club called HomeClub, run by the Hope Foundation in Grace Road.",
    "Um programa chamado Percursos, na escola Maria Lamas e no Hospital de Santa Maria.",
    "The John Taylor School and St Mary's Church give their rooms.",
    "A Fundação Calouste Gulbenkian e a Santa Casa da Misericórdia do Porto apoiam.",
    "In May and June the grant paid for a trainee. Will it last? Hope helps.",
    "Each child Protection plan is read by the council; the young person decides.",
    "The U.K. and the E.U. have rules; so have companies such as X, S.A.",
    "Plan B. It was better. Vitamin C helps.",
    "Born in Porto, the project was presented on 27 November 2024.",
    "For people of 18 to 35; girls aged 12 to 21; a course of 10 weeks.",
    "Jovens de 12 a 21 anos, durante doze meses, de 2017 a 2020.",
    "Those aged 15, in Birmingham (15), Porto, 12, 13 and 14 May; turmas de 14 anos.",
    "On March 15, 2024, 31 young people had been placed; in 2016, 40 more.",
    "Write to info@example.org or geral@example.pt.",
    "The cost is £200,000 a year, 120 000 000 euros in all, 91000 for each child.",
    "Directive 2016/679, ISO 3166-1, INDIGO-POJ-0060, E08000025, GB-COH-07645321.",
    "See https://example.org/report.pdf and table 3 of the annual report.",
    "Open all day on 12 streets; the high street has changed.",
    'The programme "Leading the way together" was known as "a home for all of us in town".',
    "A maior parte das raparigas vive longe da família; muitas estiveram em várias casas.",
    "Many had been diagnosed with depression; a third had been arrested.",
    "Groups of two girls work with one trainer; 3 to 4 young people at a table.",
    "Em grupos de 2 jovens; cada rapariga escolhe; mais de três famílias.",
    "20 of 31 young people stayed. 12 girls came in spring, 15 in autumn.",
    "Nine of ten said so. The two groups met twice. Four evenings a week.",
    "Sr. Presidente da Câmara: o projeto pede três anos.",
    "Onze municípios do Tâmega e Sousa.",
    "Our mayor Rui Moreira and the minister, Helen Hayes, came; so did Anneliese Dodds MP.",
    "Rated 4 of 5 by the panel; 134 graduates; 65 % with a diagnosis.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_only_resembles_a_sign_is_none(seen: Seen, text: str) -> None:
    assert seen(text) == []


def test_findings_show_no_more_than_is_needed_to_find_the_place(
    look: Callable[[str], tuple[object, ...]]
) -> None:
    text = ("id = 'x'\nname = 'X'\nsummary = '''Ring 0121 496 0123, NHS number 943 476 5919, "
            "joana.silva@example.pt. A girl had been diagnosed with epilepsy. We met Joana Silva. "
            "A girl called Zenobia came. J.S. left. Tom, aged 15, came. She was raped. Ana came. "
            "One said: \"I never go back to that house.\"'''\n")
    told = "\n".join(map(str, look(text)))
    for secret in ("0121 496 0123", "943 476 5919", "joana.silva@example.pt", "epilepsy", "Joana",
                   "Silva", "Zenobia", "J.S.", "Tom", "15", "raped", "Ana", "I never"):
        assert secret not in told
    assert {"HF701", "HF702", "HF703", "HF711", "HF712"} <= {
        line[-6:-1] for line in told.splitlines()}


@given(st.text(alphabet=st.sampled_from("aAéÁ1290.,;:-/@ºª\"“”«»'() \n£€"), max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    for hit in (*number_hits(text), *contact_hits(text, ("PT", "GB")), *media_hits(text),
                *story_hits(text), *quotation_hits(text), *small_count_hits(text, 5),
                *name_hits(text, frozenset())):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize("piece", ["A.", "a.a/", "Rua Aaa de ", "the girl was ", "12 Aaa ", "1 "])
def test_a_long_text_is_looked_at_as_well(seen: Seen, piece: str) -> None:
    assert "HF707" in seen(piece * 2000 + " joana@example.pt")
