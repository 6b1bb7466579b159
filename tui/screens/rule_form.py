"""The form behind `a` and `e`: a rule in one line, completed, checked and replayed while typed.

Nothing of that runs on the event loop. Each change of the line gets a number; an answer that
belongs to an older one is dropped.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from store.alerts.backtest import RulePreview, preview
from store.completion import Completion, completed
from store.errors import RuleError
from store.rules.completion import completions
from store.rules.language import parse
from store.rules.text import canonical
from store.rules.vocabulary import Vocabulary, read_vocabulary
from tui.card_actions import card_bindings
from tui.presenters.desk import Desk
from tui.screens.overlay import Overlay
from tui.screens.rule_preview import EXAMPLES, meaning_text, mistake_text, past_text
from tui.widgets.completion_list import CompletionList, Offer
from tui.widgets.row_list import RowList

TYPING_SECONDS = 0.15  # a replay takes 5 to 30 ms: not for every letter


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line means as it stands, a rule or a mistake, and what may come next."""

    canonical: str
    error: RuleError | None
    offered: tuple[Completion, ...]


class RuleForm(Overlay[str | None]):
    """Answers with the rule's canonical text, or None when the user left."""

    DEFAULT_CSS = """
    RuleForm { align: center top; background: $background 60%; }
    RuleForm > Vertical {
        width: 92%; max-width: 116; height: auto; max-height: 90%; margin-top: 2;
        border: round $accent; background: $surface; padding: 0 1;
    }
    RuleForm Input { margin: 1 0 0 0; padding: 0 1; }
    RuleForm #form-title { text-style: bold; color: $accent; }
    RuleForm #mistake { height: auto; }
    RuleForm #meaning { height: auto; margin-top: 1; }
    RuleForm #preview {
        height: auto; min-height: 5; text-wrap: nowrap; text-overflow: ellipsis;
    }
    RuleForm #form-keys { color: $foreground 60%; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("rule_form")]

    def __init__(self, desk: Desk, title: str, proposals: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._proposals = proposals or ("",)
        self._shown = 0
        self._vocabulary: Vocabulary | None = None
        self._change = 0  # the number of the line as it stands
        self._left = False
        self._offered: tuple[Completion, ...] = ()
        self._completions = CompletionList(id="completions")
        self._box = Input(
            self._proposals[0],
            placeholder="cloud.revenue.yoy > 30",
            id="rule",
            compact=True,
            select_on_focus=False,
        )
        self._box.cursor_blink = False
        self._mistake = Static("", id="mistake", markup=False)
        self._meaning = Static("", id="meaning", markup=False)
        self._past = Static("", id="preview", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="form-title", markup=False)
            yield self._box
            yield self._mistake
            yield self._completions
            yield self._meaning
            yield self._past
            another = " · ctrl+n another proposal" if len(self._proposals) > 1 else ""
            keys = f"tab completes · ↑↓ choose · enter saves{another} · esc leaves"
            yield Static(keys, id="form-keys", markup=False)

    def on_mount(self) -> None:
        self._look(self._change, self._box.value, wait=0.0)

    # -- while it is typed -----------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._change += 1
        self._look(self._change, event.value, wait=TYPING_SECONDS)

    @work(exclusive=True, group="rule-preview")
    async def _look(self, change: int, text: str, *, wait: float) -> None:
        """Say at once what the line means, and what it would have done when typing pauses."""
        reading = await self._read(text, self._box.cursor_position)
        if not self._is_current(change):
            return
        self._show_reading(reading, text)
        if reading.error is not None or not text.strip():
            return
        await asyncio.sleep(wait)
        checked = await self._replay(text)
        if self._is_current(change):
            self._meaning.update(meaning_text(checked))
            self._past.update(past_text(checked))

    def _is_current(self, change: int) -> bool:
        return change == self._change and not self._left

    async def _read(self, text: str, position: int) -> Reading:
        def read(connection: sqlite3.Connection) -> Reading:
            if self._vocabulary is None:
                self._vocabulary = read_vocabulary(connection)
            offered = completions(text, position, self._vocabulary)
            try:
                return Reading(canonical(parse(text)), None, offered)
            except RuleError as error:
                return Reading("", error, offered)

        return await self._desk.in_background(read)

    async def _replay(self, text: str) -> RulePreview:
        now = self._desk.clock()
        return await self._desk.in_background(lambda connection: preview(connection, text, now))

    def _show_reading(self, reading: Reading, text: str) -> None:
        start = reading.offered[0].start if reading.offered else 0
        self._offered = reading.offered
        offers = tuple(Offer(each.word, each.about) for each in reading.offered)
        self._completions.offer(offers, self._cell(text, start))
        if reading.error is None or not text.strip():
            self._mistake.update("")
        else:
            self._show_mistake(reading.error, text, unfinished=_is_unfinished(reading, text))
        if reading.error is not None:
            self._meaning.update("")
            self._past.update("" if text.strip() else EXAMPLES)

    def _show_mistake(self, error: RuleError, text: str, *, unfinished: bool) -> None:
        column = max(1, min(error.column, len(text) + 1))
        caret = self._cell(text, column - 1)
        self._mistake.update(mistake_text(error, caret, unfinished=unfinished))

    def _cell(self, text: str, index: int) -> int:
        """Where a character of the line is on the screen, in cells from its left edge."""
        cell = cell_len(text[:index]) - int(self._box.scroll_offset.x)
        return max(0, min(cell, self._box.size.width - 40))

    # -- what the keys do ------------------------------------------------------------------------

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value
        reading = await self._read(text, len(text))
        if self._left:
            return
        if reading.error is None:
            self._leave(reading.canonical)
        else:
            self._show_mistake(reading.error, text, unfinished=False)

    def action_complete(self) -> None:
        """Take the chosen word; where there is none, show the next proposal."""
        if not self._offered:
            self.action_next_proposal()
            return
        chosen, box = self._offered[self._completions.cursor], self._box
        box.value, box.cursor_position = completed(box.value, box.cursor_position, chosen)

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_complete()

    def action_choose(self, step: int) -> None:
        self._completions.move_to(self._completions.cursor + step)

    def action_next_proposal(self) -> None:
        self._shown = (self._shown + 1) % len(self._proposals)
        box = self._box
        box.value = self._proposals[self._shown]
        box.cursor_position = len(box.value)

    def action_leave(self) -> None:
        self._leave(None)

    def _leave(self, answer: str | None) -> None:
        if not self._left:
            self._left = True
            self.dismiss(answer)


def _is_unfinished(reading: Reading, text: str) -> bool:
    """Whether the mistake is only that the rule goes on, or that its last word does."""
    assert reading.error is not None
    at = reading.error.column - 1
    if reading.error.expected and at >= len(text.rstrip()):
        return True
    return bool(reading.offered) and at >= reading.offered[0].start < len(text)
