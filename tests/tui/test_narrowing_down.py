"""F and v: facets with counts, watchlists with counts, and the way back through filters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app_keys import NORMAL, main, press, settle, words
from textual.widgets import Input, Static

from store import database
from store.headlines.topic_names import TOPICS
from store.headlines.watchlists import watchlists
from tui.app import AlimonApp
from tui.screens.facets_card import FacetsCard
from tui.screens.main_screen import MainScreen
from tui.screens.views_card import ViewsCard
from tui.widgets.choice_list import ChoiceList, ChoiceRow
from tui.widgets.row_list import RowList


def rows(app: AlimonApp) -> dict[tuple[str, str], ChoiceRow]:
    choices = app.screen.query_one(ChoiceList)
    return {(row.key, row.name): row for row in choices.model.rows(0, 999)}


async def go_to(app: AlimonApp, key: str, name: str) -> None:
    choices = app.screen.query_one(ChoiceList)
    choices.move_to(list(rows(app)).index((key, name)))


async def test_facets_combine_and_their_counts_are_what_the_list_shows(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "F")
        assert isinstance(app.screen, FacetsCard)
        await go_to(app, "topic", "ai")
        ai = rows(app)["topic", "ai"].count
        await press(pilot, "space")
        assert main(app).headlines.query_text == "topic:ai"
        assert main(app).headlines.stream.count == ai
        both = rows(app)["company", "nvidia"].count
        await go_to(app, "company", "nvidia")
        await press(pilot, "enter")
        assert main(app).headlines.query_text == "topic:ai company:nvidia"
        assert main(app).headlines.stream.count == both
        await go_to(app, "topic", "ai")
        assert rows(app)["topic", "ai"].chosen == "wanted"
        await press(pilot, "space", "backspace")
        assert main(app).headlines.query_text == ""
        await press(pilot, "escape")
        assert isinstance(app.screen, MainScreen)


async def test_a_choice_can_be_refused_and_taken_back(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "F")
        await go_to(app, "topic", "policy")
        await press(pilot, "x")
        assert main(app).headlines.query_text == "-topic:policy"
        await go_to(app, "topic", "policy")
        assert rows(app)["topic", "policy"].chosen == "unwanted"
        await press(pilot, "x")
        assert main(app).headlines.query_text == ""


async def test_a_facets_name_is_found_by_typing(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "F", "slash", *"样例", "enter", "space")
        assert main(app).headlines.query_text == "feed:2"
        await press(pilot, "escape")
        assert isinstance(app.screen, FacetsCard)
        await press(pilot, "escape")
        assert isinstance(app.screen, MainScreen)


async def test_a_filter_is_kept_as_a_watchlist_and_tells_what_is_new(
    app: AlimonApp, path: Path, arrive: Callable[[str], None]
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "slash", *"export", "enter", "v", "a")
        app.screen.query_one(Input).value = "Rules"
        await press(pilot, "enter")
        reader = database.open_reader(path)
        assert [(each.name, each.query) for each in watchlists(reader)] == [("Rules", "export")]
        reader.close()
        await press(pilot, "escape", "escape")
        strip = main(app).headlines.views
        assert strip.display
        arrive("A new export licence")
        main(app).refresh_all()  # its timer may have taken the news already, and wait with counts
        await settle(pilot)
        (view,) = strip.shown
        assert (view.name, view.unread, view.new) == ("Rules", 6, 1)
        await press(pilot, "v", "G", "enter")
        assert main(app).headlines.query_text == "export"
        await settle(pilot)
        assert strip.shown[0].new == 0


async def test_a_watchlist_is_renamed_removed_and_brought_back(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "t", "v", "a", *"AI", "enter")
        await press(pilot, "G", "e")
        app.screen.query_one(Input).value = "Models"
        await press(pilot, "enter")
        assert [view.name for view in watchlists(app.desk.reader)] == ["Models"]
        await press(pilot, "G", "x")
        assert watchlists(app.desk.reader) == ()
        await press(pilot, "escape", "u")
        assert [view.name for view in watchlists(app.desk.reader)] == ["Models"]


async def test_a_name_that_is_taken_is_said_in_the_card(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "t", "v", "a", *"AI", "enter", "a", *"AI", "enter")
        assert isinstance(app.screen, ViewsCard)
        assert "already" in words(app.screen.query_one("#mistake", Static))


async def test_brackets_go_back_and_forward_through_the_filters(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "t", "t", "U")
        first, second = (f"topic:{topic}" for topic in TOPICS[:2])
        seen = []
        for key in ("[", "[", "[", "[", "]", "]"):
            await press(pilot, {"[": "left_square_bracket", "]": "right_square_bracket"}[key])
            seen.append(main(app).headlines.query_text)
        assert seen == [
            second,
            first,
            "",
            "",
            first,
            second,
        ]


async def test_rows_of_the_cards_are_clicked_and_what_is_no_ones_own_stays(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "v")
        for key, said in (
            ("a", "There is no filter to keep"),
            ("e", "Only your own watchlists (*) can be renamed"),
            ("x", "Only your own watchlists (*) can be removed"),
        ):
            await press(pilot, key)
            assert said in words(app.screen.query_one("#mistake", Static))
        await pilot.click(offset=(1, 1))  # beside the card
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        await press(pilot, "v")
        await pilot.click(app.screen.query_one(RowList), offset=(8, 2), times=2)
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        await press(pilot, "escape", "F")
        await pilot.click(app.screen.query_one(ChoiceList), offset=(8, 1), times=2)
        await settle(pilot)
        assert main(app).headlines.query_text != ""
