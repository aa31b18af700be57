"""Cooper, Segal, Diegelmann and Reynolds 2015: pathogens, debris, macrophages and neutrophils, without hormones.

Four states: pathogen P, debris D (Pt in the paper), macrophages M, neutrophils N. With cortisol and estrogen at zero,

    dP/dt = kpg P (1 - P/pinf) - kpb sb P/(mub + kbp P) - kpn P N - kpm P f,
    dD/dt = -kptn D N (1 + ken N) - kptm D f + mun N - mupt D,
    dM/dt = smr R1/(mumr + R1) - mum M,      R1 = kmpt D + kmp P + kmm M + kmn N,
    dN/dt = snr R2/(munr + R2) - mun N - knm N f,      R2 = knpt D + knp P,      f = M/(1 + (N/Ninf)^2).

The term (1 + ken N) stands as in the deposited file, where estrogen would be expected. Time is in days (inferred).
Source: PMID 25446708 and its deposit BIOMD0000000855.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .stepping import carried

Array = NDArray[np.float64]

KPG, PINF, KPB, SB, MUB, KBP, KPN, KPM = 14.4, 20.0, 14.4, 0.12, 0.048, 0.2, 35.03, 34.8
KPTN, KPTM, KEN, MUPT = 2.03, 3.16, 5.37, 0.37
SMR, MUMR, MUM, KMPT, KMP, KMM, KMN = 0.17, 0.54, 0.5, 41.5, 18.52, 0.06, 10.58
SNR, MUNR, MUN, KNM, KNPT, KNP, NINF = 0.38, 3.3, 1.02, 6.42, 2.97, 17.58, 0.11
START = (0.1, 2.0, 0.0, 0.1)
STEP = 0.0025


def rates(y: Array) -> tuple[Array, Array]:
    """Production and loss of (P, D, M, N)."""
    pathogen, debris, macrophages, neutrophils = y
    active = macrophages / (1.0 + (neutrophils / NINF) ** 2)
    call_m = KMPT * debris + KMP * pathogen + KMM * macrophages + KMN * neutrophils
    call_n = KNPT * debris + KNP * pathogen
    killing = KPB * SB / (MUB + KBP * pathogen) + KPN * neutrophils + KPM * active
    clearing = KPTN * neutrophils * (1.0 + KEN * neutrophils) + KPTM * active
    made = [KPG * pathogen, MUN * neutrophils, SMR * call_m / (MUMR + call_m), SNR * call_n / (MUNR + call_n)]
    lost = [KPG * pathogen / PINF + killing, MUPT + clearing, MUM, MUN + KNM * active]
    return np.asarray(made), np.asarray(lost)


def wound(days: Sequence[float], step: float = STEP) -> Array:
    """P, D, M and N (day, 4) at ``days``, the first of them 0."""
    return carried(rates, np.asarray(START), days, step)
