"""The lexicon as people write it: TOML files, the bundled ones and the user's own on top.

    [signals]                  named lists of terms (feeds/tagging/terms.py)
    [topics.NAME]              title, threshold, [[topics.NAME.rules]]
    [companies.ID]             names, tickers, products, groups, [[companies.ID.when]]
    [hide.NAME]                terms of headlines that are never shown

The user's terms add to bundled signals, rules to topics, names to companies. A mistake costs the
entry it is in and is reported as `file:line: what is wrong; what is allowed`; the rest loads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from feeds.tagging.lexicon import (
    COMPANY,
    Company,
    EvidenceRule,
    HideRule,
    Lexicon,
    Names,
    Role,
    Topic,
)
from feeds.tagging.terms import WrongTerm, check
from store import toml_lines

_NAME_ROLES = {"names": "alias", "tickers": "ticker", "products": "parent"}
_RULE_KEYS = ("role", "signals", "near", "within", "along", "also", "unless", "weight")


@dataclass(slots=True)
class _Draft:
    """A lexicon being put together."""

    signals: dict[str, list[str]] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    topics: dict[str, Topic] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)
    hidden: list[HideRule] = field(default_factory=list)

    def knows(self, signal: str) -> bool:
        return signal in self.signals or signal in self.groups or signal == COMPANY


@dataclass(slots=True)
class _File:
    """One file being read: its values, its name, and the mistakes found in it so far."""

    name: str
    document: toml_lines.Document
    mistakes: list[toml_lines.Mistake]

    def report(self, path: str, problem: str) -> None:
        """Add a mistake; what is looked at twice is told once."""
        mistake = toml_lines.Mistake(self.document.line(path), f"{path}: {problem}")
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def tables(self, path: str, values: object) -> Iterator[tuple[str, str, Any]]:
        """The tables under a table as (path, name, values); anything else is a mistake."""
        if not isinstance(values, dict):
            self.report(path, "only a [table] is allowed")
            return
        for name, value in values.items():
            here = f"{path}.{name}"
            if isinstance(value, dict):
                yield here, name, value
            else:
                self.report(here, f"{value!r} is not allowed; a [table] is")

    def array(self, path: str, value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The tables of an array of tables; anything else is a mistake."""
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.report(path, "only [[tables]] are allowed")
            return
        for index, each in enumerate(value):
            yield f"{path}.{index}", each


def load_lexicon(user_file: Path | None = None) -> Lexicon:
    """The bundled lexicon, with the user's on top; a file that is not there is an empty one."""
    bundled = sorted((Path(__file__).parent / "lexicon").glob("*.toml"))
    texts = [(file.name, file.read_text(encoding="utf-8")) for file in bundled]
    problems: list[str] = []
    if user_file is not None:
        try:
            texts.append((str(user_file), user_file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            pass
        except UnicodeDecodeError as error:
            problems.append(f"{user_file}:1: not UTF-8 text ({error.reason})")
        except OSError as error:
            problems.append(f"{user_file}: cannot be read: {error.strerror}")
    lexicon = read_lexicon(texts)
    return replace(lexicon, problems=(*problems, *lexicon.problems))


def read_lexicon(texts: list[tuple[str, str]]) -> Lexicon:
    """The lexicon that the files (name, text) state together, later ones on top."""
    draft = _Draft()
    files: list[_File] = []
    for name, text in texts:
        document = read_once(text)
        files.append(_File(name, document, list(document.mistakes)))
    for file in files:
        _read_signals(draft, file)
        _read_companies(draft, file)
    for file in files:
        _read_topics(draft, file)
        _read_hidden(draft, file)
        _check_companies(draft, file)
        for key in file.document.values:
            if key not in ("signals", "topics", "companies", "hide"):
                file.report(key, "is not known; allowed: signals, topics, companies, hide")
    digest = hashlib.sha256("\0".join(text for _, text in texts).encode())
    return Lexicon(
        signals={name: tuple(terms) for name, terms in draft.signals.items()},
        topics=tuple(draft.topics.values()),
        companies=tuple(draft.companies.values()),
        hidden=tuple(draft.hidden),
        version=digest.hexdigest()[:12],
        problems=tuple(
            f"{file.name}:{mistake.line}: {mistake.problem}"
            for file in files
            for mistake in sorted(file.mistakes, key=lambda each: each.line)
        ),
    )


# The companies' file is read for the tagger and for figures (feeds/figures/lexicon.py), whose
# `cache_clear` gives the memory back.
read_once = lru_cache(maxsize=8)(toml_lines.read)


def _read_signals(draft: _Draft, file: _File) -> None:
    signals = file.document.values.get("signals", {})
    if not isinstance(signals, dict):
        file.report("signals", "only a [table] is allowed")
        return
    for name, value in signals.items():
        draft.signals.setdefault(name, []).extend(_terms(file, f"signals.{name}", value))


def _read_companies(draft: _Draft, file: _File) -> None:
    for path, id, values in file.tables("companies", file.document.values.get("companies", {})):
        names: list[Names] = []
        groups: tuple[str, ...] = ()
        for key, value in values.items():
            here = f"{path}.{key}"
            if key in _NAME_ROLES:
                names.append(Names(_terms(file, here, value), _NAME_ROLES[key]))
            elif key == "groups":
                groups = _strings(file, here, value)
            elif key == "when":
                names += [_read_when(file, *each) for each in file.array(here, value)]
            else:
                allowed = ", ".join((*_NAME_ROLES, "groups", "when"))
                file.report(here, f"is not known; allowed: {allowed}")
        known = draft.companies.get(id, Company(id, ()))
        draft.groups.update(groups)
        draft.companies[id] = Company(
            id,
            known.names + tuple(each for each in names if each.terms),
            tuple(dict.fromkeys(known.groups + groups)),
        )


def _read_when(file: _File, path: str, values: Mapping[str, Any]) -> Names:
    names = Names(())
    for key, value in values.items():
        here = f"{path}.{key}"
        match key:
            case "terms":
                names = replace(names, terms=_terms(file, here, value))
            case "role" if value in ("alias", "parent", "ticker"):
                names = replace(names, role=value)
            case "along":
                names = replace(names, along=_strings(file, here, value))
            case "unless":
                names = replace(names, unless=_strings(file, here, value))
            case "role":
                file.report(here, f"{value!r} is not allowed; alias, parent and ticker are")
            case _:
                file.report(here, "is not known; allowed: terms, role, along, unless")
    return names


def _check_companies(draft: _Draft, file: _File) -> None:
    for path, _, values in file.tables("companies", file.document.values.get("companies", {})):
        for here, when in file.array(f"{path}.when", values.get("when", [])):
            for key in ("along", "unless"):
                _signals(draft, file, f"{here}.{key}", when.get(key, []))


def _read_topics(draft: _Draft, file: _File) -> None:
    for path, id, values in file.tables("topics", file.document.values.get("topics", {})):
        topic = draft.topics.get(id, Topic(id, id, ()))
        for key, value in values.items():
            here = f"{path}.{key}"
            match key:
                case "title" if isinstance(value, str) and value.strip():
                    topic = replace(topic, name=value.strip())
                case "threshold" if _is_weight(value):
                    topic = replace(topic, threshold=float(value))
                case "rules":
                    rules = [_read_rule(draft, file, *each) for each in file.array(here, value)]
                    topic = replace(
                        topic, rules=topic.rules + tuple(each for each in rules if each)
                    )
                case "title" | "threshold":
                    wanted = "a text" if key == "title" else "a number above 0"
                    file.report(here, f"{value!r} is not allowed; {wanted} is")
                case _:
                    file.report(here, "is not known; allowed: title, threshold, rules")
        draft.topics[id] = topic


def _read_rule(
    draft: _Draft, file: _File, path: str, values: Mapping[str, Any]
) -> EvidenceRule | None:
    before = len(file.mistakes)
    lists: dict[str, tuple[str, ...]] = {}
    rule = EvidenceRule(Role.STRONG, ())
    for key, value in values.items():
        here = f"{path}.{key}"
        match key:
            case "signals" | "near" | "along" | "also" | "unless":
                lists[key] = _signals(draft, file, here, value)
            case "role" if value in tuple(Role):
                rule = replace(rule, role=Role(value))
            case "within" if isinstance(value, int) and value >= 0:
                rule = replace(rule, within=value)
            case "weight" if _is_weight(value):
                rule = replace(rule, weight=float(value))
            case "role":
                file.report(here, f"{value!r} is not allowed; strong, weak and negative are")
            case "within" | "weight":
                file.report(here, f"{value!r} is not allowed; a number above 0 is")
            case _:
                file.report(here, f"is not known; allowed: {', '.join(_RULE_KEYS)}")
    if not lists.get("signals") and len(file.mistakes) == before:
        file.report(path, "signals is missing: what is the rule about")
    if len(file.mistakes) > before:
        return None
    return replace(
        rule,
        signals=lists["signals"],
        near=lists.get("near", ()),
        along=lists.get("along", ()),
        also=lists.get("also", ()),
        unless=lists.get("unless", ()),
    )


def _read_hidden(draft: _Draft, file: _File) -> None:
    for path, name, values in file.tables("hide", file.document.values.get("hide", {})):
        for key in values:
            if key != "terms":
                file.report(f"{path}.{key}", "is not known; allowed: terms")
        terms = _terms(file, f"{path}.terms", values.get("terms", []))
        draft.hidden.append(HideRule(name, terms))


def _signals(draft: _Draft, file: _File, path: str, value: object) -> tuple[str, ...]:
    names = _strings(file, path, value)
    return tuple(name for name in names if _check_signal(draft, file, path, name))


def _check_signal(draft: _Draft, file: _File, path: str, name: str) -> bool:
    if draft.knows(name):
        return True
    file.report(path, f"there is no signal {name!r}; allowed: a name under [signals] or a group")
    return False


def _terms(file: _File, path: str, value: object) -> tuple[str, ...]:
    kept: list[str] = []
    for term in _strings(file, path, value):
        try:
            check(term)
        except WrongTerm as wrong:
            file.report(path, str(wrong))
        else:
            kept.append(term)
    return tuple(kept)


def _strings(file: _File, path: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    file.report(path, f"{value!r} is not allowed; a list of texts is")
    return ()


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
