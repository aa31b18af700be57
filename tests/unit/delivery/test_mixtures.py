"""A mixture runs part by part, each like that substance alone; by itself it has no answer."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.delivery import Application, deliver, deliver_parts, topical
from needlepoint.errors import InputError

PLASMA = Application(topical("prp"), "cheek_left", followed_hours=2.0)


def test_every_part_is_like_that_substance_alone() -> None:
    found = deliver_parts(PLASMA, draws=4, seed=2)
    assert tuple(part.application.topical.id for part in found) == PLASMA.topical.parts
    alone = deliver(Application(topical("prp_igf_1"), "cheek_left", followed_hours=2.0), draws=4, seed=2)
    assert np.array_equal(found[2].delivered.median, alone.delivered.median)


def test_a_single_substance_is_one_part() -> None:
    wish = Application(topical("niacinamide"), "cheek_left", followed_hours=1.0)
    (only,) = deliver_parts(wish, draws=4)
    assert only.application == wish


def test_a_mixture_has_no_answer_of_its_own_and_no_strength() -> None:
    with pytest.raises(InputError, match="prp_tgf_beta1"):
        deliver(PLASMA)
    with pytest.raises(InputError, match="measured strengths"):
        deliver_parts(Application(topical("prp"), "cheek_left", strength_percent=5.0))
