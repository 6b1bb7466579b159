"""From a headline that says results to the release behind it."""

from __future__ import annotations

from datetime import UTC, datetime

import made_release
import pytest
from document_forms import FORMS

from feeds.fetching.retrieval import FetchFailed, FetchRequest, RetrievedFeed
from feeds.release.arrival import LARGEST_PAGE, announces_results, exhibit_links, find_release

NOW = datetime(2030, 11, 20, 12, tzinfo=UTC)
INDEX = "https://filings.example/data/1577552/0001/index.htm"
INDEX_PAGE = b"""<html><body><table>
<tr><td>1</td><td><a href="/data/1577552/0001/d1d6k.htm">d1d6k.htm</a></td><td>6-K</td></tr>
<tr><td>2</td><td><a href="/data/1577552/0001/d1dex991.htm">d1dex</a></td><td>EX-99.1</td></tr>
<tr><td>3</td><td><a href="https://elsewhere.example/ex99-1.htm">copy</a></td><td>EX-99.1</td></tr>
<tr><td>4</td><td><a href="javascript:alert('ex-99.1')">EX-99.1</a></td></tr>
<tr><td>5</td><td><a href="http://[nowhere/ex991.htm">EX-99.1</a></td></tr>
</table></body></html>"""


@pytest.mark.parametrize(
    ("title", "link", "yes"),
    [
        ("Alibaba Group Announces September Quarter 2030 Results", "https://a.example/", True),
        ("6-K - Report of foreign issuer", "https://sec.example/data/1577552/1/i.htm", True),
        ("6-K - Report of foreign issuer", "https://sec.example/data/99/1/i.htm", False),
        ("Alibaba Group Announces a New Chief of Robots", "https://a.example/", False),
        ("Analysts look ahead to the results of Alibaba", "https://a.example/", False),
    ],
)
def test_a_headline_of_results_is_known_by_its_title(title: str, link: str, yes: bool) -> None:
    assert announces_results(title, link) is yes


def test_the_exhibit_is_found_on_the_index_page_and_nowhere_else() -> None:
    assert exhibit_links(INDEX_PAGE, INDEX) == (
        "https://filings.example/data/1577552/0001/d1dex991.htm",
    )


def answers(pages: dict[str, bytes]) -> object:
    async def fetch(request: FetchRequest, _now: datetime) -> RetrievedFeed:
        body = pages.get(request.url)
        return RetrievedFeed(
            status=404 if body is None else 200,
            url=request.url,
            body=body or b"",
            coding="",
            content_type="text/html",
            etag=None,
            last_modified=None,
            moved_to=None,
            fresh_for=None,
            retry_after=None,
        )

    return fetch


async def test_the_release_behind_a_filing_is_read() -> None:
    exhibit = "https://filings.example/data/1577552/0001/d1dex991.htm"
    fetch = answers({INDEX: INDEX_PAGE, exhibit: FORMS["EDGAR html"](made_release.DOCUMENT)})
    found = await find_release(fetch, FetchRequest, INDEX, NOW)  # type: ignore[arg-type]
    assert found is not None
    assert (found.url, found.reading.heading.fiscal_label) == (exhibit, "FY2031Q2")


async def test_a_link_straight_to_the_release_needs_no_index() -> None:
    url = "https://company.example/results.pdf"
    fetch = answers({url: made_release.as_pdf()})
    found = await find_release(fetch, FetchRequest, url, NOW)  # type: ignore[arg-type]
    assert found is not None
    assert found.url == url


async def test_a_link_that_cannot_be_had_does_not_hide_the_next() -> None:
    second = "https://filings.example/data/1577552/0001/ex99-1.htm"
    page = INDEX_PAGE.replace(b"</table>", f'<a href="{second}">EX-99.1</a></table>'.encode())
    served = answers({INDEX: page, second: FORMS["EDGAR html"](made_release.DOCUMENT)})

    async def fetch(request: FetchRequest, now: datetime) -> RetrievedFeed:
        if "d1dex991" in request.url:
            raise FetchFailed("the connection broke")
        return await served(request, now)  # type: ignore[operator, no-any-return]

    found = await find_release(fetch, FetchRequest, INDEX, NOW)
    assert found is not None
    assert found.url == second


@pytest.mark.parametrize(
    "pages",
    [
        {},
        {INDEX: b"<p>nothing</p>"},
        {INDEX: INDEX_PAGE},
        {INDEX: INDEX_PAGE + b" " * LARGEST_PAGE},
        {INDEX: b"<div>" * 5_000},
    ],
    ids=["not there", "no links", "no exhibit", "a long page", "a deep page"],
)
async def test_a_filing_about_something_else_is_no_release(pages: dict[str, bytes]) -> None:
    found = await find_release(answers(pages), FetchRequest, INDEX, NOW)  # type: ignore[arg-type]
    assert found is None
