"""A quantity where it stands, and what it turns out to be.

`Place` is what the rules of feeds/figures/percentages.py and feeds/figures/amounts.py look at,
`Reading` what they answer. `read_as` makes a reading: it settles the nature, the loss and the
subject, whatever rule found the metric.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from feeds.figures.directions import Direction
from feeds.figures.lexicon import Mention, Term
from feeds.figures.natures import Nature, nature
from feeds.figures.quantity import Quantity
from feeds.figures.refinement import refined
from feeds.figures.sentence import Sentence, Window
from feeds.figures.subjects import Subject, subject
from store.late_patterns import late_pattern

Role = Literal["level", "change", "points"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity, understood. `mention` is where the metric's words stand, None: implied.

    `loss` says that the words name a loss: a level is negative, a direction already turned.
    """

    index: int
    role: Role
    term: Term
    mention: Mention | None
    subject: Subject
    nature: Nature
    direction: Direction | None = None
    loss: bool = False

    @property
    def metric(self) -> str:
        """The id of the metric."""
        return self.term.id


class NoClaim(Enum):
    """The answer of a rule that knows a quantity and knows that it is no claim."""

    KNOWN = "no claim"


Answer = Reading | NoClaim | None  # None: this rule does not apply


@dataclass(frozen=True, slots=True)
class Place:
    """A quantity in its sentence. `previous` is the reading before it; `used` are the starts of
    metric mentions that belong to an earlier number."""

    sentence: Sentence
    index: int
    previous: Reading | None
    used: frozenset[int]

    @property
    def quantity(self) -> Quantity:
        """The quantity that stands here."""
        return self.sentence.quantities[self.index]

    @property
    def before(self) -> Window:
        """The window before it."""
        return self.sentence.before(self.index)

    @property
    def after(self) -> Window:
        """The window after it."""
        return self.sentence.after(self.index)

    @property
    def clause(self) -> Window:
        """Its clause."""
        return self.sentence.clause(self.index)

    @property
    def reach(self) -> Window:
        """From the start of its clause to the end of the window after it."""
        return self.clause[0], self.after[1]

    @property
    def words_before(self) -> str:
        """The text of the window before it."""
        return self.sentence.words(self.before)

    @property
    def nature(self) -> Nature:
        """Reported, expected, planned or for comparison."""
        return nature(self.sentence, self.index)

    @property
    def reached(self) -> bool:
        """Whether "to" or 至 stands right before it: a level was reached."""
        return _REACHED.search(self.words_before) is not None

    def any(self, kind: str, window: Window) -> bool:
        """Whether a kind is mentioned in a window."""
        return self.sentence.any(kind, window)


PROFITS = frozenset(
    ("operating_income", "net_income", "non_gaap_net_income", "adj_ebita", "adj_ebitda", "profit",
     "free_cash_flow", "operating_cash_flow", "gross_profit")
)  # fmt: skip
REVENUE = Term("metric", "revenue", result=True)

_PER_SHARE = frozenset(("eps", "non_gaap_eps"))
_NEVER_EXPECTED = frozenset(("pe_ratio",))
_ALWAYS_PLANNED = frozenset(("investment_plan", "repurchase_authorization"))
_OF_MODELS = frozenset(("model_downloads", "derivative_models", "models_released"))
_MODEL_FAMILY = {"alibaba": "qwen"}  # whose models are a segment of their own
_REACHED = late_pattern(r"(?:to|at)\s$|[至到为达]\s?$")
_TO_LEVEL = late_pattern(
    r"(?!.*compared)[a-z -]{0,24},? to (?:about |around |some |~)?|[，,]?[至到达为]?"
)
_LEFT_OVER = late_pattern(
    r"(?<![a-z])(?:remain(?:s|ed|ing)?|unused|left|leaving|still)(?![a-z])|剩余|尚余|余额"
)
_LONG_PLAN = late_pattern(
    r"(?<![a-z])(?:commit(?:s|ted)?|pledge[ds]?|promise[ds]?"
    r"|(?:two|three|four|five|ten|several|\d+) years)(?![a-z])"
    r"|[两三四五十\d]\s?年(?:内|间|里)?(?:将|投|的|拟|计)"
)


def read_as(
    place: Place,
    role: Role,
    mention: Mention | None,
    way: Direction | None,
    term: Term | None = None,
) -> Reading:
    """The reading of a quantity as `term`, or as what `mention` names; `way` is the direction of
    the words, not yet turned for a loss."""
    sentence, index = place.sentence, place.index
    term = refined(sentence, index, term or (mention.term if mention else REVENUE), mention)
    kind = _nature(place, term, mention)
    if term.id == "capex" and kind.guidance and _LONG_PLAN.search(sentence.words(sentence.whole)):
        term = replace(term, id="investment_plan")
    loss = _is_loss(place, term, role)
    carried = place.previous.subject if place.previous else None
    whose = subject(sentence, index, mention, carried, term.id)
    if term.id in _OF_MODELS and whose.segment == "group" and whose.company in _MODEL_FAMILY:
        whose = replace(whose, segment=_MODEL_FAMILY[whose.company])
    return Reading(
        index, role, term, mention, whose, kind, _turned(place, way) if loss else way, loss
    )


def _nature(place: Place, term: Term, mention: Mention | None) -> Nature:
    kind = nature(place.sentence, place.index, term)
    previous = place.previous
    if previous is not None and _leads_here(place, previous) and previous.term.id == term.id:
        return previous.nature  # "is expected to report 30% growth, to 38.6 billion yuan"
    if term.id in _NEVER_EXPECTED:
        return replace(kind, expectation=False)
    if kind.expectation:
        return kind
    clause = place.sentence.words(place.clause)
    planned = term.id in _ALWAYS_PLANNED and not _LEFT_OVER.search(clause)
    if mention is not None and mention.start >= place.quantity.end:
        start, _ = place.sentence.clauses.around(mention.start)
        planned = planned or place.any("guide", (start, mention.end))
    return replace(kind, guidance=kind.guidance or planned)


def _leads_here(place: Place, previous: Reading) -> bool:
    if previous.role != "change" or previous.index != place.index - 1:
        return False
    if place.quantity.kind not in ("money", "number"):
        return False
    between = place.sentence.text[
        place.sentence.quantities[previous.index].end : place.quantity.core
    ]
    return _TO_LEVEL.fullmatch(between) is not None


def _is_loss(place: Place, term: Term, role: Role) -> bool:
    if term.loss:
        return not _became_profit(place)
    if term.id not in PROFITS | _PER_SHARE:
        return False
    if role == "change":
        return place.any("loss_now", place.before) and not place.any("turned_profit", place.before)
    behind = place.sentence.first("loss_now", place.after)
    if behind is not None and behind.start - place.after[0] <= 3:
        return True
    lost = place.sentence.last("loss_now", place.before)
    if lost is None:
        return False
    since = (lost.start + 1, place.before[1])
    return not place.any("profit_now", since) and not place.any("turned_profit", since)


def _became_profit(place: Place) -> bool:
    """A metric named as a loss earlier whose number is now a gain: 净流出…，上年则净流入."""
    gained = place.sentence.last("profit_now", place.before)
    if gained is None:
        return False
    named = place.sentence.last("metric", place.before)
    return named is None or not named.term.loss or named.start < gained.start


def _turned(place: Place, way: Direction | None) -> Direction | None:
    """The direction of the thing itself: a loss that grows is a result that falls."""
    if place.any("worse", place.before):
        return "down"
    if place.any("better", place.before):
        return "up"
    if way is None:
        return None
    return "down" if way == "up" else "up"
