"""H5, H6, H10 and H11: published courses of needling in people, and a claim that nobody has repeated."""

from __future__ import annotations

from ..evidence import all_parameters
from ..healing import Tissue
from ..outcome.statements import all_statements
from .check import Check, Figure, shown
from .scenes import healed, papillary_gain

STAIN = "no spread was read and a stain shows area, not mass: a fifth of the figure either way (our choice)"
CLAIM = "claim400"
SEEN = 1.0  # percent


def lotfi() -> Check:
    """H5."""
    tissue = healed("lotfi2013")
    collagen, sparse = papillary_gain(tissue)[:, -1]
    epidermis = float(100.0 * (tissue.output("epidermis")[0, 0, -1] - 1.0))
    return Check(
        id="H5",
        what=(
            "Five monthly sessions with a 1.5 mm roller, read 8 weeks after the last. Passes were not published: 15 "
            "are assumed. The model's needling constant KTC was set to this collagen figure: a fit, not a forecast."
        ),
        figures=(
            Figure("papillary collagen, % change", "+53.2", float(collagen), 0.8 * 53.2, 1.2 * 53.2, STAIN),
            Figure("epidermis, % change", "+50", epidermis, 40.0, 60.0, STAIN),
            shown(
                "papillary collagen if it was 4 passes, % change",
                "+53.2",
                float(sparse),
                "shows how much hangs on the passes nobody wrote down",
            ),
        ),
        source=("lotfi2013", "needlepoint"),
    )


def _percent(tissue: Tissue, name: str) -> tuple[float, float]:
    """Change of a papillary output at one and three months from the start."""
    values = tissue.output(name, "papillary")[0, 0]
    one, three = 100.0 * (values[1:3] / values[0] - 1.0)
    return float(one), float(three)


def eldomyati() -> Check:
    """H6."""
    tissue = healed("eldomyati2015")
    risen = "up, p < 0.05; direction only, the size was not read"
    figures = [
        Figure(f"{label}, % change at month {month}", risen, value, SEEN, None, "a rise that could be seen")
        for name, label in (
            ("collagen_i", "type I"),
            ("collagen_iii", "type III"),
            ("synthesis", "collagen made per day"),
            ("tropoelastin", "tropoelastin"),
        )
        for month, value in zip((1, 3), _percent(tissue, name), strict=True)
    ]
    figures += [
        Figure(f"mature elastin, % change at month {month}", "down, p < 0.05", value, None, 0.0, "not up")
        for month, value in zip((1, 3), _percent(tissue, "elastin"), strict=True)
    ]
    pool = _percent(tissue, "collagen_new")[1]
    unclear = (
        "falls, because wound mode cross-links new collagen within a day instead of five; what the published stain for "
        "new collagen sees of that is not known, so the rate of making is judged"
    )
    figures.append(shown("collagen not yet cross-linked, % change at month 3", "new collagen up", pool, unclear))
    return Check(
        id="H6",
        what=(
            "Six sessions two weeks apart, read 1 and 3 months from the start. Device and depth were not read: a 1.5 "
            "mm roller with 15 passes is assumed. Type VII collagen is not in the model. Tropoelastin is from the "
            "authors' twin study of photoaged skin."
        ),
        figures=tuple(figures),
        source=("eldomyati2015", "eldomyati2015_photo", "needlepoint"),
    )


def minh() -> Check:
    """H10."""
    end, month, two_months, half_year = papillary_gain(healed("minh2019"))[0, 1:]
    noise = "the two published scales, and 0.1 either way (about two standard errors with 31 people)"
    return Check(
        id="H10",
        what=(
            "Weekly sessions for three months (as printed): how much of the gain at two months is there at the end of "
            "the course (a week after the last session) and one month on. People were graded by scar, the model tells "
            "collagen. Needle length was not read: 1.5 mm, 15 passes assumed."
        ),
        figures=(
            Figure("share there at the end", "0.66 and 0.70 (two scales)", float(end / two_months), 0.56, 0.80, noise),
            Figure("share there after 1 month", "0.89 and 0.93", float(month / two_months), 0.79, 1.03, noise),
            Figure(
                "gain from month 2 to month 6, % of the gain at month 2",
                "still rising slowly",
                float(100.0 * (half_year / two_months - 1.0)),
                0.0,
                None,
                "a rise, however small",
            ),
        ),
        source=("minh2019", "D", "needlepoint"),
    )


def claim() -> Check:
    """H11."""
    gain = float(papillary_gain(healed("claim"))[0, -1])
    told = [item for item in all_statements() if CLAIM in item.sources]
    beside = [item for item in told if item.kind == "claim" and not item.concerns]
    fitted = [entry.name for entries in all_parameters().values() for entry in entries if CLAIM in entry.sources]
    return Check(
        id="H11",
        what="The 400 % of one patient guide stands beside every forecast as a claim, and nothing is fitted to it.",
        figures=(
            shown(
                "papillary collagen 6 months after 4 monthly sessions, % change",
                "claim: +400 (one small series without controls, never repeated)",
                gain,
                "a claim, never a target",
            ),
            Figure("statements that show it as a claim, everywhere", "at least one", len(beside), 1.0, None, "shown"),
            Figure("statements that show it as a finding", "none", len(told) - len(beside), 0.0, 0.0, "no finding"),
            Figure("constants fitted to it", "none", len(fitted), 0.0, 0.0, "no target"),
        ),
        source=("D", "claim400", "lotfi2013"),
    )
