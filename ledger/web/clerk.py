"""What pages that write are given: the book, opened anew for each request, and what their forms carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from secrets import token_urlsafe

from ledger import desk
from ledger.book import Book, PostedForm, posted_once, seen_of
from ledger.intake import Watch, unwatched
from ledger.presentation import Language
from ledger.web.drawing import drawn
from ledger.web.held import Settings
from ledger.web.messages import Answer, PageRequest
from ledger.web.uploads import Uploads

# What a form carries besides the fields of a record, whose names are its headings.
FORM, SEEN, HEAD, CHECKED = "_form", "_seen", "_head", "_checked"
AUTHOR, REASON, DO, CHOICE = "_author", "_reason", "_do", "_choice"


@dataclass(frozen=True)
class Clerk:
    """One request to a page that writes.

    Args:
        settings: of the desk.
        asked: the request; a form that was posted stands in it.
        watch: told how far a longer work is.
    """

    settings: Settings
    asked: PageRequest
    watch: Watch = unwatched

    @cached_property
    def book(self) -> Book:
        """The book of the desk."""
        return desk.open_book(self.settings.book)

    @property
    def uploads(self) -> Uploads:
        """The files that were handed in."""
        return Uploads(self.settings.uploads)

    @property
    def language(self) -> Language:
        """In which the page is drawn."""
        return Language(self.asked.language)

    @cached_property
    def sent(self) -> Mapping[str, str]:
        """What was filled in, by name; the last of several of one name counts."""
        return dict(self.asked.form)

    @property
    def has_sent(self) -> bool:
        """Whether a form was posted."""
        return bool(self.asked.form)

    @property
    def row(self) -> dict[str, str]:
        """The fields of a record, with the answer that was chosen in the place of what it settles."""
        row = {name: text for name, text in self.sent.items() if not name.startswith("_")}
        name, chosen, text = self.sent.get(CHOICE, "").partition("=")
        return {**row, name: text} if chosen and name in row else row

    @property
    def author(self) -> str:
        """Who enters it: whom the proxy of an office names; else as it was typed, or whoever works at this machine."""
        if self.asked.person:
            return self.asked.person.name
        return self.sent.get(AUTHOR, self.settings.author)

    @property
    def reason(self) -> str:
        """Why it is entered."""
        return self.sent.get(REASON, "")

    @cached_property
    def form_id(self) -> str:
        """That of the form that was posted, or of a new one."""
        return self.sent.get(FORM) or token_urlsafe(18)

    def seen(self, key: str) -> tuple[int, ...]:
        """On which entries the form on a record was filled in; where none was posted, those of now."""
        numbers = self.sent.get(SEEN, "").split()
        return tuple(map(int, numbers)) if numbers and all(map(str.isdecimal, numbers)) else self.seen_now(key)

    def seen_now(self, key: str) -> tuple[int, ...]:
        """The last entry on a record, and on each that it is tied to."""
        return seen_of(self.book, key)

    def posting(self, record: str = "") -> Book:
        """The book, into which this form enters once, and only onto what it was filled in on.

        Args:
            record: id of the record that it is about.
        """
        seen = self.seen(record) if record else ()
        return posted_once(self.book, PostedForm(self.form_id, record, seen))

    def drawn(self, template: str, *, status: int = 200, **values: object) -> Answer:
        """A page."""
        return drawn(template, self.asked, self.settings.frame, status=status, clerk=self, **values)
