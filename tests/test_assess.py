"""The self-assessment: every clause of every guide answered, both ways; what is asked; what comes first, and why."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.assess.score import ANSWERS, FIRST, NEXT, UNKNOWN_SHARE, applies, effort, weigh, whole_profile, worth
from fingerpost.cli.main import cli
from fingerpost.errors import BadRequest
from fingerpost.journeys import assessing
from fingerpost.journeys.assessing import Progress, as_json, from_file, to_file
from fingerpost.knowledge.load import load

TODAY = date(2026, 11, 24)
MOST_QUESTIONS = 60
CONTROLS = [control.id for control in load().country.controls]


def clauses(known):
    return {clause for guide in known.country.guides for area in guide.areas for clause in area.clauses}


# ---- controls and guides, both ways -----------------------------------------------------------------------------------


def test_every_clause_of_every_guide_is_answered(known):
    answered = {clause for control in known.country.controls for clause in control.clauses}
    assert clauses(known) - answered == set(known.country.elsewhere)
    assert len(clauses(known)) == 294


def test_no_control_names_a_clause_that_is_not_there_and_none_names_nothing(known):
    for control in known.country.controls:
        assert control.clauses
        assert set(control.clauses) <= clauses(known)


def test_every_clause_leads_back_to_its_guide(known):
    for control in known.country.controls:
        guides = {row["id"] for row in assessing.guides_of(control, known)}
        assert guides == {known.guide_of_clause[clause] for clause in control.clauses}


@pytest.mark.parametrize("control", CONTROLS)
def test_every_control_has_all_that_a_person_needs(known, control):
    entry = known.controls[control]
    assert all(known.say(f"control.{control}.{part}") for part in ("question", "short", "why", "example", "check", "who"))
    assert known.say(f"control.{control}.question").endswith("?")
    assert assessing.how(entry, known)
    assert all(row["steps"] for row in assessing.how(entry, known))
    assert entry.minutes > 0
    assert entry.pounds >= 0
    assert entry.stops


def test_a_full_answer_takes_no_more_than_sixty_questions(known):
    assert len(known.country.controls) <= MOST_QUESTIONS


def test_what_is_not_for_an_organisation_is_not_asked(known):
    small = {"kind": "sole-trader", "people": "one", "volunteers": "no", "website": "no", "cards": "no", "board": "no",
             "own_domain": "no", "cloud_only": "yes", "suppliers": "no", "personal_data": "none"}  # fmt: skip
    asked = [c for c in known.country.controls if applies(c, whole_profile(known, small))]
    assert len(asked) < len(known.country.controls)
    board = [control for control in asked if control.theme == "governance" and "board" in (control.applies or "")]
    assert board == []


# ---- weights ----------------------------------------------------------------------------------------------------------


def test_worth_is_likelihood_times_harm_over_effort(known):
    for control in known.country.controls:
        assert worth(control) == control.likelihood * control.harm / effort(control)
        assert effort(control) >= 1


def test_the_next_three_are_those_worth_most_of_what_is_missing(known):
    result = weigh(known, {}, dict.fromkeys(CONTROLS, "no"))
    ranked = sorted(known.country.controls, key=lambda control: (-round(worth(control), 4), control.id))
    assert list(result.next_three) == [control.id for control in ranked[:NEXT]]
    assert len({*result.next_three, *result.month, *result.year}) == len(CONTROLS) - result.count("not_applicable")


def test_what_is_not_known_is_to_be_found_out_and_weighs_less(known):
    one = CONTROLS[0]
    gap = weigh(known, {}, {one: "no"}).findings
    unknown = weigh(known, {}, {one: "dont-know"}).findings
    weight = {name: next(f.weight for f in found if f.control.id == one) for name, found in (("g", gap), ("u", unknown))}
    assert weight["u"] == pytest.approx(UNKNOWN_SHARE * weight["g"], abs=1e-3)
    row = next(row for row in as_json(Progress(answers={one: "dont-know"}), known)["controls"] if row["id"] == one)
    assert row["standing"] == "unknown"
    assert row["next"].startswith(known.say("assess.find_out"))


def test_not_applicable_never_scores(known):
    result = weigh(known, {}, dict.fromkeys(CONTROLS, "not-applicable"))
    assert (result.count("met"), result.count("gap"), result.count("unknown")) == (0, 0, 0)
    assert result.next_three == ()


def test_five_answers_look_at_five_parts_of_the_house(known):
    first = weigh(known, {}, {}).first
    assert len(first) == FIRST
    assert len({known.controls[id_].theme for id_ in first}) == FIRST


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(CONTROLS), st.sampled_from(ANSWERS)))
def test_every_control_stands_somewhere_once(answers):
    known = load()
    result = weigh(known, {}, answers)
    assert sorted(finding.control.id for finding in result.findings) == sorted(CONTROLS)
    counts = [result.count(standing) for standing in ("met", "gap", "unknown", "not_applicable", "open")]
    assert sum(counts) == len(CONTROLS)
    missing = [id_ for id_, answer in answers.items() if answer in {"no", "dont-know"}]
    assert sorted([*result.next_three, *result.month, *result.year]) == sorted(missing)


def test_doing_a_step_moves_the_next_one_up(known):
    answers = dict.fromkeys(CONTROLS, "no")
    before = weigh(known, {}, answers)
    after = weigh(known, {}, {**answers, before.next_three[0]: "yes"})
    assert after.next_three[:2] == before.next_three[1:]
    assert after.count("met") == 1


# ---- the shape of the contract, the file and the command --------------------------------------------------------------


def test_the_shape_is_that_of_the_contract(known):
    result = as_json(Progress(answers=dict.fromkeys(CONTROLS[:9], "no")), known)
    assert all({"id", "answer", "next"} <= set(row) for row in result["controls"])
    assert len(result["next_three"]) == NEXT
    assert set(result["score"]) == {"met", "gap", "unknown", "not_applicable"}


def test_progress_is_kept_in_a_file_and_compared_with_last_time(known):
    saved = to_file(Progress(profile={"kind": "charity"}, answers={CONTROLS[0]: "no"}), known, date(2026, 5, 1))
    later = from_file(saved, known)
    assert later.answers == {CONTROLS[0]: "no"}
    assert [(row.on, row.gap) for row in later.before] == [("2026-05-01", 1)]
    again = from_file(to_file(later, known, TODAY), known)
    assert [row.on for row in again.before] == ["2026-05-01", "2026-11-24"]


def test_saving_twice_on_a_day_keeps_one_result(known):
    saved = to_file(Progress(answers={CONTROLS[0]: "no"}), known, TODAY)
    assert len(from_file(to_file(from_file(saved, known), known, TODAY), known).before) == 1


def test_what_an_old_file_asks_that_has_gone_is_named_and_left_out(known):
    held = json.dumps({"fingerpost": "assessment", "version": 1, "answers": {"gone": "yes", CONTROLS[0]: "yes"}})
    progress = from_file(held.encode(), known)
    assert progress.dropped == ("gone",)
    assert set(progress.answers) == {CONTROLS[0]}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{}", b"\xff", b'{"fingerpost":"notes"}', b'{"fingerpost":"assessment","version":2}', b"[" * 9000,
     b'{"fingerpost":"assessment","version":1,"before":[{}]}', b'{"fingerpost":"assessment","version":1,"profile":{"kind":"x"}}',
     b'{"fingerpost":"assessment","version":1,"answers":3}', b" " * 300_000],
)  # fmt: skip
def test_a_file_that_is_not_ours_is_refused_with_a_next_step(known, content):
    with pytest.raises(BadRequest) as caught:
        from_file(content, known)
    assert caught.value.hint


def run(runner_args, capsys):
    code = cli.main(args=runner_args, standalone_mode=False)
    return code, capsys.readouterr().out


def test_the_command_gives_json(capsys, tmp_path, known):
    from fingerpost.cli.main import _add_commands

    _add_commands()
    path = tmp_path / "ours.json"
    path.write_bytes(to_file(Progress(answers=dict.fromkeys(CONTROLS, "no")), known, TODAY))
    code, out = run(["assess", "--as", "charity", "--answers", str(path), "--json"], capsys)
    assert code == 0
    assert len(json.loads(out)["next_three"]) == NEXT
    code, out = run(["assess", "--as", "board", "--json"], capsys)
    assert {row["id"] for row in json.loads(out)["board"]} == {p.id for p in known.country.principles}


def test_the_board_sees_the_controls_the_code_asks_for(known):
    shown = {row["id"] for row in as_json(Progress(), known, "board")["controls"]}
    assert shown == {control.id for control in known.country.controls if control.principle}
    for row in as_json(Progress(), known, "board")["board"]:
        assert 3 <= len(row["asks"]) <= 6
        assert all(ask["ask"] and ask["good"] and ask["worry"] for ask in row["asks"])


def test_it_says_that_it_is_no_certificate(known):
    assert "not a certificate" in as_json(Progress(), known)["certificate"]


def test_somebody_with_a_free_address_is_not_sent_to_an_office_system(known):
    for control in known.country.controls:
        told = {row["system"] for row in assessing.how(control, known, {"own_domain": "no"})}
        assert told
        if set(control.systems) - assessing.OFFICE_SYSTEMS:
            assert not told & {known.say(f"assess.system.{system}") for system in assessing.OFFICE_SYSTEMS}
