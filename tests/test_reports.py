"""Documents to keep: the words that stand on the page, tagged for screen readers, whatever letters come, and nothing on disk."""

import re
import sys
import zlib
from datetime import date, datetime
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.errors import BadRequest
from fingerpost.journeys import assessing, printing
from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.journeys.library import Library, code_of
from fingerpost.knowledge.hours import UK
from fingerpost.reports.document import WIDTH, Block, Document, as_html, as_text
from fingerpost.reports.pdf import as_pdf, legible

TODAY = date(2026, 11, 24)
MADE = TODAY.isoformat()
SMALL = Document(
    title="A title", lead="A lead.", made=MADE, blocks=(Block(heading="One", lines=("Line.",), points=("p", "q")),)
)


def documents(known):
    """Yield one document of each kind."""
    outcome = assess(Account(text="My ex keeps making new accounts to message me.", nation="scotland"), known)
    yield printing.plan_document(as_json(outcome, known, TODAY), known, MADE)
    result = assessing.as_json(assessing.Progress(answers={c.id: "no" for c in known.country.controls}), known)
    yield printing.assessment_document(result, known, MADE)
    yield printing.board_document(result, known, MADE)
    library, at = Library(known), datetime(2026, 11, 24, 12, tzinfo=UK)
    for card in known.country.cards:
        yield printing.page_document(library.page(code_of("card", card.id), at), MADE)


def test_every_kind_of_document_becomes_a_tagged_pdf(known):
    for document in documents(known):
        made = as_pdf(document)
        assert made.startswith(b"%PDF-")
        whole = made + b"".join(unpacked(made))
        for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"pdfuaid"):
            assert mark in whole, (document.title, mark)
        for never in (b"/JavaScript", b"/Launch", b"/URI", b"/Encrypt", b"/EmbeddedFile"):
            assert never not in whole


def unpacked(pdf):
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue


def test_the_same_document_gives_the_same_bytes():
    assert as_pdf(SMALL) == as_pdf(SMALL)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_letters_can_be_set(words):
    document = Document(
        title=words or "x", lead=words, made=MADE, blocks=(Block(heading=words, lines=(words,), points=(words,)),)
    )
    assert as_pdf(document).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "words", ["#panic()", "$x$", "*b* _i_ `c`", "= not a heading", "@x <y>", '#read("/etc/passwd")', "\\u{0}"]
)
def test_what_people_write_is_never_source(words):
    assert as_pdf(Document(title="x", lead=words, made=MADE, blocks=())).startswith(b"%PDF-")


def test_a_letter_no_font_holds_is_written_as_its_number():
    assert legible("a😀你b") == "a[U+1F600][U+4F60]b"
    assert legible("£5 – “ŵ ŷ é” €") == "£5 – “ŵ ŷ é” €"


def test_without_the_program_that_sets_type_it_says_which_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadRequest) as caught:
        as_pdf(SMALL)
    assert "fingerpost[report]" in caught.value.hint


def test_html_is_valid_whole_and_holds_every_word(known):
    html5lib = pytest.importorskip("html5lib")
    for document in documents(known):
        page = as_html(document)
        html5lib.HTMLParser(strict=True).parse(page)
        assert "<script" not in page
        assert not re.search(r"(?:src|href)=", page)
        assert all(escape(point) in page for block in document.blocks for point in (*block.points, *block.lines))


def test_what_people_write_is_never_markup():
    page = as_html(Document(title="<b>", lead='"><script>', made=MADE, blocks=()))
    assert "<script" not in page
    assert "&lt;b&gt;" in page


def test_text_holds_every_word_and_no_long_line(known):
    for document in documents(known):
        text = as_text(document)
        assert document.title in text
        flat = " ".join(text.split())
        for block in document.blocks:
            assert all(" ".join(point.split()) in flat for point in (*block.points, *block.lines))
        assert max(len(line) for line in text.splitlines() if "://" not in line) <= WIDTH


def test_a_plan_to_keep_holds_the_plan_and_not_the_words_of_the_person(known):
    outcome = assess(Account(text="My ex keeps making new accounts to message me, xylophone.", nation="scotland"), known)
    result = as_json(outcome, known, TODAY)
    flat = " ".join(as_text(printing.plan_document(result, known, MADE)).split())
    assert "xylophone" not in flat
    assert all(action["text"] in flat for action in result["plan"]["actions"])
    assert all(row["why"] in flat for row in result["plan"]["withheld"])
    assert all(route["name"] in flat for route in result["plan"]["routes"])
