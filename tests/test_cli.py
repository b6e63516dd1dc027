"""The command line: the shapes, keys and exit codes of the contract, and one sentence where a request is wrong."""

import json
import subprocess
import sys
import traceback

import click
import msgspec
import pytest
from click.testing import CliRunner

from fingerpost.cli import main
from fingerpost.errors import BadRequest, FingerpostError, KnowledgeError
from fingerpost.terms import DOES, NATIONS, URGENCIES, WHENS

TODAY = "2026-11-24"
STALKED = ["--answer", "crime=cyber_stalking"]


class Ran(msgspec.Struct):
    """What a command gave."""

    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []})
@click.pass_context
def door(context):
    """The door `python -m fingerpost` goes through."""
    main.run(context.args)


def run(*arguments, given=None):
    """Run a command in this process."""
    result = CliRunner().invoke(door, list(arguments), input=given)
    assert isinstance(result.exception, (SystemExit, type(None))), "".join(traceback.format_exception(result.exception))
    return Ran(result.exit_code, result.stdout, result.stderr)


def outside(*arguments, given=None):
    """Run a command as a person would, in a process of its own."""
    made = subprocess.run(
        [sys.executable, "-m", "fingerpost", *arguments], input=given, capture_output=True, check=False, timeout=60
    )
    return Ran(made.returncode, made.stdout.decode(), made.stderr.decode())


def assert_one_sentence(ran):
    """A wrong request: exit code 2, nothing on stdout, a sentence and a hint on stderr, no traceback."""
    assert ran.code == 2
    assert ran.out == ""
    lines = ran.err.strip().splitlines()
    assert 1 <= len(lines) <= 2, ran.err
    assert lines[0][0].isupper() or lines[0][0] == '"'
    assert lines[0][-1] in ".!?"
    assert "Traceback" not in ran.err


# ---- in a process of its own -----------------------------------------------------------------------------------------


def test_the_program_runs_and_writes_one_json_object():
    ran = outside("ask", "--text", "my ex keeps making new accounts to message me", "--nation", "scotland", "--json")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.count("\n") == 1
    assert set(ran.json()) >= {"assessment", "plan", "next_question", "unknown"}


def test_the_program_reads_standard_input():
    ran = outside("ask", "-", "--json", given="I paid for a sofa and it never came. €\xff".encode("latin-1", "ignore"))
    assert ran.code == 0
    assert ran.json()["plan"]["routes"]


def test_the_program_says_in_one_sentence_what_was_wrong():
    assert_one_sentence(outside("ask", "--text", "help", "--answer", "colour=red"))


def test_the_program_needs_no_home_and_no_settings():
    made = subprocess.run(
        [sys.executable, "-m", "fingerpost", "ask", "--text", "help", "--json"],
        env={},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert made.returncode == 0
    assert json.loads(made.stdout)


# ---- ask: the shape --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stalked():
    return run("ask", "--text", "", *STALKED, "--nation", "wales", "--json", "--today", TODAY).json()


def test_ask_gives_the_keys_of_the_contract(stalked):
    assert set(stalked) >= {"id", "assessment", "plan", "next_question", "unknown"}
    assert set(stalked["assessment"]) >= {"crimes", "category", "urgency", "danger", "offences"}
    assert set(stalked["plan"]) >= {"routes", "actions", "withheld", "keep"}


def test_a_crime_says_what_how_sure_and_why(stalked):
    for crime in stalked["assessment"]["crimes"]:
        assert set(crime) >= {"id", "category", "confidence", "why"}
        assert 0 <= crime["confidence"] <= 1
        assert crime["category"] in {"cyber-dependent", "cyber-enabled"}
    assert stalked["assessment"]["category"] == "cyber-enabled"
    assert stalked["assessment"]["urgency"] == "police-now"


def test_an_offence_says_which_law_where_and_whether_it_was_checked(stalked):
    assert stalked["assessment"]["offences"]
    for law in stalked["assessment"]["offences"]:
        assert set(law) >= {"law", "nation", "status"}
        assert law["nation"] == "wales"
        assert law["status"] in {"checked", "unconfirmed"}


def test_a_route_says_whom_why_what_to_say_and_where_it_was_read(stalked):
    assert [route["order"] for route in stalked["plan"]["routes"]] == list(range(1, len(stalked["plan"]["routes"]) + 1))
    for route in stalked["plan"]["routes"]:
        assert set(route) >= {
            "service", "order", "why", "say", "have_ready", "if_no_help", "sources", "checked", "status", "expired",
        }  # fmt: skip
        assert route["why"]
        assert route["say"]
        assert isinstance(route["have_ready"], list)
        assert route["expired"] is False
        assert "{" not in route["say"]


def test_an_action_says_what_when_and_why(stalked):
    for action in stalked["plan"]["actions"]:
        assert set(action) >= {"id", "does", "when", "text_id", "text", "why", "sources"}
        assert set(action["does"]) <= set(DOES)
        assert action["when"] in WHENS
        assert action["text"]


def test_what_is_held_back_says_by_which_rule_and_why(stalked):
    assert {row["does"] for row in stalked["plan"]["withheld"]} >= {"block", "delete", "change-number"}
    for row in stalked["plan"]["withheld"]:
        assert set(row) >= {"does", "by", "why"}
        assert row["does"] in DOES
        assert row["why"]
    assert next(row["by"] for row in stalked["plan"]["withheld"] if row["does"] == "block") == "stalking_no_block"


def test_what_to_keep_is_in_words(stalked):
    assert stalked["plan"]["keep"]
    assert all(set(row) >= {"id", "text_id", "text"} and row["text"] for row in stalked["plan"]["keep"])


def test_the_next_question_has_its_words_and_options(stalked):
    question = stalked["next_question"]
    assert question["key"] == "danger"
    assert question["text"].endswith("?")
    assert [option["value"] for option in question["options"]][-2:] == ["not-sure", "rather-not-say"]
    assert all(option["text"] for option in question["options"])
    assert stalked["unknown"][0] == "danger"


def test_two_years_ahead_every_route_says_it_is_out_of_date():
    plan = run("ask", "--text", "", *STALKED, "--json", "--today", "2028-11-24").json()["plan"]
    for route in plan["routes"]:
        numbers = [way["value"] for way in route["contact"] if way["kind"] == "phone"]
        assert route["expired"] or numbers[:1] in [["101"], ["999"], ["116 123"]] or not route["checked"]


def test_who_nation_and_age_are_taken_in():
    said = run(
        "ask",
        "--text",
        "",
        "--answer",
        "crime=sextortion",
        "--who",
        "someone-else",
        "--nation",
        "scotland",
        "--age",
        "under-18",
        "--json",
    ).json()
    routes = [route["service"] for route in said["plan"]["routes"]]
    assert "childline" in routes
    assert "report_fraud" not in routes
    assert "ask-the-person-first" in [action["id"] for action in said["plan"]["actions"]]
    assert not {"nation", "age"} & set(said["unknown"])


def test_too_little_to_tell_guesses_nothing():
    said = run("ask", "--text", "help", "--json").json()
    assert said["assessment"]["crimes"] == []
    assert said["assessment"]["category"] is None
    assert said["next_question"]["key"] == "crime"


def test_ask_in_words_leads_with_999_when_danger_is_left_open():
    ran = run("ask", "--text", "", *STALKED, "--answer", "danger=not-sure")
    assert ran.code == 0
    assert ran.out.startswith("If anyone is in danger, call 999.")
    assert "press 55" in ran.out.splitlines()[0]
    for title in ("NOW", "WHO TO TELL, IN THIS ORDER", "DO NOT", "KEEP"):
        assert title in ran.out.splitlines()


# ---- ask: the keys ---------------------------------------------------------------------------------------------------


def test_keys_lists_every_question_with_its_answers_and_words():
    rows = run("ask", "--keys", "--json").json()["keys"]
    keys = {row["key"]: [value["value"] for value in row["values"]] for row in rows}
    assert {"danger", "crisis", "relationship", "money", "nation", "age", "crime"} <= set(keys)
    assert keys["nation"] == [*NATIONS, "not-sure", "rather-not-say"]
    assert len(keys["crime"]) == 65 + 3
    assert all(value["text"] for row in rows for value in row["values"])
    assert all(row["text"] for row in rows)


def test_keys_in_words():
    ran = run("ask", "--keys")
    assert ran.code == 0
    assert "    rather-not-say: " in ran.out


# ---- ask: odd input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\0", "a\0b", "😱" * 10_000, "\u202eabc", "{}", "-", "a" * 5000, "<script>alert(1)</script>", "%s {0} {crime}"],
    ids=["nothing", "a space", "lines", "NUL", "a NUL inside", "emoji", "right-to-left", "JSON", "a dash", "one word", "HTML", "formats"],
)  # fmt: skip
def test_any_text_gets_an_answer(text):
    ran = run("ask", "--json", "--text", text)
    assert ran.code == 0
    assert ran.json()["assessment"]["urgency"] in URGENCIES
    assert ran.json()["plan"]["routes"]


def test_a_text_of_a_megabyte_gets_an_answer():
    ran = run("ask", "-", "--json", given="They said my parcel was held and I clicked the link. " * 20_000)
    assert ran.code == 0
    assert ran.json()["plan"]["routes"]


def test_bytes_that_are_not_text_get_an_answer(tmp_path):
    (tmp_path / "odd.txt").write_bytes(bytes(range(256)) * 20)
    ran = run("ask", str(tmp_path / "odd.txt"), "--json")
    assert ran.code == 0


def test_words_are_read_from_a_file(tmp_path):
    (tmp_path / "what.txt").write_text("Someone hacked my Instagram account and changed the password.")
    assert run("ask", str(tmp_path / "what.txt"), "--json").out == run(
        "ask", "--text", "Someone hacked my Instagram account and changed the password.", "--json"
    ).out  # fmt: skip


def test_every_reason_quotes_the_words_where_they_stand():
    text = "My ex keeps making new accounts to message me and I am scared. He said he will post my nudes."
    said = run("ask", "--text", text, "--json").json()
    whys = [why for crime in said["assessment"]["crimes"] for why in crime["why"]]
    whys += [why for fact in said["understood"] for why in fact["why"]]
    for why in whys:
        start, end = why["span"]
        assert 0 <= start < end <= len(text)
        assert text[start:end] == why["words"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "--text", "x", "--answer", "colour=red"],
        ["ask", "--text", "x", "--answer", "nation=france"],
        ["ask", "--text", "x", "--answer", "nation"],
        ["ask", "--text", "x", "--answer", "danger_kind=violence"],  # read only, never asked
        ["ask", "--text", "x", "--nation", "france"],
        ["ask", "--text", "x", "--who", "cat"],
        ["ask", "--text", "x", "--age", "17"],
        ["ask", "--text", "x", "--today", "tomorrow"],
        ["ask", "--text", "x", "--lang", "fr"],
        ["ask", "--text", "x", "--no-such-option"],
        ["ask", "no-such-file.txt"],
        ["ask", "."],
        ["ask", "--jsonl", "no-such-file.jsonl"],
        ["help-near", "--nation", "france"],
        ["help-near", "--need", "gold"],
        ["help-near", "--for", "cats"],
        ["help-near", "--today", "soon"],
        ["knowledge", "expired", "--today", "31/12/2026"],
        ["knowledge", "no-such-command"],
        ["no-such-command"],
        ["serve", "--port", "0"],
    ],
    ids=" ".join,
)
def test_a_wrong_request_is_one_sentence_with_a_hint_and_changes_nothing(arguments):
    ran = run(*arguments)
    assert_one_sentence(ran)
    assert len(ran.err.strip().splitlines()) == 2


@pytest.mark.parametrize("secret", ["colour=my secret words that nobody should see again in any message"])
def test_a_complaint_does_not_repeat_more_than_a_little_of_what_was_given(secret):
    assert "nobody should see again" not in run("ask", "--text", "x", "--answer", secret + "x" * 100).err


@pytest.mark.parametrize(
    "error", [BadRequest("it is wrong", hint="Try again."), KnowledgeError("it is torn"), FingerpostError("no")]
)
def test_every_error_of_ours_ends_as_a_sentence(error, monkeypatch):
    def fail(*_given, **_named):
        raise error

    monkeypatch.setattr("fingerpost.cli.asking.knowledge", fail)
    assert_one_sentence(run("ask", "--text", "x"))


# ---- ask: many -------------------------------------------------------------------------------------------------------


def many(tmp_path, *lines):
    path = tmp_path / "accounts.jsonl"
    path.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return run("ask", "--jsonl", str(path), "--today", TODAY)


def test_many_accounts_give_one_line_each_in_the_same_order(tmp_path):
    rows = [
        {"id": f"a{n}", "text": "", "nation": nation, "answers": {"crime": "app_fraud"}} for n, nation in enumerate(NATIONS)
    ]
    ran = many(tmp_path, *rows, {"id": "child", "text": "", "adult": False, "answers": {"crime": "sextortion"}})
    assert ran.code == 0
    assert [row["id"] for row in ran.lines()] == ["a0", "a1", "a2", "a3", "child"]
    assert "childline" in [route["service"] for route in ran.lines()[-1]["plan"]["routes"]]
    assert "report_fraud" not in [route["service"] for route in ran.lines()[2]["plan"]["routes"]]


def test_one_of_many_is_assessed_as_it_would_be_alone(tmp_path):
    line = many(tmp_path, {"id": None, "text": "help", "nation": "wales"}).lines()[0]
    assert line == run("ask", "--text", "help", "--nation", "wales", "--json", "--today", TODAY).json()


def test_a_bad_line_gives_an_error_in_its_place_and_the_rest_go_on(tmp_path):
    ran = many(
        tmp_path,
        {"id": "good", "text": "help"},
        "not json\n",
        "[1]\n",
        {"id": "b", "text": 7},
        {"id": "c", "text": "x", "nation": "france"},
        {"id": "d", "text": "x", "who": "cat"},
        {"id": "e", "text": "x", "answers": {"colour": "red"}},
        {"id": "f", "text": "x", "answers": {"nation": "france"}},
        {"id": "g", "text": "x", "answers": ["a"]},
        "[" * 3000 + "\n",
        "\n",
        {"id": "last", "text": "help"},
    )
    rows = ran.lines()
    assert ran.code == 1
    assert [row["id"] for row in rows] == ["good", None, None, "b", "c", "d", "e", "f", "g", None, "last"]
    assert ["error" in row for row in rows] == [False, *[True] * 9, False]
    assert rows[1]["error"].startswith("line 2")
    assert ran.err == ""


def test_a_bad_line_is_not_repeated(tmp_path):
    assert "secret" not in many(tmp_path, "secret words\n").out


def test_many_come_from_standard_input_too():
    ran = run("ask", "--jsonl", "-", given=json.dumps({"id": 1, "text": "help"}) + "\n")
    assert [row["id"] for row in ran.lines()] == [1]


def test_nothing_gives_nothing(tmp_path):
    ran = many(tmp_path)
    assert (ran.code, ran.out) == (0, "")


# ---- help-near -------------------------------------------------------------------------------------------------------


def test_help_near_gives_the_keys_of_the_contract():
    ran = run("help-near", "--nation", "wales", "--need", "stalking", "--json", "--today", TODAY)
    assert ran.code == 0
    services = ran.json()["services"]
    assert services
    for service in services:
        assert set(service) >= {"id", "name", "for", "open", "contact", "doubt"}
        assert set(service["open"]) >= {"now", "next"}
        assert isinstance(service["open"]["now"], bool)
        assert "wales" in service["nations"]


def test_help_near_in_words():
    ran = run("help-near", "--nation", "northern-ireland", "--open-now", "--today", TODAY)
    assert ran.code == 0
    assert "Lifeline" in ran.out
    assert "closed now" not in ran.out


def test_help_near_says_when_nothing_fits():
    ran = run("help-near", "--need", "honour", "--for", "business", "--open-now")
    assert ran.code == 0
    assert ran.out.startswith("No service we know of fits")


# ---- knowledge -------------------------------------------------------------------------------------------------------


def test_knowledge_lint_ends_well():
    ran = run("knowledge", "lint", "--today", TODAY)
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("0 errors, ")


def test_knowledge_lint_for_machines():
    issues = run("knowledge", "lint", "--json", "--today", "2028-11-24").json()["issues"]
    assert {"K003"} <= {issue["code"] for issue in issues}
    assert all(set(issue) == {"code", "level", "where", "problem", "hint"} for issue in issues)


def test_knowledge_stats_counts():
    counts = run("knowledge", "stats", "--json").json()
    assert (counts["crimes"], counts["conflict rules"]) == (65, 34)
    assert counts["services"] >= 97
    assert "crimes: 65" in run("knowledge", "stats").out


def test_knowledge_expired_says_what_is_past_its_date_with_exit_code_1():
    assert run("knowledge", "expired", "--today", "2026-11-23").code == 0
    late = run("knowledge", "expired", "--today", "2028-11-24", "--json")
    assert late.code == 1
    assert len(late.json()["expired"]) > 300
    assert "past their review date" in run("knowledge", "expired", "--today", "2028-11-24").out


# ---- prove -----------------------------------------------------------------------------------------------------------


def proved(counter_example=None):
    from fingerpost.journeys.prove import PROMISES, Proof

    return Proof(
        situations=12, represented=10**20, parts=3, checks=dict.fromkeys(PROMISES, 4), counter_example=counter_example,
        rule_table=(("danger_first", "safety", ""),),
    )  # fmt: skip


def test_prove_for_machines(monkeypatch):
    monkeypatch.setattr("fingerpost.journeys.prove.proof", lambda _known: proved())
    ran = run("prove", "--json")
    assert ran.code == 0
    said = ran.json()
    assert said["holds"] is True
    assert said["situations"] == 12
    assert said["counter_example"] is None
    assert {promise["checked"] for promise in said["promises"]} == {4}
    assert said["seconds"] >= 0


def test_prove_shows_the_first_counter_example_with_exit_code_1(monkeypatch):
    from fingerpost.journeys.prove import CounterExample

    found = CounterExample("stalking", "action block-after-keeping", {"relationship": "ex-partner"})
    monkeypatch.setattr("fingerpost.journeys.prove.proof", lambda _known: proved(found))
    assert run("prove", "--json").code == 1
    words = run("prove")
    assert words.code == 1
    assert "BROKEN" in words.out
    assert "relationship = ex-partner" in words.out


# ---- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["ask", "help-near", "prove", "serve", "knowledge lint", "knowledge stats", "knowledge expired"]
)
def test_every_command_has_help_with_an_example(command):
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "Example: fingerpost " + command in ran.out


def test_the_version_is_a_number():
    assert run("--version").out.strip()[0].isdigit()
