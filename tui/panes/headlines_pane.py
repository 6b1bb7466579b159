"""Pane 1: the headline stream and the keys for what the user does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from store.headlines.topic_names import TOPICS
from tui.actions import bindings_for
from tui.panes.headline_stream_pane import HeadlineStreamPane
from tui.widgets.row_list import RowList


class HeadlinesPane(HeadlineStreamPane):
    """The actions of the scope "headlines"."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("headlines")]

    @on(RowList.Chosen)
    def _row_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_open_detail()

    def action_choose_view(self) -> None:
        self.post_message(self.ViewsWanted())

    def action_facets(self) -> None:
        self.post_message(self.FacetsWanted())

    def action_view_back(self) -> None:
        self._step_view(-1, "No filter before this one.")

    def action_view_forward(self) -> None:
        self._step_view(1, "No filter after this one.")

    def _step_view(self, steps: int, words_at_end: str) -> None:
        trail = self._trail.step(steps)
        if trail is None:
            self._desk.say(words_at_end)
            return
        self._trail, self._kept = trail, trail.query
        self.views.show_here(self._kept.describe())
        self._load(self._kept, keep_place=True)

    # -- actions on the list ---------------------------------------------------------------------

    def action_cycle_topic(self) -> None:
        topics = [None, *TOPICS]
        current = self._kept.topics[0][0] if self._kept.topics else None
        place = topics.index(current) if current in topics else 0
        self.narrow(self._kept.with_topic(topics[(place + 1) % len(topics)]))

    def action_choose_company(self) -> None:
        row = self.row
        if self._kept.companies:
            self.narrow(self._kept.with_company(None))
        elif row and row.companies:
            self.narrow(self._kept.with_company(row.companies[0]))
        else:
            self._desk.say("This headline names no company we know.")

    def action_choose_feed(self) -> None:
        row = self.row
        if self._kept.feeds:
            self.narrow(self._kept.with_feed(None))
        elif row:
            self.narrow(self._kept.with_feed(row.feed))

    def action_only_unread(self) -> None:
        unread = None if self._kept.is_read is False else False
        self.narrow(replace(self._kept, is_read=unread))

    def action_next_unread(self) -> None:
        self._go_to_unread(range(self.list.cursor + 1, self.stream.count))

    def action_previous_unread(self) -> None:
        self._go_to_unread(range(self.list.cursor - 1, -1, -1))

    def _go_to_unread(self, places: Sequence[int]) -> None:
        for place in places[:5_000]:
            row = self.stream.row(place)
            if row is not None and not row.read:
                self.list.move_to(place)
                return
        self._desk.say("No unread headline that way.")

    def action_unread_page(self) -> None:
        top, page = self.list.top, self.list.page
        self.deeds.mark_read(self.stream.rows(top, top + page))
        if top + page >= self.stream.count:
            self._desk.say("That was the last page.")
        else:
            self.list.settle_on(min(top + page, self.stream.count - 1), line=0)

    # -- actions on a headline -------------------------------------------------------------------

    def action_open_detail(self) -> None:
        row = self.row
        if row is not None:
            self.deeds.mark_read([row])
            self.post_message(self.Opened())

    def action_open_link(self) -> None:
        row = self.row
        if row is None or row.link is None:
            self._desk.say("This headline has no link.")
        else:
            self._desk.open_link(row.link)

    def action_open_link_read(self) -> None:
        row = self.row
        if row is not None:
            self.action_open_link()
            self.deeds.mark_read([row])

    def action_toggle_read(self) -> None:
        row = self.row
        if row is not None and row.read:
            self.deeds.set_read([row], read=False)
        elif row is not None:
            self.deeds.mark_read([row])

    def action_toggle_star(self) -> None:
        if self.row is not None:
            self.deeds.toggle_star(self.row)

    def action_read_above(self) -> None:
        if self.row is not None:
            self.deeds.mark_all_read(self.stream.ids[: self.list.cursor + 1])

    def action_hide(self) -> None:
        row = self.row
        if row is not None:
            place, line = self.list.cursor, self.list.cursor_line
            self.deeds.hide(row)
            self.list.settle_on(place, line=line)
            self._show_count()

    def action_explain(self) -> None:
        if self.row is not None:
            self.post_message(self.Explained(self.row))

    def action_correct(self) -> None:
        if self.row is not None:
            self.post_message(self.CorrectionWanted(self.row))

    def action_add_alert(self) -> None:
        if self.row is not None:
            self.post_message(self.AlertWanted(self.row))

    def action_copy_link(self) -> None:
        row = self.row
        if row is None or row.link is None:
            self._desk.say("This headline has no link.")
        else:
            self._desk.copy(row.link, "link")

    def action_copy_title(self) -> None:
        row = self.row
        if row is not None:
            self._desk.copy(f"{row.title}\n{row.link or ''}".strip(), "title and link")

    def action_poll_feed(self) -> None:
        row = self.row
        if row is not None:
            from store.polling.subscriptions import request_poll  # noqa: PLC0415 - when asked

            now = self._desk.clock()
            self._desk.write(lambda connection: request_poll(connection, row.feed, now))
            self._desk.say(f"Polling {row.source} now.")
