"""The filters the user came by, to go back and forward through them as in a browser. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from store.headlines.query import HeadlineQuery

REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class QueryTrail:
    """`queries[place]` is the one in view."""

    queries: tuple[HeadlineQuery, ...]
    place: int = 0

    @property
    def query(self) -> HeadlineQuery:
        """The query in view."""
        return self.queries[self.place]

    def visit(self, query: HeadlineQuery) -> QueryTrail:
        """Another query is in view: what lay ahead is forgotten."""
        if query.describe() == self.query.describe():
            return replace(self, queries=(*self.queries[: self.place], query, *self._ahead))
        passed = (*self.queries[: self.place + 1], query)[-REMEMBERED:]
        return QueryTrail(passed, len(passed) - 1)

    def step(self, steps: int) -> QueryTrail | None:
        """The trail `steps` further (negative: back), None where it ends before."""
        place = self.place + steps
        return replace(self, place=place) if 0 <= place < len(self.queries) else None

    @property
    def _ahead(self) -> tuple[HeadlineQuery, ...]:
        return self.queries[self.place + 1 :]
