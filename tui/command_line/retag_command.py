"""`alimon retag`: tag the stored headlines again after the rules changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.command_line.json_output import json_option, print_json
from tui.command_line.options import database_option
from tui.presenters.child_work import progress_line

if TYPE_CHECKING:
    from feeds.retagging import Difference, Progress, RetagPlan


@click.command(
    short_help="Tag stored headlines again after the rules changed.",
    epilog="""\b
Examples:
  alimon retag --dry-run
  alimon retag --yes
""",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask before changing.")
@click.option("--progress", "as_lines", is_flag=True, hidden=True)  # for the app, which asks so
@json_option
@database_option
def retag(path: Path, dry_run: bool, yes: bool, as_lines: bool, as_json: bool) -> None:
    """Tag every stored headline again by the rules of today.

    Shows what would change, asks, then changes it. Topics you set yourself stay as you set them,
    and what you hid stays hidden. May run beside the app and the poller.
    """
    from feeds.retagging import carry_out, plan_retagging
    from feeds.tagging import load_tagger
    from store import database
    from store.headlines.retagging import count_headlines

    tagger = load_tagger()
    for problem in tagger.problems:
        click.echo(f"alimon: {problem}", err=True)
    with database.explained(path):
        reader = database.open_reader(path)
        total = count_headlines(reader)
        with _progress("comparing", total, as_lines=as_lines) as progress:
            plan = plan_retagging(reader, tagger, progress)
        reader.close()
        if as_json:
            print_json(_as_object(plan))
        else:
            click.echo(_report(plan))
        if dry_run or not _changes(plan):
            return
        if not yes:
            _ask(plan)
        writer = database.open_writer(path)
        with _progress("changing", len(plan.changed), as_lines=as_lines) as progress:
            carry_out(writer, tagger, plan, progress)
        writer.close()
    if not as_json:
        click.echo(f"Done: {_changes(plan):,} headlines changed.")


def _ask(plan: RetagPlan) -> None:
    """Raises UsageError where nobody can answer, Abort on a no."""
    if not sys.stdin.isatty():
        raise click.UsageError("nobody to ask: use --yes to change, --dry-run only to look")
    click.confirm(f"Change {_changes(plan):,} headlines?", abort=True)


def _changes(plan: RetagPlan) -> int:
    return len(plan.changed) + sum(map(len, plan.hide.values())) + len(plan.show)


def _report(plan: RetagPlan) -> str:
    lines = [f"{plan.seen:,} headlines compared with ruleset {plan.ruleset}."]
    lines += _differences("topics", plan.topics)
    lines += _differences("companies", plan.companies)
    lines += [f"hidden by {rule}: {len(ids):,} more" for rule, ids in sorted(plan.hide.items())]
    if plan.show:
        lines.append(f"shown again: {len(plan.show):,}")
    evidence_only = len(plan.changed) - plan.renamed
    if evidence_only:
        lines.append(f"{evidence_only:,} keep their topics and companies for other words.")
    if not _changes(plan):
        lines.append("Nothing would change.")
    return "\n".join(lines)


def _as_object(plan: RetagPlan) -> dict[str, object]:
    """The same for a program: what would change, or what is changed with --yes."""
    return {
        "ruleset": plan.ruleset,
        "compared": plan.seen,
        "changes": _changes(plan),
        "topics": _counts(plan.topics),
        "companies": _counts(plan.companies),
        "hidden": sum(map(len, plan.hide.values())),
        "shown": len(plan.show),
    }


def _counts(differences: Mapping[str, Difference]) -> list[dict[str, object]]:
    return [
        {"name": name, "added": difference.added, "removed": difference.removed}
        for name, difference in sorted(differences.items(), key=_size)
    ]


def _differences(heading: str, differences: Mapping[str, Difference]) -> Iterator[str]:
    if differences:
        yield f"{heading}:"
    for name, difference in sorted(differences.items(), key=_size):
        yield f"  {name:20} +{difference.added:,} −{difference.removed:,}"
        yield from (f"      + {title}" for title in difference.examples_added)
        yield from (f"      − {title}" for title in difference.examples_removed)


def _size(item: tuple[str, Difference]) -> tuple[int, str]:
    return -item[1].added - item[1].removed, item[0]


@contextmanager
def _progress(label: str, total: int, *, as_lines: bool) -> Iterator[Progress]:
    """A bar on a terminal, lines for the app, silence otherwise."""
    if as_lines:
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            click.echo(progress_line(label, done, total), err=True)

        yield tell
        return
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield bar.update
