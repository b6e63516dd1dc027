"""A whole journey by mouse, handing every page to a look; and how hard a page is to read."""

import re

from fingerpost.journeys.library import code_of

STALKED = (
    "My ex keeps making new accounts to message me and he knows where I have been. I told him to stop three times. "
    "<script>document.title='x'</script>"
)
PAID = "An hour ago I paid a man 400 pounds by bank transfer for a car that does not exist."
OTHER_PAGES = (
    "help",
    "help?nation=wales&need=stalking",
    "about",
    "privacy",
    "accessibility",
    "open",
    "read",
    "harder",
    *(
        "read/" + code_of(kind, id_)
        for kind, id_ in (
            ("rule", "stalking_no_block"),
            ("crime", "cyber_stalking"),
            ("crime", "app_fraud"),
            ("service", "report_fraud"),
            ("guide", "ncsc_small_organisations_guide"),
            ("topic", "intimate_images"),
            ("card", "ransomware"),
            ("words", "glossary"),
        )
    ),
)


def press(page, name):
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def begin(page):
    with page.expect_navigation():
        page.click("a.door.main")


def journey(page, look, text=STALKED, danger="no"):
    """Walk from the start to the plan, answering the first thing offered to every question."""
    look("start", page)
    begin(page)
    look("before", page)
    press(page, "Carry on")
    look("danger", page)
    page.check(f"input[value={danger}]")
    press(page, "Continue")
    if danger != "no":
        look("call", page)
        press(page, "Go on")
    look("words", page)
    page.fill("textarea", text)
    page.select_option("#nation", "scotland")
    press(page, "Continue")
    look("understood", page)
    press(page, "Continue")
    number = 0
    while page.locator("input[name=key]").count():
        number += 1
        look(f"question-{number}", page)
        page.locator("input[name=answer]").first.check()
        press(page, "Continue")
        assert number < 12
    look("check", page)
    press(page, "See my plan")
    look("plan", page)
    return number


BLOCKS = """() => {
  const out = [];
  for (const e of document.querySelectorAll('h1,h2,h3,h4,p,li,label,legend,dt,dd,summary,button,blockquote')) {
    if (e.closest('q,textarea,.words')) continue;
    const copy = e.cloneNode(true);
    copy.querySelectorAll('h1,h2,h3,h4,p,li,ul,ol,label,legend,dt,dd,summary,button,blockquote,details,q,textarea,.words,select,.off')
      .forEach(x => x.remove());
    const text = copy.textContent.replace(/\\s+/g, ' ').trim();
    if (text) out.push(text);
  }
  return out;
}"""


def sentences(block):
    """Split a block of text into sentences; a heading or a list line is one without a full stop."""
    spoken = re.sub(r"\b(?:https?://)?[\w-]+(?:\.[\w-]+)+\b", "site", block)
    return [part for part in re.split(r"(?<=[.!?:;])\s+", spoken) if re.search(r"[A-Za-z]", part)]


def words_of(sentence):
    return re.findall(r"[A-Za-z][A-Za-z'’-]*", sentence)


def syllables(word):
    """Count syllables by the groups of vowels, leaving out a silent end."""
    low = re.sub(r"[^a-z]", "", word.lower())
    if len(low) <= 3:
        return 1
    low = re.sub(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$", lambda end: end[0][0], low)
    return max(1, len(re.findall(r"[aeiouy]+", low)))


def grade(blocks):
    """Give the Flesch-Kincaid grade of a page."""
    parts = [words for block in blocks for sentence in sentences(block) if (words := words_of(sentence))]
    count = sum(len(words) for words in parts)
    return 0.39 * count / len(parts) + 11.8 * sum(syllables(w) for words in parts for w in words) / count - 15.59
