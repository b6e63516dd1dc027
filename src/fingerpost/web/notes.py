"""What a person has told us so far, as one frozen value; how it is packed for a form and read from a file."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from msgspec import Meta, Struct

from fingerpost.errors import BadRequest
from fingerpost.journeys.happened import Account
from fingerpost.terms import Who
from fingerpost.web.limits import LARGEST_FILE, LONGEST_TEXT, SEALED_SECONDS

NationPick = Literal["england", "wales", "scotland", "northern-ireland"]
AgePick = Literal["adult", "under-18"]
AccountText = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Short = Annotated[str, Meta(max_length=60)]


class Notes(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person's words and answers, and how far they have come.

    Attributes:
        ready: The page about who can see this device was passed.
        written: The words were given, or passed over on purpose.
        confirmed: What we understood was looked at.
        turn: Goes up when the words change, so that a stale second tab is noticed.
        notice: The text id of a sentence to show once, on the next page.
    """

    text: AccountText = ""
    who: Who | None = None
    nation: NationPick | None = None
    age: AgePick | None = None
    answers: Mapping[Short, Short] = {}
    ready: bool = False
    written: bool = False
    confirmed: bool = False
    turn: int = 0
    notice: str = ""

    def account(self) -> Account:
        """Give what the journey takes."""
        return Account(text=self.text, who=self.who, nation=self.nation, age=self.age, answers=self.answers)

    def change(self, **fields: Any) -> Notes:
        """Give a copy with some fields changed."""
        return msgspec.structs.replace(self, **fields)

    def answer(self, key: str, value: str) -> Notes:
        """Give a copy with one answer set."""
        return self.change(answers={**self.answers, key: value})

    def unanswer(self, *keys: str) -> Notes:
        """Give a copy without some answers."""
        return self.change(answers={key: value for key, value in self.answers.items() if key not in keys})


# Made once, here: msgspec works out a type's shape on first use, and two threads doing so at once can crash it.
_READ_NOTES: Final = msgspec.msgpack.Decoder(Notes)


@cache
def cipher(key: str) -> Fernet:
    """Give the cipher for hosted forms, from whatever words the host set as key."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def seal(notes: Notes, key: str) -> str:
    """Pack notes for a hidden form field: compressed, then encrypted with the time."""
    return cipher(key).encrypt(zlib.compress(msgspec.msgpack.encode(notes), 6)).decode()


def unseal(sealed: str, key: str) -> Notes | None:
    """Unpack a hidden form field; None when it is too old, changed or not ours."""
    try:
        packed = cipher(key).decrypt(sealed.encode(), ttl=SEALED_SECONDS)
        return _READ_NOTES.decode(zlib.decompress(packed))
    except (InvalidToken, zlib.error, msgspec.DecodeError, UnicodeError):
        return None


class NotesFile(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A saved file: version 1, what the person gave, and the plan as it was that day (for reading, never read back)."""

    notes: Literal[1]
    saved: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    text: AccountText
    who: Who | None = None
    nation: NationPick | None = None
    age: AgePick | None = None
    answers: dict[Short, Short] = {}
    plan: msgspec.Raw = msgspec.Raw(b"null")


_READ_FILE: Final = msgspec.json.Decoder(NotesFile)


def to_file(notes: Notes, saved: str, plan: Mapping[str, Any]) -> bytes:
    """Write notes as a file; the plan is left out where it would make the file too large to open again."""
    file = NotesFile(
        notes=1, saved=saved, text=notes.text, who=notes.who, nation=notes.nation, age=notes.age,
        answers=dict(notes.answers), plan=msgspec.Raw(msgspec.json.encode(plan)),
    )  # fmt: skip
    whole = msgspec.json.encode(file)
    if len(whole) > LARGEST_FILE:
        whole = msgspec.json.encode(msgspec.structs.replace(file, plan=msgspec.Raw(b"null")))
    return whole


def from_file(blob: bytes) -> Notes:
    """Read notes from a file a person gave.

    Raises:
        BadRequest: It is too large, or not a notes file of ours.
    """
    if len(blob) > LARGEST_FILE:
        raise BadRequest("this file is too large", hint="Choose the notes.json file that was saved here.")
    try:
        file = _READ_FILE.decode(blob)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadRequest(
            "this is not a notes file that was saved here", hint="Choose the notes.json file that was saved here."
        ) from None
    return Notes(
        text=clean(file.text), who=file.who, nation=file.nation, age=file.age, answers=file.answers,
        ready=True, written=True,
    )  # fmt: skip


# Control characters but tab and line end, halves of pairs, and code points that are no characters: HTML takes none.
_NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def clean(text: str) -> str:
    """Give text with one kind of line end and without characters no person types."""
    return _NO_TEXT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
