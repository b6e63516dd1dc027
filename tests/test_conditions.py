"""The language of conditions: what it means, what it refuses, and that it reads nothing it does not say it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.conditions import All, Always, AnyOf, Is, Not, atoms, holds, parse, reads
from fingerpost.errors import KnowledgeError

A, B, C = Is("a", ("yes",)), Is("b", ("yes",)), Is("c", ("yes",))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("always", Always()),
        ("a", A),
        ("  a  ", A),
        ("not a", Not(A)),
        ("not not a", Not(Not(A))),
        ("a and b", All((A, B))),
        ("a or b or c", AnyOf((A, B, C))),
        ("a or b and c", AnyOf((A, All((B, C))))),  # "and" binds before "or"
        ("(a or b) and c", All((AnyOf((A, B)), C))),
        ("not a and b", All((Not(A), B))),
        ("not (a and b)", Not(All((A, B)))),
        ("money == sent", Is("money", ("sent",))),
        ("money != sent", Not(Is("money", ("sent",)))),
        ("relationship in (ex-partner, partner)", Is("relationship", ("ex-partner", "partner"))),
        ("nation in (wales)", Is("nation", ("wales",))),
        ("not money == sent", Not(Is("money", ("sent",)))),
        ("a==b", Is("a", ("b",))),
        ("((a))", A),
    ],
)
def test_a_line_means(text, condition):
    assert parse(text) == condition


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("", "the end"),
        ("a and", "the end"),
        ("a b", "b"),
        ("and a", "and"),
        ("(a", "the end"),
        ("a)", ")"),
        ("a == ", "the end"),
        ("a == (b)", "("),
        ("a in b", "b"),
        ("a in (b", "the end"),
        ("a in ()", ")"),
        ("a in (b,)", ")"),
        ("a & b", "& b"),
        ("a = b", "= b"),
        ("f(x)", "("),
        ("a == 'b'", "'b'"),
        ("always or a or", "the end"),
    ],
)
def test_a_line_that_makes_no_sense_says_where(text, near):
    with pytest.raises(KnowledgeError) as caught:
        parse(text)
    assert f'near "{near}"' in caught.value.message.replace('near " ', 'near "')
    assert caught.value.hint


NAMES = ["a", "b", "c", "long-name"]
VALUES = ["yes", "no", "unclear"]
LEAVES = st.one_of(
    st.builds(Is, st.sampled_from(NAMES), st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(tuple)),
    st.just(Always()),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=12,
)
WHOLE = st.fixed_dictionaries({name: st.sampled_from(VALUES) for name in NAMES})


class Watched(dict):
    """Facts that note which of them are read."""

    def __init__(self, *given):
        super().__init__(*given)
        self.seen = set()

    def __getitem__(self, name):
        self.seen.add(name)
        return super().__getitem__(name)


@given(CONDITIONS, WHOLE)
def test_no_fact_is_read_beyond_those_a_condition_says_it_reads(condition, facts):
    watched = Watched(facts)
    holds(condition, watched)
    assert watched.seen <= reads(condition)


@given(CONDITIONS, WHOLE, WHOLE)
def test_facts_a_condition_does_not_read_change_nothing(condition, facts, others):
    mixed = {name: facts[name] if name in reads(condition) else others[name] for name in NAMES}
    assert holds(condition, facts) == holds(condition, mixed)


@given(CONDITIONS, WHOLE)
def test_not_turns_it_round(condition, facts):
    assert holds(Not(condition), facts) is not holds(condition, facts)


def written(condition):
    match condition:
        case Is(fact, values):
            return f"{fact} in ({', '.join(values)})"
        case Not(of):
            return f"not ({written(of)})"
        case All(of):
            return "(" + " and ".join(map(written, of)) + ")"
        case AnyOf(of):
            return "(" + " or ".join(map(written, of)) + ")"


@given(CONDITIONS.filter(lambda c: "Always" not in repr(c)), WHOLE)
def test_a_condition_written_out_and_read_again_holds_in_the_same_cases(condition, facts):
    again = parse(written(condition))
    assert holds(again, facts) == holds(condition, facts)
    assert reads(again) == reads(condition)


def test_a_fact_that_is_not_given_is_an_error_and_never_a_no():
    with pytest.raises(KeyError):
        holds(parse("danger == no"), {})


def test_every_condition_of_the_rules_reads_facts_there_are(known):
    ready = known.plan_rules
    for rule in ready.rules:
        for condition in [rule.when, *(p.if_ for p in (*rule.steps, *rule.routes, *rule.held) if p.if_ is not None)]:
            assert reads(condition) <= set(ready.defaults), rule.id
            for atom in atoms(condition):
                if atom.fact in known.facts:
                    assert set(atom.values) <= set(known.facts[atom.fact].values), (rule.id, atom)
