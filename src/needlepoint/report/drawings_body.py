"""The scalp from above and the standing figure from both sides: our own line drawings as path data.

The figure is eight heads tall, as the artists' canons have it.
"""

from __future__ import annotations

from .drawing import HAIR, SHADE, SKIN, Drawing, Shape, outlined, stroked, twice
from .svg import Point, element, mirrored, smooth


# -------------------------------------------------------------------------------------------------- scalp, from above
def scalp() -> Drawing:
    """The head from above, nose upwards."""
    head = (
        "M0,-98C30,-98 54,-82 64,-56C74,-32 80,2 77,32C72,78 42,112 0,112C-42,112 -72,78 -77,32"
        "C-80,2 -74,-32 -64,-56C-54,-82 -30,-98 0,-98Z"
    )
    hair_path = (
        "M-63,-57C-44,-70 -22,-63 0,-60C22,-63 44,-70 63,-57C74,-32 80,2 77,32C72,78 42,112 0,112"
        "C-42,112 -72,78 -77,32C-80,2 -74,-32 -63,-57Z"
    )
    nose = outlined("M-11,-92C-9,-104 -5,-116 0,-116C5,-116 9,-104 11,-92Z", SKIN)
    ears = twice(
        outlined("M74,-10C84,-20 94,-6 90,8C87,20 80,24 77,20Z", SKIN) + stroked("M79,-6C85,-8 87,2 82,12", 0.8)
    )
    strands = twice(
        stroked(
            (
                "M4,-46C26,-44 50,-26 62,12M2,-30C26,-28 46,-6 54,44M2,-6C20,-2 36,26 40,74M2,22"
                "C12,34 20,60 18,96M0,-56V-20"
            ),
            0.8,
            "#a89b8f",
        )
    )
    hair = outlined(hair_path, HAIR)
    zone = Shape(
        (
            "M-52,-46C-34,-56 -16,-54 0,-52C16,-54 34,-56 52,-46C70,-8 66,56 40,88C18,106 -18,106 -40,88"
            "C-66,56 -70,-8 -52,-46Z"
        ),
        (0, 20),
    )
    return Drawing(
        "scalp",
        "scalp, from above",
        (-120, -124, 240, 246),
        ears + nose + outlined(head, SKIN) + hair + strands,
        {"scalp": zone},
    )


# ------------------------------------------------------------------------------------------------------ whole figure
# fmt: off
_TORSO: tuple[Point, ...] = (
    (0, 40), (8, 42), (9, 50), (11, 57), (20, 62), (34, 66), (46, 72), (53, 84), (55, 100), (59, 122),
    (65, 146), (71, 170), (75, 192), (79, 203), (84, 214), (82, 219), (80, 232), (76, 238), (71, 234), (70, 220),
    (68, 206), (64, 192), (57, 168), (50, 146), (45, 124), (41, 102), (39, 112), (36, 130), (32, 148), (32, 160),
    (38, 182), (43, 204), (44, 226), (41, 254), (36, 284), (32, 302), (34, 322), (32, 346), (26, 372), (25, 384),
    (32, 394), (29, 399), (18, 399), (13, 396), (13, 382), (12, 366), (9, 342), (11, 322), (11, 302), (8, 272),
    (4, 240), (2, 214), (0, 212),
)
# fmt: on


def _figure(back: bool) -> str:
    half = [(0, -4), (9, -2), (15, 6), (16.5, 18), (15, 30), (9.5, 41), (3, 46), (0, 46.5)]
    head = outlined(smooth([*half, *mirrored(half)[1:-1]], closed=True), SKIN, 1.2)
    ears = twice(outlined("M15.5,18C19,16 20,21 18.5,25C17.5,29 15.5,30 15,28Z", SKIN, 1.0))
    hair = "M-16.8,22C-19,2 -10,-8 0,-8C10,-8 19,2 16.8,22C15.5,12 11,8 0,7C-11,8 -15.5,12 -16.8,22Z"
    hair_back = "M-16.8,24C-19,2 -10,-8 0,-8C10,-8 19,2 16.8,24C15,36 9,42 0,42C-9,42 -15,36 -16.8,24Z"
    trunk = outlined(smooth([*_TORSO, *mirrored(_TORSO)[1:-1]], closed=True), SKIN, 1.2)
    trunk += element("path", d="M-9,42C-6,52 6,52 9,42L9.5,50C4,56 -4,56 -9.5,50Z", fill=SHADE) if not back else ""
    own = (
        (
            "M0,62V172M12,86C20,92 28,92 34,86M14,112C22,118 28,114 32,106M2,218C14,228 30,228 40,218"
            "M13,296C18,299 26,299 31,296"
        )
        if back
        else (
            "M4,64C14,63 26,65 38,69M6,104C14,113 28,112 35,102M0,116V150M26,178C18,190 10,200 3,206"
            "M14,288C19,284 26,284 31,288M15,306C20,309 25,309 29,306M0,168V171"
        )
    )
    fingers = "M75,236C75,230 75,226 76,222M79,234C79,228 79,225 79,221"
    return (
        trunk
        + ears
        + head
        + outlined(hair_back if back else hair, HAIR, 1.0)
        + twice(stroked(own, 0.7, "#b59f8f") + stroked(fingers, 0.6))
    )


def _front_shapes() -> dict[str, Shape]:
    """Outlines of the zones of the body seen from the front."""
    return {
        "neck": Shape("M-9,48C-4,51 4,51 9,48L10,57L14,61C6,64 -6,64 -14,61L-10,57Z", (0, 57)),
        "decollete": Shape(
            "M-26,67C-14,66 -6,67 0,69C6,67 14,66 26,67C24,80 15,90 0,94C-15,90 -24,80 -26,67Z", (0, 80)
        ),
        "breast": Shape(
            "M3,96C12,92 20,84 28,84C35,90 37,100 36,108C32,118 22,122 14,119C7,116 3,108 3,96Z", (21, 104), True
        ),
        "upper_arm": Shape(
            "M46,80C51,85 52,96 54,108L61,138C58,142 54,144 51,145L46,124C43,110 42,94 46,80Z", (50.5, 112), True
        ),
        "hand": Shape(
            ("M70,206C73,203 76,203 78,206C80,212 80,222 78,231C76,235 73,235 72.5,232C71,224 70,214 70,206Z"),
            (75, 219),
            True,
        ),
        "abdomen": Shape(
            (
                "M-22,132C-8,126 8,126 22,132C21,146 22,160 26,178C18,194 8,202 0,204C-8,202 -18,194 -26,178"
                "C-22,160 -21,146 -22,132Z"
            ),
            (0, 160),
        ),
        "flank": Shape(
            ("M24,132C28,131 32,130 34.5,129C32,140 30,148 30.5,158C31,166 34,174 36,181L28,178C24,162 23,146 24,132Z"),
            (28, 152),
            True,
        ),
        "thigh": Shape(
            ("M41,208C42,230 40,252 36,278C28,284 18,284 12,278C9,258 7,238 6,222C18,224 32,220 41,208Z"),
            (24, 248),
            True,
        ),
        "knee": Shape(
            ("M34,287C32,296 31,304 32,312C26,316 19,316 14,312C13,304 13,296 13,287C20,291 28,291 34,287Z"),
            (23, 302),
            True,
        ),
    }


def _back_shapes() -> dict[str, Shape]:
    """Outlines of the zones of the body seen from behind; two are as from the front."""
    shared = _front_shapes()
    return {
        "neck": shared["neck"],
        "back": Shape(
            (
                "M-30,72C-10,67 10,67 30,72C36,84 37,100 36,118C33,134 32,148 33,164C12,172 -12,172 -33,164"
                "C-32,148 -33,134 -36,118C-37,100 -36,84 -30,72Z"
            ),
            (0, 118),
        ),
        "buttock": Shape(
            ("M2,178C12,174 28,174 38,182C42,194 42,206 40,216C30,226 12,226 3,216C2,204 2,190 2,178Z"), (21, 200), True
        ),
        "upper_arm": shared["upper_arm"],
        "thigh": Shape(
            ("M41,224C40,244 39,260 36,278C28,284 18,284 12,278C10,262 8,246 7,230C18,234 32,232 41,224Z"),
            (24, 256),
            True,
        ),
    }


def body(back: bool) -> Drawing:
    """The standing figure from the front or from the back."""
    name = "back" if back else "front"
    return Drawing(
        f"body_{name}",
        f"body, {name}",
        (-100, -12, 200, 420),
        _figure(back),
        _back_shapes() if back else _front_shapes(),
        kind="body",
    )
