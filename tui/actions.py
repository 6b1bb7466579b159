"""Every action a user can take, once: its id, keys, words and where it works.

Bindings, footer, help, palette and docs are all made from this list, so they cannot disagree.
An action's id is `scope.verb`; the widget of that scope implements `action_<verb>`. Users rebind
keys by id in their config.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding

SCOPES = {
    "app": "Everywhere",
    "list": "Moving in lists",
    "headlines": "Headlines and detail",
    "segments": "Segments",
    "alerts": "Alerts",
    "ledger": "Ledger",
    "feeds": "Feeds",
}


@dataclass(frozen=True, slots=True)
class Action:
    """`keys` are Textual's names; `title` fits a footer, `help` says it in a sentence.

    `hint` puts it in the footer of its scope; `palette` lets the command palette run it.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    hint: bool = False
    palette: bool = True

    @property
    def scope(self) -> str:
        return self.id.split(".")[0]

    @property
    def verb(self) -> str:
        return self.id.split(".")[1]

    @property
    def shown_keys(self) -> str:
        """The keys as a person reads them: `j ↓`."""
        return " ".join(_KEY_NAMES.get(key, key) for key in self.keys)


_KEY_NAMES = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "dollar_sign": "$",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "escape": "esc",
}

ACTIONS = (
    Action("list.cursor_down", ("j", "down"), "Down", "One row down.", palette=False),
    Action("list.cursor_up", ("k", "up"), "Up", "One row up.", palette=False),
    Action("list.page_down", ("pagedown", "ctrl+f"), "Page down", "A page down.", palette=False),
    Action("list.page_up", ("pageup", "ctrl+b"), "Page up", "A page up.", palette=False),
    Action("list.half_down", ("ctrl+d",), "Half down", "Half a page down.", palette=False),
    Action("list.half_up", ("ctrl+u",), "Half up", "Half a page up.", palette=False),
    Action("list.top", ("g", "home"), "Top", "To the first row; lets news in.", palette=False),
    Action("list.bottom", ("G", "end"), "Bottom", "To the last row.", palette=False),
    Action("app.pane_headlines", ("1",), "Headlines", "Go to the headlines."),
    Action("app.pane_segments", ("2",), "Segments", "Go to the segment tables."),
    Action("app.pane_alerts", ("3",), "Alerts", "Go to the alerts."),
    Action("app.pane_ledger", ("4",), "Ledger", "Go to the ledger of AI money."),
    Action("app.pane_feeds", ("5",), "Feeds", "Go to the feeds and their health."),
    Action("app.next_pane", ("tab",), "Next pane", "To the next pane.", palette=False),
    Action("app.previous_pane", ("shift+tab",), "Last pane", "To the pane before.", palette=False),
    Action("app.zoom", ("z",), "Zoom", "Give the pane the whole screen, and back.", hint=True),
    Action("app.wider", ("greater_than_sign",), "Wider", "Make the pane wider."),
    Action("app.narrower", ("less_than_sign",), "Narrower", "Make the pane narrower."),
    Action("app.taller", ("plus",), "Taller", "Make the pane taller."),
    Action("app.shorter", ("minus",), "Shorter", "Make the pane shorter."),
    Action("app.usual_sizes", ("equals_sign",), "Usual sizes", "Give panes their usual sizes."),
    Action("app.back", ("escape",), "Back", "Undo one layer: input, detail, zoom, filter."),
    Action("app.search", ("slash",), "Search", "Search headlines as you type.", hint=True),
    Action("app.poll_all", ("R",), "Poll all", "Poll every feed now."),
    Action("app.stop_work", ("X",), "Stop", "Stop what runs: polls, a retag, an import."),
    Action("app.retag", (), "Retag", "Tag every stored headline again by the rules of today."),
    Action("app.undo", ("u",), "Undo", "Undo the last thing you did."),
    Action("app.redo", ("ctrl+r",), "Redo", "Do again what was undone last."),
    Action("app.review_results", ("V",), "Results", "Review results that are out, and store them."),
    Action("app.export", ("E",), "Export", "Write the table or list in view to a file."),
    Action("app.help", ("question_mark",), "Help", "Show every key.", hint=True),
    Action(
        "app.palette",
        ("colon", "ctrl+p"),
        "Commands",
        "Do anything by typing its name.",
        palette=False,
    ),
    Action("app.redraw", ("ctrl+l",), "Redraw", "Paint all anew: another program wrote on it."),
    Action("app.theme", (), "Theme", "Switch between dark, light, contrast and terminal colours."),
    Action("app.quit", ("q", "ctrl+q"), "Quit", "Leave; everything is kept.", hint=True),
    Action("headlines.open_detail", ("enter",), "Detail", "Read the headline's detail.", hint=True),
    Action("headlines.open_link", ("o",), "Open", "Open the link in the browser.", hint=True),
    Action("headlines.open_link_read", ("O",), "Open, read", "Open the link and mark it read."),
    Action(
        "headlines.toggle_star",
        ("s",),
        "Star",
        "Star the headline, or take the star off.",
        hint=True,
    ),
    Action("headlines.toggle_read", ("m",), "Read", "Mark read or unread.", hint=True),
    Action("headlines.read_above", ("A",), "Read above", "Mark this and all above it as read."),
    Action("headlines.next_unread", ("n",), "Next unread", "To the next unread headline."),
    Action("headlines.previous_unread", ("N",), "Last unread", "To the unread headline before."),
    Action(
        "headlines.unread_page", ("space",), "Page unread", "Mark this page read, show the next."
    ),
    Action(
        "headlines.cycle_topic", ("t",), "Topic", "All, then one topic after the other.", hint=True
    ),
    Action(
        "headlines.choose_company", ("c",), "Company", "Only this headline's company, and back."
    ),
    Action("headlines.choose_feed", ("f",), "Feed", "Only this headline's feed, and back."),
    Action(
        "headlines.facets",
        ("F",),
        "Narrow",
        "Narrow down by topic, company, feed …, counted.",
        hint=True,
    ),
    Action("headlines.choose_view", ("v",), "Views", "Open or keep a view, with its unread count."),
    Action("headlines.view_back", ("left_square_bracket",), "Filter back", "The filter before."),
    Action(
        "headlines.view_forward", ("right_square_bracket",), "Filter on", "The filter after again."
    ),
    Action("headlines.only_unread", ("U",), "Unread", "Only unread headlines, and back."),
    Action(
        "headlines.explain",
        ("w",),
        "Why",
        "Why these topics and companies, with the words.",
        hint=True,
    ),
    Action("headlines.correct", ("e",), "Correct", "Say yourself what the headline is about."),
    Action("headlines.add_alert", ("a",), "Alert", "Set an alert like this headline.", hint=True),
    Action("headlines.copy_link", ("y",), "Copy link", "Copy the link."),
    Action("headlines.copy_title", ("Y",), "Copy", "Copy title and link."),
    Action("headlines.hide", ("x",), "Hide", "Hide the headline; u brings it back."),
    Action("headlines.poll_feed", ("r",), "Poll", "Poll this headline's feed now."),
    Action("segments.cell_left", ("h", "left"), "Left", "One column to the left.", palette=False),
    Action(
        "segments.cell_right", ("l", "right"), "Right", "One column to the right.", palette=False
    ),
    Action(
        "segments.previous_metric",
        ("left_square_bracket",),
        "Last metric",
        "The metric before.",
        hint=True,
    ),
    Action(
        "segments.next_metric", ("right_square_bracket",), "Metric", "The next metric.", hint=True
    ),
    Action("segments.cycle_period", ("p",), "Period", "Quarters or fiscal years.", hint=True),
    Action("segments.cycle_basis", ("b",), "Basis", "The segment structure the figures are in."),
    Action("segments.compare", ("v",), "Compare", "Mark a line; on a second one, compare the two."),
    Action("segments.switch_currency", ("dollar_sign",), "Currency", "CNY, or US$ as printed."),
    Action("segments.choose_known", ("d",), "As known", "As known on a day, or as first reported."),
    Action(
        "segments.open_history",
        ("enter",),
        "History",
        "Every value and source of the cell.",
        hint=True,
    ),
    Action("segments.explain", ("w",), "Source", "Where the number comes from.", hint=True),
    Action("segments.add_alert", ("a",), "Alert", "Set an alert on the cell.", hint=True),
    Action("segments.copy_table", ("y",), "Copy", "Copy the table as Markdown."),
    Action(
        "alerts.open_history",
        ("enter",),
        "History",
        "What the rule saw, when, and who was told.",
        hint=True,
    ),
    Action("alerts.add_alert", ("a",), "New", "Write a new rule.", hint=True),
    Action("alerts.edit", ("e",), "Edit", "Change the rule.", hint=True),
    Action("alerts.acknowledge", ("m",), "Acknowledge", "Say that you have seen it.", hint=True),
    Action(
        "alerts.snooze",
        ("Z",),
        "Snooze",
        "Quiet until a time, a change or the next period.",
        hint=True,
    ),
    Action("alerts.remove", ("x",), "Remove", "Remove the rule; u brings it back.", hint=True),
    Action("alerts.cycle_order", ("v",), "Order", "In groups by state, or by name."),
    Action("alerts.starter", ("S",), "Starter", "Choose from a dozen rules to begin with."),
    Action(
        "ledger.explain", ("w", "enter"), "Source", "What the line rests on, in full.", hint=True
    ),
    Action("ledger.edit", ("e",), "Assume", "Your assumptions on what is undisclosed.", hint=True),
    Action("ledger.add_target", ("a",), "Target", "Add a target to track.", hint=True),
    Action("feeds.poll", ("r",), "Poll", "Poll this feed now.", hint=True),
    Action("feeds.toggle_pause", ("m",), "Pause", "Pause the feed, or go on.", hint=True),
    Action("feeds.explain", ("w", "enter"), "Why", "How the feed is doing and why.", hint=True),
    Action("feeds.add", ("a",), "Add", "Add a feed, by its address or its site's.", hint=True),
    Action("feeds.remove", ("x",), "Remove", "Remove the feed with its headlines; asks first."),
    Action("feeds.import_list", ("i",), "Import", "Import a list of feeds (OPML).", hint=True),
    Action("feeds.export_list", ("W",), "Write", "Write the feed list to a file (OPML)."),
    Action(
        "feeds.cycle_order",
        ("v",),
        "Order",
        "By list, title, next poll, failures or newest.",
        hint=True,
    ),
    Action("feeds.only", ("f",), "Headlines", "Show this feed's headlines."),
)

BY_ID = {action.id: action for action in ACTIONS}


def in_scope(scope: str) -> Iterator[Action]:
    """The actions of one scope, in the order of the list."""
    return (action for action in ACTIONS if action.scope == scope)


def bindings_for(scope: str, *, via: str | None = None) -> list[Binding]:
    """Textual bindings for a widget of `scope`.

    With `via`, a widget that is not of that scope forwards: the bound action is `via('verb')`.

    Keys that work everywhere have priority: they are acted on before the next key is looked at, so
    that `2ja` or `/cloud`, arriving at once, go where their first key leads. An input that has the
    focus still gets what is typed.
    """
    return [
        Binding(
            ",".join(action.keys),
            f"{via}('{action.verb}')" if via else action.verb,
            action.title,
            show=False,
            priority=scope == "app",
            id=action.id if via is None else f"{action.id}@{via}",
        )
        for action in in_scope(scope)
        if action.keys
    ]
