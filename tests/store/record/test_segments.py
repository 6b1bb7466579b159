"""Segment lines and metrics: what people type, and what each structure called it."""

from __future__ import annotations

import pytest

from store.record import segments


@pytest.mark.parametrize(
    ("segment_id", "basis", "key"),
    [
        ("cloud_pre2023", "A", "cloud"),
        ("cloud_intelligence", "C", "cloud"),
        ("ai_cloud_compute", "D", "cloud"),
        ("ai_cloud_compute", "", "cloud"),
        ("international_commerce", "A", "aidc"),
        ("alibaba_ecommerce", "D", "ecommerce"),
        ("china_ecommerce", "C", "china_ecommerce"),
        ("group", "B2", "group"),
        ("robotics_group", "E", "robotics_group"),
    ],
)
def test_a_segment_belongs_to_one_line(segment_id: str, basis: str, key: str) -> None:
    assert segments.line_of(segment_id, basis).key == key


def test_no_segment_id_belongs_to_two_lines() -> None:
    ids = [segment_id for line in segments.LINES for segment_id in line.segment_ids]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("word", ["AIDC", "international", "Intl", "international-commerce"])
def test_a_line_is_found_by_key_alias_and_segment_id(word: str) -> None:
    assert segments.segment_line(word).key == "aidc"


def test_an_unknown_segment_keeps_the_name_it_was_printed_with() -> None:
    line = segments.line_of("robotics_group", "E")
    assert (line.name, line.segment_ids) == ("Robotics group", ("robotics_group",))
    assert segments.known_line("robotics group") is None


@pytest.mark.parametrize(
    ("word", "key"),
    [("capex", "capex"), ("FCF", "free_cash_flow"), ("R&D", "rnd"), ("ebita", "adj_ebita")],
)
def test_a_metric_is_found_by_what_people_type(word: str, key: str) -> None:
    found = segments.known_metric(word)
    assert found is not None
    assert found.key == key


def test_the_group_comes_last_in_every_structure() -> None:
    for basis in segments.BASES:
        lines = [line for line in segments.LINES if basis in line.by_basis]
        assert lines[-1].key == segments.GROUP
