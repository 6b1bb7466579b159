"""Coordinated subjects: "EBITA and operating income rose 18% and 34%", "both rose 9%"."""

from __future__ import annotations

from dataclasses import replace

from feeds.figures.lexicon import Mention
from feeds.figures.readings import Reading
from feeds.figures.sentence import Sentence
from store.late_patterns import late_pattern

_JOINED = late_pattern(
    r"[^.;。；]{0,30}?(?:,|、|，|(?<![a-z])and(?![a-z])|&|和|与|及|以及)[^.;。；]{0,24}"
)
_LISTED = late_pattern(r"\s?(?:,|、|，|and|和|与|及|以及|,\s?and)\s?(?:约|about |by |近|逾)?")


def distributed(sentence: Sentence, readings: list[Reading]) -> list[Reading]:
    """Give listed numbers to listed subjects in order, and one number to each of several."""
    result: list[Reading] = []
    position = 0
    while position < len(readings):
        run = _run(sentence, readings, position)
        subjects = _listed_subjects(sentence, run[0])
        if len(run) > 1 and len(subjects) >= len(run):
            pairs = zip(run, subjects[-len(run) :], strict=True)
            result += [_given(reading, mention) for reading, mention in pairs]
        elif len(subjects) > 1 and _is_shared(sentence, run[0], subjects):
            result += [_given(run[0], mention) for mention in subjects] + run[1:]
        else:
            result += run
        position += len(run)
    return result


def _run(sentence: Sentence, readings: list[Reading], position: int) -> list[Reading]:
    """Readings from `position` on whose numbers stand in one list."""
    run = [readings[position]]
    for reading in readings[position + 1 :]:
        last = run[-1]
        between = sentence.text[
            sentence.quantities[last.index].end : sentence.quantities[reading.index].start
        ]
        if reading.index != last.index + 1 or not _LISTED.fullmatch(between):
            break
        if sentence.quantities[last.index].kind != sentence.quantities[reading.index].kind:
            break
        run.append(reading)
    return run


def _listed_subjects(sentence: Sentence, reading: Reading) -> list[Mention]:
    """The metrics, else the segments, else the companies (of shares, only those), listed before a
    number since the number before it."""
    start = sentence.quantities[reading.index - 1].end if reading.index else sentence.start
    end = sentence.quantities[reading.index].start
    shares = reading.metric == "share_price_move"
    kinds = ("company",) if shares else ("metric", "segment", "company")
    for kind in kinds:
        found = [
            mention
            for mention in sentence.mentions.within(kind, start, end)
            if not mention.term.weak
        ]
        listed = found[-1:]
        for mention in reversed(found[:-1]):
            if not _JOINED.fullmatch(sentence.text[mention.end : listed[0].start]):
                break
            listed.insert(0, mention)
        if len(listed) > 1:
            return listed
    return []


def _is_shared(sentence: Sentence, reading: Reading, subjects: list[Mention]) -> bool:
    """Whether one number holds for each subject: said so, or shares that move together."""
    number = sentence.quantities[reading.index]
    beside = 0 <= number.start - subjects[-1].end <= 1 and number.signed
    if reading.metric == "share_price_move" and beside:
        return True  # "SMIC, Meituan +5%"
    return sentence.any("each", sentence.before(reading.index)) or sentence.any(
        "each", sentence.after(reading.index)
    )


def _given(reading: Reading, mention: Mention) -> Reading:
    if mention.term.kind == "company":
        whose = replace(reading.subject, company=mention.term.company)
        return replace(reading, subject=whose)
    if mention.term.kind == "segment":
        subject = replace(
            reading.subject,
            segment=mention.term.id,
            company=mention.term.company or reading.subject.company,
        )
        return replace(reading, subject=subject)
    return replace(reading, term=mention.term, mention=mention)
