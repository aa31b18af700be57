"""The reactions of the tissue model, as production and loss: dy/dt = production - loss * y, with both >= 0.

Written once, for numpy and JAX alike: the solver, the independent check and the tests all call these functions. Time
in days. Letters as in ``states``. With w = T/(KTC+T) (collagen switched to wound mode), C = C1 + C3, and
tens = 1/(1 + (Ctot/Csh)^4) (tension that a myofibroblast feels; healed matrix shields it):

    dD  = -(kD + kDN N + kDM (M1+M2)) D                      dP  = -kP P
    dI  = D_I lap I + aD D + aN N + a1 M1/(1+M2/KM2) + aG G(top row) - dI I
    dN  = sN lag(tN) R^2/(KN+R) - (muN + eN M1) N,           R  = D + P/2
    dM1 = sM lag(tM) R1^2/(KM+R1) - (k12 + mu1) M1,          R1 = D + I;       dM2 = k12 M1 - mu2 M2
    dT  = D_T lap T + dT (tP P + t2 M2 + tY Y tens - T)
    dF  = rF T/(KTF+T) F (1-(F+Y)/KF) + muF (1-F) - kY F T^2/(KTY^2+T^2)
    dY  = kY F T^2/(KTY^2+T^2) - muY (1+ash (1-tens)) Y
    dV  = D_V lap V + vH (1-B)+ + v2 M2 + vG G(top row) - dV V
    dB  = gB V/(KV+V) (B+B0) (1-B/Bmax) - rB (B-1)
    dX  = x1 M1 + xI I + xF w F - dX X
    room = 1/(1 + (Ctot-1)+/Croom),  v = w room
    S   = s0 (F (1+gT v) + gY Y),   f3 = f3b + (f3w-f3b) w
    dL3 = f3 S - (kL'+kx') L3,      dL1 = (1-f3) S - (kL'+kx') L1,   kL' = kL (1-w) + kLw w,  kx' = kx (1-v) + kxw v
    dC3 = kx' L3 - (km + kMMP X) C3 - k31 (C3 - f3b C)+,  dC1 = kx' L1 - (km + kMMP X) C1 + k31 (C3 - f3b C)+
    dEt = kEt (F (1+gE w) - Et),    dE  = kE Et - (kE + kXE X) E

Column (a bar is the mean over the superficial rows):
    dG = -kG g G;  dW = -kW g W  (g: slower for deeper holes);  dH = kH (1 + gH (Cbar-1) + hI wbar - H)
    dR = kR (rI Ibar + rB (Bbar-1)+ - R);  dQ = Ibar + qG G - kQ Q
    dMe = (1 + phi mQ Q/(KQ+Q) - Me)/tauE;  dMd = dBM (Me-1)+ - Md/tauD

Where this differs from the first sketch (evidence section 8.3), and why: repair macrophages suppress the making of
cytokine instead of speeding its decay, so that every signal is linear in itself and its propagator exact; capillaries
relax to 1 from both sides, so that the right-hand side is smooth at health; collagen above its healthy level leaves
less room for more (without it every session would add as much as the first, and published gains would have no
ceiling); TGF-beta's sources are levels that its decay multiplies, so that a large wound stays near 1 over the 38-fold
range of published decays and only the reach changes; redness has a flare at the moment of needling, since people are
red at once and cytokine takes a day; epidermal thickness follows the dermis below it, because it is still +40 % a
year on (Aust 2008), which a turnover of weeks alone cannot hold. Healthy skin (D=P=N=M1=M2=Y=X=I=T=V=0, F=B=E=Et=H=1,
kx = km (kL-s0)/(s0-km)) is an exact fixed point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Arrays = Mapping[str, Any]


def healthy_crosslinking(p: Arrays) -> Any:
    """Resting cross-linking rate kx (1/day) that keeps mature collagen level: kx L = km C with L + C = 1.

    At rest L = s0/(kL+kx) and C = 1-L; put into kx L = km C and solved, kx = km (kL - s0)/(s0 - km).
    """
    return p["km"] * (p["kL"] - p["s0"]) / (p["s0"] - p["km"])


def healthy_labile(p: Arrays) -> Any:
    """Labile share of healthy collagen, L = s0/(kL+kx)."""
    return p["s0"] / (p["kL"] + healthy_crosslinking(p))


def wound_mode(u: Arrays, p: Arrays) -> Any:
    """w = T/(KTC+T), the share of collagen handling that is in wound mode."""
    return u["T"] / (p["KTC"] + u["T"])


def collagen(y: Arrays) -> Any:
    """Total collagen, new and mature, share of healthy."""
    return y["L1"] + y["L3"] + y["C1"] + y["C3"]


def tension(y: Arrays, p: Arrays) -> Any:
    """Share of tension a myofibroblast feels; falls as new and old matrix carry the load."""
    load = collagen(y) / p["Csh"]
    square = load * load
    return 1.0 / (1.0 + square * square)


def room(y: Arrays, p: Arrays, xp: Any) -> Any:
    """What is left of wound mode as collagen rises above its healthy level (1 at or below it)."""
    return 1.0 / (1.0 + xp.maximum(collagen(y) - 1.0, 0.0) / p["Croom"])


def synthesis(y: Arrays, u: Arrays, p: Arrays, xp: Any) -> Any:
    """Collagen made per day, as a share of healthy total collagen."""
    active = wound_mode(u, p) * room(y, p, xp)
    return p["s0"] * (y["F"] * (1.0 + p["gT"] * active) + p["gY"] * y["Y"])


def signal_sources(y: Arrays, column: Arrays, top: Any, p: Arrays, xp: Any) -> dict[str, Any]:
    """Production of each signal (1/day). ``top`` is 1 on the superficial rows and 0 below."""
    hypoxia = xp.maximum(1.0 - y["B"], 0.0)
    return {
        "I": p["aD"] * y["D"]
        + p["aN"] * y["N"]
        + p["a1"] * y["M1"] / (1.0 + y["M2"] / p["KM2"])
        + p["aG"] * column["G"] * top,
        "T": p["dT"] * (p["tP"] * y["P"] + p["t2"] * y["M2"] + p["tY"] * y["Y"] * tension(y, p)),
        "V": p["vH"] * hypoxia + p["v2"] * y["M2"] + p["vG"] * column["G"] * top,
    }


def signal_decay(p: Arrays) -> dict[str, Any]:
    """Decay of each signal (1/day)."""
    return {"I": p["dI"], "T": p["dT"], "V": p["dV"]}


def signal_diffusion(p: Arrays) -> dict[str, Any]:
    """Diffusion of each signal (mm2/day)."""
    return {"I": p["D_I"], "T": p["D_T"], "V": p["D_V"]}


def _lag(since: Any, delay: Any) -> Any:
    """Rises from 0 to 1 around ``delay`` days after the last session."""
    square = since * since
    return square / (square + delay * delay)


def _inflammation(y: Arrays, u: Arrays, since: Any, p: Arrays) -> dict[str, tuple[Any, Any]]:
    recruit_n = y["D"] + 0.5 * y["P"]
    recruit_m = y["D"] + u["I"]
    zero = 0.0 * y["D"]
    return {
        "D": (zero, p["kD"] + p["kDN"] * y["N"] + p["kDM"] * (y["M1"] + y["M2"])),
        "P": (zero, p["kP"] + zero),
        "N": (
            p["sN"] * _lag(since, p["tN"]) * recruit_n**2 / (p["KN"] + recruit_n),
            p["muN"] + p["eN"] * y["M1"],
        ),
        "M1": (
            p["sM"] * _lag(since, p["tM"]) * recruit_m**2 / (p["KM"] + recruit_m),
            p["k12"] + p["mu1"] + zero,
        ),
        "M2": (p["k12"] * y["M1"], p["mu2"] + zero),
    }


def _repair(y: Arrays, u: Arrays, p: Arrays) -> dict[str, tuple[Any, Any]]:
    t, w = u["T"], wound_mode(u, p)
    growth = p["rF"] * t / (p["KTF"] + t)
    convert = p["kY"] * t**2 / (p["KTY"] ** 2 + t**2)
    sprout = p["gB"] * u["V"] / (p["KV"] + u["V"]) * (y["B"] + p["B0"])
    zero = 0.0 * t
    return {
        "F": (growth * y["F"] + p["muF"], growth * (y["F"] + y["Y"]) / p["KF"] + p["muF"] + convert),
        "Y": (convert * y["F"], p["muY"] * (1.0 + p["ash"] * (1.0 - tension(y, p))) + zero),
        "B": (sprout + p["rB"], sprout / p["Bmax"] + p["rB"]),
        "X": (p["x1"] * y["M1"] + p["xI"] * u["I"] + p["xF"] * w * y["F"], p["dX"] + zero),
    }


def _matrix(y: Arrays, u: Arrays, p: Arrays, xp: Any) -> dict[str, tuple[Any, Any]]:
    w = wound_mode(u, p)
    active = w * room(y, p, xp)
    made = synthesis(y, u, p, xp)
    share3 = p["f3b"] + (p["f3w"] - p["f3b"]) * w
    link = healthy_crosslinking(p) * (1.0 - active) + p["kxw"] * active
    leave = p["kL"] * (1.0 - w) + p["kLw"] * w + link
    break_down = p["km"] + p["kMMP"] * y["X"]
    excess3 = xp.maximum(y["C3"] - p["f3b"] * (y["C3"] + y["C1"]), 0.0)
    swap = p["k31"] * excess3
    return {
        "L3": (share3 * made, leave),
        "L1": ((1.0 - share3) * made, leave),
        "C3": (link * y["L3"], break_down + swap / xp.maximum(y["C3"], 1e-6)),
        "C1": (link * y["L1"] + swap, break_down),
        "Et": (p["kEt"] * y["F"] * (1.0 + p["gE"] * w), p["kEt"] + 0.0 * w),
        "E": (p["kE"] * y["Et"], p["kE"] + p["kXE"] * y["X"]),
    }


def local_rates(y: Arrays, u: Arrays, since: Any, p: Arrays, xp: Any) -> dict[str, tuple[Any, Any]]:
    """Production and loss (1/day) of every local state, pointwise. ``since``: days since the last session."""
    return _inflammation(y, u, since, p) | _repair(y, u, p) | _matrix(y, u, p, xp)


def column_rates(column: Arrays, means: Arrays, slowing: Any, p: Arrays, xp: Any) -> dict[str, tuple[Any, Any]]:
    """Production and loss (1/day) of the column states.

    means: superficial means I, w, B, C (collagen). slowing: g <= 1, how much slower deep channels close.
    """
    zero = 0.0 * column["G"]
    q = column["Q"]
    return {
        "G": (zero, p["kG"] * slowing),
        "W": (zero, p["kW"] * slowing),
        "H": (p["kH"] * xp.maximum(1.0 + p["gH"] * (means["C"] - 1.0) + p["hI"] * means["w"], 0.0), p["kH"] + zero),
        "R": (p["kR"] * (p["rI"] * means["I"] + p["rBv"] * xp.maximum(means["B"] - 1.0, 0.0)), p["kR"] + zero),
        "Q": (means["I"] + p["qG"] * column["G"], p["kQ"] + zero),
        "Me": ((1.0 + p["phi"] * p["mQ"] * q / (p["KQ"] + q)) / p["tauE"], 1.0 / p["tauE"] + zero),
        "Md": (p["dBM"] * xp.maximum(column["Me"] - 1.0, 0.0), 1.0 / p["tauD"] + zero),
    }
