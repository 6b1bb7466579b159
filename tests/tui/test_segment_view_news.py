"""When the segment table is read anew: not at every commit, but at once when the record grew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from store import database
from tui.presenters.segment_view import SegmentView


def test_only_new_observations_make_the_table_old(path: Path) -> None:
    with (
        closing(database.open_reader(path)) as reader,
        closing(database.open_writer(path)) as writer,
    ):
        view = SegmentView(reader, "revenue")
        before = view.table()
        writer.execute("update headlines set read_at = '2026-08-20T13:04:00Z'")
        assert not view.record_grew()
        assert view.table() is before

        (value,) = writer.execute(
            "select value from observations "
            "where segment = 'ai_cloud_compute' and metric = 'revenue' "
            "and unit = 'CNY_mn' and period_end = '2026-06-30' and kind = 'reported'"
        ).fetchone()
        columns = (
            "issuer, segment, basis, metric, period_type, period_start, period_end, fiscal_label, "
            "unit, yoy_pct, kind, release, source_title, source_publisher, source_url"
        )
        writer.execute(
            f"insert into observations ({columns}, value, known_at) "
            f"select {columns}, ?, '2026-11-20' from observations "
            "where segment = 'ai_cloud_compute' and metric = 'revenue' and unit = 'CNY_mn' "
            "and period_end = '2026-06-30' and kind = 'reported'",
            (str(int(value) + 1),),
        )
        assert view.record_grew()
        assert not view.record_grew()
        cloud = next(row for row in view.table().rows if row.line.key == "cloud")
        assert cloud.cells[-1].value == int(value) + 1
        assert cloud.cells[-1].restated
