"""The conflict rules: where two pieces of good advice disagree, each wins where it should and stays out where it must.

Every rule has a situation in which it holds; the cases a rule must not catch, and what still holds inside it, stand here
as the fact base gives them.
"""

from itertools import product

import msgspec
import pytest

from fingerpost.terms import NATIONS
from fingerpost.triage.questions import plan_for

RULES = [
    "danger_first", "suicide_first", "safe_browsing_first", "child_image_no_copy", "honour_no_family",
    "perpetrator_is_carer", "perpetrator_is_police", "do_not_lead_them_there", "stalkerware_leave_alone",
    "childs_device", "stalking_no_block", "already_blocked", "sextortion_block", "ncii_block_choice",
    "child_parent_unsafe", "under18_report_remove", "keep_before_report", "forced_into_it", "immigration_fear",
    "bank_contact_safe", "bank_before_report", "phishing_block", "malware_clean", "hacked_account_email_first",
    "ransom_isolate_not_off", "ransom_no_pay", "live_attack_phone", "scotland_not_report_fraud",
    "police_not_report_fraud", "on_the_railway", "unauthorised_vs_app", "mule_do_not_return", "helper_not_over",
    "no_hack_back",
]  # fmt: skip


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A situation and what its plan must be.

    Attributes:
        fires: Whether the rule must hold in it; None where only the plan matters.
        asks: Actions the plan must have. never: actions it must not have.
        holds: Words the plan must say not to do. free: words that must not be said to be held.
        tells: Services it must name. not_told: services it must not name.
        first: The action that must lead.
    """

    rule: str
    claim: str
    crimes: str
    fires: bool | None = True
    asks: str = ""
    never: str = ""
    holds: str = ""
    free: str = ""
    tells: str = ""
    not_told: str = ""
    first: str = ""
    facts: dict[str, str]


def case(
    rule, claim, crimes, /, *, fires=True, asks="", never="", holds="", free="", tells="", not_told="", first="", **facts
):
    return Case(
        rule=rule, claim=claim, crimes=crimes, fires=fires, asks=asks, never=never, holds=holds, free=free, tells=tells,
        not_told=not_told, first=first, facts=facts,
    )  # fmt: skip


# ---- where each rule holds -------------------------------------------------------------------------------------------

HOLDS = [
    case("danger_first", "danger leads with 999", "cyber_stalking", danger="yes", danger_kind="violence",
         first="call-999", asks="get-to-safety", tells="emergency_999"),
    case("danger_first", "danger left open leads with 999", "purchase", danger="unclear", first="call-999", tells="emergency_999"),
    case("danger_first", "a courier on the way: do not meet", "impersonation_police", danger="yes", danger_kind="present",
         first="call-999", asks="stay-away-from-meeting"),
    case("danger_first", "talked through a payment: hang up", "impersonation_bank vishing", danger="yes",
         danger_kind="live-control", first="call-999", asks="end-the-call"),
    case("danger_first", "no crime at all and danger: 999 still", "", danger="yes", first="call-999", tells="emergency_999"),
    case("suicide_first", "a life before evidence and payment", "sextortion", crisis="yes", danger="yes",
         first="call-999", asks="crisis-support not-your-fault tell-someone-you-trust", tells="samaritans shout nhs_111_mental_health"),
    case("suicide_first", "left open counts", "romance app_fraud", crisis="unclear", danger="unclear",
         asks="crisis-support", tells="samaritans"),
    case("suicide_first", "Northern Ireland has its own line", "sextortion", crisis="yes", nation="northern-ireland",
         tells="lifeline_ni samaritans", not_told="nhs_111_mental_health"),
    case("suicide_first", "a child is given a child's line", "sextortion", crisis="yes", age="under-18",
         tells="childline papyrus samaritans"),
    case("suicide_first", "an adult is not", "sextortion", crisis="yes", age="adult", nation="wales",
         not_told="childline papyrus lifeline_ni"),
    case("safe_browsing_first", "stalked: use a device they cannot see", "cyber_stalking", asks="use-safe-device"),
    case("safe_browsing_first", "controlled: use a device they cannot see", "coercive_control", asks="use-safe-device"),
    case("child_image_no_copy", "a child's image is not copied, sent or kept", "child_images",
         holds="copy-image send-image delete", never="keep-messages keep-links export-chats hash-images use-stopncii call-image-helpline",
         asks="keep-words-only leave-device-as-is", tells="ceop iwf", not_told="stopncii revenge_porn_helpline"),
    case("child_image_no_copy", "the person is under 18", "intimate_sharing", age="under-18", image="online",
         holds="copy-image send-image", asks="keep-words-only not-your-fault", tells="childline ceop report_remove",
         not_told="stopncii revenge_porn_helpline nspcc"),
    case("child_image_no_copy", "an adult now, a child in the picture", "intimate_threat", age="adult", image_age="under-18",
         holds="copy-image send-image", tells="report_remove nspcc", not_told="stopncii revenge_porn_helpline childline"),
    case("child_image_no_copy", "and even if it is fake", "deepfake", age="under-18",
         holds="copy-image", asks="keep-words-only", not_told="stopncii"),
    case("child_image_no_copy", "a sextorted child: words, not screenshots", "sextortion", age="under-18",
         asks="keep-words-only not-your-fault use-report-remove", never="keep-messages keep-links hash-images use-stopncii",
         holds="copy-image send-image pay delete", tells="ceop childline", not_told="stopncii revenge_porn_helpline report_fraud"),
    case("child_image_no_copy", "wins over keep everything when stalked", "cyber_stalking child_images",
         never="keep-messages export-chats", holds="block delete copy-image"),
    case("honour_no_family", "no relative is told", "coercive_control", honour="yes", relationship="family",
         never="tell-someone-you-trust tell-a-trusted-adult warn-contacts", holds="warn-others", asks="safety-plan",
         tells="karma_nirvana forced_marriage_unit"),
    case("honour_no_family", "not even for a bullied child", "bullying", honour="yes", age="under-18",
         never="tell-a-trusted-adult tell-someone-you-trust"),
    case("perpetrator_is_carer", "a carer is not told", "app_fraud", relationship="carer", money="taken",
         never="tell-someone-you-trust", holds="confront", asks="tell-adult-safeguarding safe-bank-contact", tells="hourglass"),
    case("perpetrator_is_carer", "a relative, written by a helper", "account_takeover_bank", relationship="family",
         who="someone-else", money="taken", holds="confront", asks="tell-adult-safeguarding"),
    case("perpetrator_is_police", "101 is not the only door", "harassment", relationship="police-officer",
         asks="report-police-abuse", holds="confront", tells="police_abuse_line"),
    case("do_not_lead_them_there", "a tracked thing does not go to the new address", "tracking_device", leaving="yes",
         relationship="ex-partner", holds="move-tracker", asks="plan-before-you-leave"),
    case("do_not_lead_them_there", "nor a watched phone", "coercive_control", leaving="yes", watched="yes",
         relationship="partner", holds="move-tracker", asks="plan-before-you-leave"),
    case("stalkerware_leave_alone", "nothing is removed, reset, scanned or changed", "stalkerware", relationship="partner",
         holds="remove-app reset scan change-password power-off move-tracker wipe confront delete",
         never="scan-device remove-remote-access change-password secure-email-first sign-out-everywhere turn-on-two-step reinstall-device disconnect-device recover-account",
         asks="leave-device-as-is safety-plan use-safe-device", tells="national_stalking_helpline"),
    case("stalkerware_leave_alone", "a tracker stays where it is", "tracking_device",
         asks="leave-tracker-in-place keep-device-evidence", holds="move-tracker scan"),
    case("stalkerware_leave_alone", "an ex in the accounts", "hack_social", relationship="ex-partner",
         never="change-password sign-out-everywhere recover-account turn-on-two-step", holds="change-password"),
    case("stalkerware_leave_alone", "a family member on the device", "hack_device", relationship="family",
         never="scan-device disconnect-device reinstall-device", holds="scan wipe"),
    case("childs_device", "the child's phone is treated like the adult's", "stalkerware", childs_device="yes",
         relationship="ex-partner", holds="reset wipe", asks="ask-before-childs-device"),
    case("stalking_no_block", "no block, delete or change of number", "cyber_stalking",
         holds="block delete change-number unfollow confront reply",
         asks="do-not-reply-mute keep-messages call-stalking-helpline report-to-police keep-diary", tells="national_stalking_helpline"),
    case("stalking_no_block", "a pattern by someone known is stalking", "harassment", pattern="yes", relationship="known",
         holds="block delete change-number", never="block-after-keeping"),
    case("stalking_no_block", "Scotland's own charity too", "cyber_stalking", nation="scotland", tells="action_against_stalking police_scotland"),
    case("already_blocked", "who has blocked did nothing wrong", "cyber_stalking", blocked="yes",
         asks="gather-what-is-left keep-diary"),
    case("sextortion_block", "do not pay, save, stop, then block", "sextortion", age="adult", relationship="stranger",
         asks="stop-paying keep-messages block-after-keeping not-your-fault crisis-support", holds="pay send-image delete",
         tells="revenge_porn_helpline stopncii"),
    case("ncii_block_choice", "blocking is the person's choice", "intimate_sharing", relationship="ex-partner", age="adult",
         pattern="no", asks="choose-about-contact", holds="send-image confront", never="block-after-keeping"),
    case("child_parent_unsafe", "help does not hang on telling a parent", "bullying", age="under-18", home_unsafe="yes",
         never="tell-a-trusted-adult", asks="talk-to-childline tell-school", tells="childline"),
    case("under18_report_remove", "Report Remove and not StopNCII", "voyeurism", image_age="under-18",
         asks="use-report-remove", never="use-stopncii hash-images call-image-helpline takedown-48h",
         tells="report_remove", not_told="stopncii revenge_porn_helpline"),
    case("keep_before_report", "capture, then report", "intimate_sharing", age="adult", image="online", asks="keep-links"),
    case("keep_before_report", "abuse too", "hate", asks="keep-links"),
    case("forced_into_it", "made to move money: a person to be helped", "money_mule", forced="yes",
         asks="get-help-if-forced", holds="confront", tells="modern_slavery_helpline"),
    case("immigration_fear", "an independent adviser first", "coercive_control", immigration="yes",
         asks="talk-to-independent-adviser", tells="victim_support"),
    case("bank_contact_safe", "the bank reaches them in a way the other cannot see", "account_takeover_bank",
         relationship="partner", money="taken", asks="safe-bank-contact call-bank", tells="your_bank"),
    case("bank_contact_safe", "a shared account", "app_fraud", money="sent", shared_account="yes", asks="safe-bank-contact"),
    case("bank_before_report", "the bank before any report", "app_fraud", money="sent", paid_by="transfer", nation="england",
         asks="call-bank", tells="your_bank report_fraud"),
    case("bank_before_report", "card details given", "smishing", paid_by="details", asks="call-bank", tells="your_bank"),
    case("bank_before_report", "a bank already told is chased", "app_fraud", money="sent", bank_told="yes", asks="chase-bank"),
    case("phishing_block", "nothing lost: forward it, then block and delete", "smishing", harm="no",
         asks="forward-7726 block-and-delete-sender", holds="reply", tells="spam_7726"),
    case("phishing_block", "something lost: the message is kept", "phishing", money="sent", holds="reply delete",
         never="block-and-delete-sender"),
    case("malware_clean", "ordinary malware is cleaned", "malware", relationship="stranger", asks="disconnect-device scan-device",
         free="scan"),
    case("hacked_account_email_first", "the mailbox that resets the others first", "hack_email", relationship="stranger",
         asks="secure-email-first recover-account sign-out-everywhere", free="change-password"),
    case("ransom_isolate_not_off", "off the network and not switched off", "ransomware", who="business", in_progress="yes",
         asks="isolate-network protect-backups", holds="power-off wipe restore scan",
         never="scan-device reinstall-device restore-from-backup"),
    case("ransom_isolate_not_off", "a person's machine too", "ransomware", asks="disconnect-device", holds="power-off wipe restore scan"),
    case("ransom_no_pay", "paying is held back", "ransomware", who="charity", holds="pay"),
    case("ransom_no_pay", "who has paid pays no more", "hack_extortion", money="sent", holds="pay", asks="stop-paying"),
    case("live_attack_phone", "England: the line for a live attack", "ransomware", who="business", in_progress="yes",
         nation="england", asks="report-live-attack", tells="report_fraud"),
    case("live_attack_phone", "Northern Ireland: PSNI, and Report Fraud", "ddos", who="business", in_progress="yes",
         nation="northern-ireland", asks="report-live-attack", tells="psni report_fraud"),
    case("live_attack_phone", "Scotland: Police Scotland, and the incident line", "hack_server", who="charity", in_progress="yes",
         nation="scotland", tells="police_scotland cyber_fraud_centre_scotland_ir", not_told="report_fraud", never="report-fraud"),
    case("scotland_not_report_fraud", "Scotland has no Report Fraud", "app_fraud", nation="scotland", money="sent",
         never="report-fraud", not_told="report_fraud report_fraud_victim_service", tells="police_scotland"),
    case("police_not_report_fraud", "police, not Report Fraud", "threats", nation="wales", asks="report-to-police",
         tells="police_101", never="report-fraud", not_told="report_fraud"),
    case("on_the_railway", "the railway has its own police", "cyberflashing", railway="yes", nation="scotland",
         tells="british_transport_police"),
    case("unauthorised_vs_app", "approved by transfer: the refund rule", "app_fraud", money="sent", paid_by="transfer",
         asks="ask-refund", never="card-dispute ask-unauthorised-refund"),
    case("unauthorised_vs_app", "not approved: the other rule", "account_takeover_bank", money="taken",
         asks="ask-unauthorised-refund", never="card-dispute"),
    case("unauthorised_vs_app", "by card: the card's own way", "purchase", money="sent", paid_by="card", asks="card-dispute",
         never="ask-refund ask-unauthorised-refund"),
    case("unauthorised_vs_app", "in crypto: the exchange", "crypto", money="sent", paid_by="crypto", asks="tell-crypto-exchange",
         never="ask-refund"),
    case("unauthorised_vs_app", "in gift cards: the issuer", "hi_mum", money="sent", paid_by="gift-card",
         asks="tell-gift-card-issuer", never="ask-refund"),
    case("mule_do_not_return", "do not send it back; tell the bank", "money_mule", asks="money-mule-stop call-bank",
         holds="pay", tells="your_bank"),
    case("helper_not_over", "the person is asked first", "cyber_stalking", who="someone-else", asks="ask-the-person-first"),
    case("no_hack_back", "tracing is left to the police", "hack_social", hack_back="yes", asks="leave-tracing-to-police",
         holds="confront"),
]  # fmt: skip

# ---- what a rule must not catch (not_when), and what still holds inside it (exceptions, notes) --------------------------

LIMITS = [
    # stalking_no_block: a stranger whose only aim is money
    case("stalking_no_block", "not a stranger's sextortion", "sextortion", relationship="stranger", age="adult", fires=False,
         asks="block-after-keeping", free="block"),
    case("stalking_no_block", "not a scam message", "smishing", relationship="stranger", harm="no", fires=False,
         asks="block-and-delete-sender", free="block"),
    # stalking_no_block: one abusive message or a pile-on by strangers, with no pattern by one person
    case("stalking_no_block", "not one message by a stranger", "harassment", relationship="stranger", pattern="no", fires=False,
         asks="block-after-keeping", free="block"),
    case("stalking_no_block", "not a pile-on", "hate", relationship="stranger", fires=False, tells="true_vision"),
    # stalking_no_block: ordinary unwanted contact with no fear and no pattern: we ask, and do not label
    case("stalking_no_block", "not a dispute without a pattern", "harassment", relationship="ex-partner", pattern="no", fires=False),
    # stalkerware_leave_alone: immediate danger
    case("stalkerware_leave_alone", "in danger: move and call 999", "stalkerware", relationship="partner", danger="yes",
         danger_kind="violence", first="call-999", asks="get-to-safety", tells="emergency_999"),
    # stalkerware_leave_alone: about to leave for a secret address
    case("stalkerware_leave_alone", "leaving: see do_not_lead_them_there", "stalkerware", relationship="partner", leaving="yes",
         asks="plan-before-you-leave", holds="move-tracker"),
    # stalkerware_leave_alone: money is leaving an account now
    case("stalkerware_leave_alone", "money leaving: the bank, in a safe way", "stalkerware account_takeover_bank",
         relationship="ex-partner", money="taken", asks="call-bank safe-bank-contact", never="change-password", tells="your_bank"),
    case("stalkerware_leave_alone", "nobody known behind it: ordinary malware", "malware", relationship="stranger", fires=False,
         asks="scan-device disconnect-device", free="scan remove-app reset"),
    case("stalkerware_leave_alone", "a stranger in the account: an ordinary hacked account", "hack_social",
         relationship="stranger", fires=False, asks="change-password turn-on-two-step"),
    # hacked_account_email_first: a partner, ex, relative, carer or stalker may be in the accounts
    *(case("hacked_account_email_first", f"not where it may be a {who}", "hack_email", relationship=who, fires=False,
           never="secure-email-first change-password sign-out-everywhere recover-account check-mailbox-rules", holds="change-password")
      for who in ("partner", "ex-partner", "family", "carer")),
    case("hacked_account_email_first", "not where a stalker may be", "hack_email cyber_stalking", fires=False,
         never="secure-email-first change-password sign-out-everywhere"),
    case("malware_clean", "not where a partner may be", "malware", relationship="partner", fires=False, never="scan-device"),
    case("malware_clean", "not for ransomware", "ransomware malware", fires=False, never="scan-device"),
    # sextortion_block: 18 or over, a stranger, no fixation
    case("sextortion_block", "a child is not told to keep the picture", "sextortion", age="under-18", fires=None,
         never="keep-messages keep-links"),
    case("sextortion_block", "a child in the picture: the same", "sextortion", image_age="under-18", fires=None,
         never="keep-messages use-stopncii call-image-helpline"),
    case("sextortion_block", "an ex is not blocked", "sextortion", relationship="ex-partner", fires=None, never="block-after-keeping"),
    case("sextortion_block", "mixed motives: stalking wins", "sextortion cyber_stalking", relationship="known", fires=None,
         never="block-after-keeping", holds="block delete change-number pay"),
    # stalking_no_block, note: a known person demanding money over images
    case("stalking_no_block", "a known person demanding money over images, with a pattern", "intimate_threat", relationship="known",
         pattern="yes", age="adult", holds="block delete change-number pay", never="block-after-keeping"),
    case("stalking_no_block", "stalked and sent scam texts: nothing is blocked", "cyber_stalking smishing", harm="no",
         holds="block", never="block-and-delete-sender"),
    # ncii_block_choice: the stalking rule wins on any sign of fixation; everyone shown was 18 or over
    case("ncii_block_choice", "not with a pattern", "intimate_sharing", relationship="ex-partner", pattern="yes", fires=False,
         holds="block", never="choose-about-contact"),
    case("ncii_block_choice", "not with a child in the picture", "intimate_sharing", relationship="known", age="under-18",
         fires=False, never="choose-about-contact"),
    case("ncii_block_choice", "not by a stranger", "deepfake", relationship="stranger", fires=False),
    # keep_before_report: never where anyone shown may be under 18
    case("keep_before_report", "never a child's image", "intimate_sharing", age="under-18", fires=False, never="keep-links"),
    case("keep_before_report", "never an image made as a child", "deepfake", image_age="under-18", fires=False, never="keep-links"),
    # phishing_block: an unknown sender only; nothing deleted once something was lost
    case("phishing_block", "not a message by someone known", "phishing", relationship="ex-partner", fires=False,
         never="block-and-delete-sender"),
    *(case("phishing_block", f"nothing deleted with {fact}={value}", "smishing", fires=None, never="block-and-delete-sender",
           holds="delete", **{fact: value})
      for fact, value in [("money", "sent"), ("given", "password"), ("given", "identity"), ("paid_by", "details"), ("harm", "yes")]),
    # on_the_railway: Northern Ireland has PSNI
    case("on_the_railway", "in Northern Ireland it is PSNI", "cyberflashing", railway="yes", nation="northern-ireland",
         fires=False, tells="psni", not_told="british_transport_police"),
    case("on_the_railway", "not off the railway", "cyberflashing", railway="no", nation="england", fires=False,
         not_told="british_transport_police"),
    # perpetrator_is_police: danger is still 999
    case("perpetrator_is_police", "danger is still 999", "threats", relationship="police-officer", danger="yes", first="call-999",
         tells="emergency_999 police_abuse_line"),
    # immigration_fear: danger is still 999
    case("immigration_fear", "danger is still 999", "coercive_control", immigration="yes", danger="yes", first="call-999"),
    case("forced_into_it", "danger is still 999", "money_mule", forced="yes", danger="yes", first="call-999"),
    case("forced_into_it", "not where nobody made them", "money_mule", forced="no", fires=False),
    case("live_attack_phone", "an attack that is over has no live line", "ransomware", who="business", in_progress="no",
         fires=False, never="report-live-attack"),
    case("live_attack_phone", "a person has no such line", "hack_email", in_progress="yes", fires=False, never="report-live-attack"),
    case("scotland_not_report_fraud", "England has Report Fraud", "app_fraud", nation="england", money="sent", fires=False,
         tells="report_fraud"),
    case("scotland_not_report_fraud", "Northern Ireland too", "app_fraud", nation="northern-ireland", money="sent", fires=False,
         tells="report_fraud"),
    case("bank_before_report", "cash cannot be called back", "app_fraud", money="sent", paid_by="cash", fires=False),
    case("bank_before_report", "nor can a payment of years ago", "app_fraud", money="sent", paid_when="older", fires=False),
    case("bank_contact_safe", "not for a stranger's scam", "app_fraud", money="sent", relationship="stranger", fires=False,
         never="safe-bank-contact"),
    case("perpetrator_is_carer", "not for a stranger", "app_fraud", relationship="stranger", fires=False),
    case("child_parent_unsafe", "a trusted adult where home is well", "bullying", age="under-18", home_unsafe="no", fires=False,
         asks="tell-a-trusted-adult"),
    case("under18_report_remove", "StopNCII is for adults", "intimate_sharing", age="adult", image_age="adult", fires=False,
         tells="stopncii revenge_porn_helpline", not_told="report_remove"),
    case("already_blocked", "not a blocked scammer", "smishing", blocked="yes", fires=False, never="gather-what-is-left"),
    case("helper_not_over", "not for oneself", "cyber_stalking", fires=False, never="ask-the-person-first"),
    case("suicide_first", "not unless it is there or left open", "sextortion", crisis="no", fires=False, not_told="emergency_999"),
    case("danger_first", "a question not asked is not an answer", "cyber_stalking", fires=False, never="call-999",
         not_told="emergency_999"),
    case("danger_first", "no is no", "cyber_stalking", danger="no", fires=False, never="call-999", not_told="emergency_999"),
]  # fmt: skip


def name(one):
    return f"{one.rule}: {one.claim}"


@pytest.mark.parametrize("one", [*HOLDS, *LIMITS], ids=name)
def test_in_this_situation(one, known):
    plan = plan_for(known, one.facts, one.crimes.split())
    asked = {action.action.id for action in plan.actions}
    held = {row.does for row in plan.withheld}
    told = {route.service for route in plan.routes}
    if one.fires is not None:
        assert (one.rule in plan.fired) is one.fires
    assert set(one.asks.split()) <= asked
    assert not set(one.never.split()) & asked
    assert set(one.holds.split()) <= held
    assert not set(one.free.split()) & held
    assert set(one.tells.split()) <= told
    assert not set(one.not_told.split()) & told
    if one.first:
        assert plan.actions[0].action.id == one.first
        assert plan.routes[0].service == "emergency_999"


def test_the_knowledge_has_these_rules_in_this_order_of_weight(known):
    assert [conflict.id for conflict in sorted(known.country.conflicts, key=lambda c: c.rank)] == RULES


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_holds_somewhere_in_the_table(rule):
    assert any(one.rule == rule and one.fires for one in HOLDS)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_words(rule, known):
    conflict = known.conflicts[rule]
    for text_id in [
        conflict.when_text,
        conflict.do_text,
        *conflict.why_texts,
        *conflict.not_when_texts,
        *conflict.exceptions_texts,
    ]:
        assert known.say(text_id)


# ---- what no combination may bring back ------------------------------------------------------------------------------


def actions(plan):
    return {action.action.id for action in plan.actions}


def words(plan):
    return {word for action in plan.actions for word in action.action.does}


@pytest.mark.parametrize("who", ["person", "business", "charity", "someone-else"])
def test_nobody_in_scotland_is_sent_to_report_fraud(known, who):
    for crime, progress in product(known.crimes, ["unknown", "yes", "no"]):
        plan = plan_for(known, {"nation": "scotland", "who": who, "in_progress": progress}, (crime,))
        assert not {route.service for route in plan.routes} & {"report_fraud", "report_fraud_victim_service"}, crime
        assert "report-fraud" not in actions(plan), crime
        for action in plan.actions:
            for step in action.steps:
                assert "0300 123 2040" not in known.say(step.text_id), (crime, step.text_id)


def test_whoever_else_is_there_stalking_lets_nothing_block_delete_or_change_number(known):
    relations = known.facts["relationship"].values
    for other, relation, blocked in product(known.crimes, relations, ["unknown", "yes"]):
        plan = plan_for(known, {"relationship": relation, "blocked": blocked, "harm": "no"}, ("cyber_stalking", other))
        assert not words(plan) & {"block", "delete", "change-number", "unfollow", "confront", "reply"}, (other, relation)
        assert {"block", "delete", "change-number"} <= {row.does for row in plan.withheld}, (other, relation)


def test_whoever_else_is_there_a_watched_device_is_left_as_it_is(known):
    relations = known.facts["relationship"].values
    for watcher, other, relation in product(["stalkerware", "tracking_device", "coercive_control"], known.crimes, relations):
        plan = plan_for(known, {"relationship": relation}, (watcher, other))
        assert not words(plan) & {"remove-app", "reset", "scan", "change-password", "power-off", "move-tracker", "wipe"}, (
            watcher,
            other,
        )


def test_whatever_else_is_there_a_childs_image_goes_to_no_adult_service(known):
    for other, nation in product(known.crimes, NATIONS):
        plan = plan_for(known, {"nation": nation}, ("child_images", other))
        services = {route.service for route in plan.routes}
        assert not services & {"stopncii", "revenge_porn_helpline"}, other
        assert not actions(plan) & {"hash-images", "use-stopncii", "call-image-helpline", "keep-messages", "keep-links"}, (
            other
        )
        assert not words(plan) & {"copy-image", "send-image"}, other
        assert {"ceop", "iwf"} <= services, other


def test_whatever_else_is_there_ransomware_lets_nothing_switch_off_wipe_or_restore(known):
    for other, who in product(known.crimes, ["person", "business", "charity"]):
        plan = plan_for(known, {"who": who, "in_progress": "yes"}, ("ransomware", other))
        assert not words(plan) & {"power-off", "wipe", "restore", "scan", "pay"}, other


def test_whatever_else_is_there_a_mule_is_not_told_to_send_it_back(known):
    for other in known.crimes:
        plan = plan_for(known, {}, ("money_mule", other))
        assert "pay" not in words(plan), other
        assert "money-mule-stop" in actions(plan), other


def test_nobody_is_told_to_unblock_anyone(known):
    blocked = [plan_for(known, {"blocked": "yes", "relationship": relation}, (crime,))
               for crime, relation in product(known.crimes, known.facts["relationship"].values)]  # fmt: skip
    said = {known.say(step.text_id) for plan in blocked for action in plan.actions for step in action.steps}
    assert [text for text in said if "unblock" in text.lower() and "not unblock" not in text.lower()] == []


def test_honour_keeps_every_relative_out_of_every_plan(known):
    for crime in known.crimes:
        plan = plan_for(known, {"honour": "yes", "relationship": "family"}, (crime,))
        assert not actions(plan) & {"tell-someone-you-trust", "tell-a-trusted-adult", "warn-contacts"}, crime
        assert "warn-others" not in words(plan), crime


def test_the_bank_stands_before_every_report_when_money_went(known):
    for crime, nation in product(known.crimes, NATIONS):
        plan = plan_for(known, {"nation": nation, "money": "sent", "paid_by": "transfer", "danger": "no"}, (crime,))
        order = [route.service for route in plan.routes]
        assert "your_bank" in order, crime
        if "report_fraud" in order:
            assert order.index("your_bank") < order.index("report_fraud"), (crime, nation)


def test_what_is_held_back_says_which_rule_and_why(known):
    for crime in known.crimes:
        for held in plan_for(known, {"relationship": "ex-partner"}, (crime,)).withheld:
            assert held.by in known.conflicts or held.by in known.situations
            assert known.say(held.text_id)
