"""The forms behind the keys of the feeds pane: add, import, write the list, remove."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from textual.content import Content

from store.errors import StoreError
from store.polling.feed_health import FeedHealth
from store.polling.subscriptions import is_subscribable
from tui.screens.fields_form import Field, FieldsForm
from tui.screens.question import Question


def feed_form(address: str = "") -> FieldsForm:
    """Asks for address, title and folder."""

    def meaning(words: tuple[str, ...]) -> Content:
        url = words[0].strip()
        if not url:
            raise StoreError("An address of a site or of a feed, for example example.com/news.")
        full = url if "://" in url else f"https://{url}"
        if not is_subscribable(full) or not urlsplit(full).hostname:
            raise StoreError("Only http and https addresses, without a user name or password.")
        return Content(f"Looks at {full}, finds its feed, and subscribes to it.")

    fields = (
        Field("site or feed", address, "https://example.com/news"),
        Field("title (or what the feed says)"),
        Field("folder (or none)", "", "News"),
    )
    return FieldsForm("ADD A FEED", fields, meaning)


def import_form(folder: Path) -> FieldsForm:
    """Asks for an OPML file. Names of files in `folder` that may be one stand below."""
    near = sorted(file.name for file in folder.glob("*.opml"))[:5]

    def meaning(words: tuple[str, ...]) -> Content:
        if not words[0].strip():
            here = f" Here: {', '.join(near)}." if near else ""
            raise StoreError(f"The path of an OPML file, as other readers write it.{here}")
        file = _typed_path(words[0])
        if not file.is_file():
            raise StoreError(f"There is no file {file}.")
        return Content("Adds the feeds that are not in the list yet.")

    field = Field("OPML file", near[0] if near else "", "subscriptions.opml")
    return FieldsForm("IMPORT FEEDS", (field,), meaning)


def export_form(name: Path) -> FieldsForm:
    """Asks where to write the list as OPML; `name` is proposed."""

    def meaning(words: tuple[str, ...]) -> Content:
        file = _typed_path(words[0])
        if not words[0].strip() or file.is_dir():
            raise StoreError("The path of a file to write.")
        if file.exists():
            raise StoreError(f"{file} is there already; choose another name.")
        return Content("Writes every feed as OPML, which other readers import.")

    return FieldsForm("WRITE THE FEED LIST", (Field("OPML file", str(name)),), meaning)


def _typed_path(text: str) -> Path:
    """The path that is being typed. Raises StoreError for what no file can be called."""
    try:
        path = Path(text.strip()).expanduser()
        path.exists()  # the name may be longer than the system allows
    except (OSError, RuntimeError) as problem:  # ~somebody who has no folder here
        reason = getattr(problem, "strerror", None) or "no such user"
        raise StoreError(f"That cannot be a file here: {reason}.") from problem
    if not text.isprintable():
        raise StoreError("That cannot be a file here: there is a control character in it.")
    return path


def free_name(folder: Path) -> Path:
    """A name in `folder` that no file has yet."""
    names = (folder / f"alimon-feeds{f'-{n}' if n > 1 else ''}.opml" for n in range(1, 10_000))
    return next(name for name in names if not name.exists())


def removal_question(feed: FeedHealth) -> Question:
    """Asks before a feed goes, since its headlines go with it."""
    return Question(
        "REMOVE THE FEED",
        f"{feed.title or feed.url} and its {feed.headlines:,} headlines are removed; u cannot "
        "bring them back. m pauses a feed and keeps what came.",
        "removes it",
    )
