"""Whatever the answers: a score lies on its scale, and a worse answer never lowers it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.scales import check_score, scale, score

SUMMED = ("goodman_baron_quantitative", "ecca", "masi", "mmasi", "lemperle", "vss")


@st.composite
def answered(draw: st.DrawFn) -> tuple[str, dict[str, float]]:
    id = draw(st.sampled_from(SUMMED))
    return id, {
        name: draw(st.integers(int(item.low), min(int(item.high), 40))) for name, item in scale(id).items.items()
    }


@given(answered())
def test_a_score_is_on_its_scale(given_answers: tuple[str, dict[str, float]]) -> None:
    id, answers = given_answers
    assert check_score(id, score(id, answers)) == score(id, answers)


@given(answered(), st.data())
def test_a_worse_answer_never_lowers_the_score(
    given_answers: tuple[str, dict[str, float]], data: st.DataObject
) -> None:
    id, answers = given_answers
    name = data.draw(st.sampled_from(sorted(answers)))
    worse = answers | {name: min(answers[name] + 1, scale(id).items[name].high)}
    assert score(id, worse) >= score(id, answers)
