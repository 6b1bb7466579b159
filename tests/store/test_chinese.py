import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.chinese import to_simplified


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("雲端運算", "云端运算"),
        ("輝達晶片出口管制", "辉达晶片出口管制"),
        ("阿里巴巴資本支出", "阿里巴巴资本支出"),
        ("臺積電", "台积电"),
        ("plain ASCII", "plain ASCII"),
        ("已经是简体", "已经是简体"),
    ],
)
def test_traditional_becomes_simplified(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified


@given(st.text())
def test_positions_stay_and_folding_twice_changes_nothing(text: str) -> None:
    folded = to_simplified(text)
    assert len(folded) == len(text)
    assert to_simplified(folded) == folded
