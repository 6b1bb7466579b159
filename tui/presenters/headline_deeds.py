"""What the user does to headlines: shown at once, written by the writing thread, undone by `u`."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

from store.headlines import marks as headline_marks
from store.headlines.views import HeadlineRow
from tui.presenters.desk import Desk
from tui.presenters.headline_stream import HeadlineStream
from tui.presenters.undo import Deed


class ShowAgain(Protocol):
    """Ask for the list anew with `identity` selected, once `after` is written."""

    def __call__(self, identity: int, after: Future[array[int]]) -> None: ...


class HeadlineDeeds:
    """Deeds on the rows of `stream`. `repaint` paints them anew; `show_again` brings one back."""

    def __init__(
        self,
        desk: Desk,
        stream: HeadlineStream,
        repaint: Callable[[], object],
        show_again: ShowAgain,
    ) -> None:
        self._desk = desk
        self._stream = stream
        self._repaint = repaint
        self._show_again = show_again

    # -- read ------------------------------------------------------------------------------------

    def mark_read(self, rows: Iterable[HeadlineRow]) -> None:
        """Mark those of `rows` read that are not."""
        unread = [row for row in rows if not row.read]
        if unread and not self._desk.read_only:
            self.set_read(unread, read=True)
            self._desk.done(
                Deed(
                    f"marked {len(unread)} read",
                    undo=lambda: self.set_read(unread, read=False),
                    redo=lambda: self.set_read(unread, read=True),
                )
            )

    def set_read(self, rows: Sequence[HeadlineRow], *, read: bool) -> None:
        """Mark `rows` read or unread, whatever they are."""
        ids = [row.id for row in rows]
        now = self._desk.clock()
        for row in rows:
            self._stream.change(replace(row, read=read))
        self._repaint()
        if read:
            self._desk.write(lambda connection: headline_marks.mark_read(connection, ids, now))
        else:
            self._desk.write(lambda connection: headline_marks.mark_unread(connection, ids))

    def mark_all_read(self, ids: array[int]) -> None:
        """Mark all of `ids` read, however many; only what was unread becomes so again by `u`."""
        now = self._desk.clock()
        self._stream.show_read(ids)
        self._repaint()
        # Only what was unread is remembered: `ids` may be all there are, a hundred times.
        marked = self._desk.write(lambda connection: headline_marks.mark_read(connection, ids, now))

        def unmark() -> None:
            self._desk.write(
                lambda connection: headline_marks.mark_unread(connection, marked.result())
            )

        def mark_again() -> None:
            now = self._desk.clock()
            if marked.done() and marked.exception() is None:
                self._stream.show_read(array("q", sorted(marked.result(), reverse=True)))
                self._repaint()
            self._desk.write(
                lambda connection: headline_marks.mark_read(connection, marked.result(), now)
            )

        self._desk.done(Deed(f"marked {len(ids):,} read", undo=unmark, redo=mark_again))
        self._desk.say(f"Marked {len(ids):,} as read · u undoes it")

    # -- star ------------------------------------------------------------------------------------

    def toggle_star(self, row: HeadlineRow) -> None:
        """Star the headline, or take its star off."""
        self._star(row, starred=not row.starred)
        self._desk.done(
            Deed(
                "took the star off" if row.starred else "starred",
                undo=lambda: self._star(row, starred=row.starred),
                redo=lambda: self._star(row, starred=not row.starred),
            )
        )

    def _star(self, row: HeadlineRow, *, starred: bool) -> None:
        now = self._desk.clock()
        self._show_instead(replace(row, starred=starred))
        if starred:
            self._desk.write(lambda connection: headline_marks.star(connection, [row.id], now))
        else:
            self._desk.write(lambda connection: headline_marks.unstar(connection, [row.id]))

    # -- hide ------------------------------------------------------------------------------------

    def hide(self, row: HeadlineRow) -> None:
        """Take the headline off the list, with all that tell the same story."""
        self._hide(row)
        self._desk.done(
            Deed("hid a headline", undo=lambda: self._unhide(row), redo=lambda: self._hide(row))
        )

    def _hide(self, row: HeadlineRow) -> None:
        self._stream.remove(row.id)
        self._repaint()
        self._desk.write(lambda connection: headline_marks.hide(connection, [row.id]))

    def _unhide(self, row: HeadlineRow) -> None:
        written = self._desk.write(lambda connection: headline_marks.unhide(connection, [row.id]))
        self._show_again(row.id, after=written)

    # -- correct ---------------------------------------------------------------------------------

    def correct(self, row: HeadlineRow, topics: tuple[str, ...]) -> None:
        """Give the headline these topics for good, whatever the rules say."""
        about = tuple(word for word in row.evidence if word.kind != "topic")
        told = replace(row, topics=tuple(sorted(topics)), evidence=about)
        former: Future[headline_marks.FormerTopics] = Future()

        def correct() -> None:
            nonlocal former
            now = self._desk.clock()
            self._show_instead(told)
            former = self._desk.write(
                lambda connection: headline_marks.correct_topics(connection, row.id, topics, now)
            )

        def take_back() -> None:
            before = former
            self._desk.write(
                lambda connection: headline_marks.restore_topics(connection, before.result())
            )
            self._show_instead(row)

        correct()
        self._desk.done(Deed("corrected the topics", undo=take_back, redo=correct))
        self._desk.say(f"It is about {' '.join(topics) or 'no topic'} · u undoes it")

    def _show_instead(self, row: HeadlineRow) -> None:
        self._stream.change(row)
        self._repaint()
