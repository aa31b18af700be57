"""`needlepoint doctor`: is this machine fit? Each check says what it found and, when it fails, what mends it."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass

from ..errors import MachineError, NeedlepointError
from . import options

NAME = "doctor"
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Check:
    """One thing looked at: its name, whether it is in order, what was found, and what mends it when it is not."""

    name: str
    fit: bool
    found: str
    remedy: str = ""


def run(as_json: options.AsJson = False) -> None:
    """Check that this machine has what Needlepoint needs, and say what mends it."""
    checks = [_guarded(look) for look in LOOKS]
    if as_json:
        from .show import print_json

        print_json({"fit": all(check.fit for check in checks), "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            print(f"{'ok   ' if check.fit else 'FAULT'}  {check.name}: {check.found}")
    faults = [check for check in checks if not check.fit]
    if faults:
        raise MachineError(
            "; ".join(f"{check.name}: {check.found}".rstrip(".") for check in faults) + ".", faults[0].remedy
        )


def python() -> Check:
    """The interpreter's version."""
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= OLDEST_PYTHON, found, "Install Python 3.11 or later.")


def packages() -> Check:
    """Needlepoint itself is installed, and every package that it declares."""
    try:
        names = ["needlepoint", *_declared()]
    except importlib.metadata.PackageNotFoundError:
        return Check("packages", False, "only the source is here, not installed", "Run: pip install -e .")
    missing, versions = [], []
    for name in names:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", False, f"missing {', '.join(missing)}", f"Run: pip install {' '.join(missing)}")
    return Check("packages", True, ", ".join(versions))


def evidence() -> Check:
    """The parameter store and the source registry load, with every unit checked."""
    from ..evidence import all_parameters, all_sources

    count = sum(len(entries) for entries in all_parameters().values())
    return Check("evidence", True, f"{count} parameters, {len(all_sources())} sources")


def arithmetic() -> Check:
    """JAX compiles and runs; on which device."""
    from ..healing.device import device_name, jax_ready

    jax = jax_ready()
    total = float(jax.jit(lambda x: (x * x).sum())(jax.numpy.arange(4.0)))
    return Check("JAX", total == 14.0, f"{jax.__version__} on {device_name()}", REINSTALL_JAX)


def cache() -> Check:
    """The folder where compiled functions are kept can be written to."""
    from ..healing.device import cache_folder

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as cause:
        remedy = "Every start compiles anew. Name a folder you may write to: export NEEDLEPOINT_CACHE=DIR"
        return Check("cache", False, f"{folder} cannot be written ({cause.strerror})", remedy)
    return Check("cache", True, str(folder))


REINSTALL_JAX = "Run: pip install --force-reinstall jax"
LOOKS: tuple[Callable[[], Check], ...] = (python, packages, evidence, arithmetic, cache)


def _guarded(look: Callable[[], Check]) -> Check:
    try:
        return look()
    except NeedlepointError as fault:
        return Check(look.__name__, False, str(fault), "Install the package again.")
    except Exception as fault:
        return Check(look.__name__, False, f"{type(fault).__name__}: {fault}", "Install the package again.")


def _declared() -> list[str]:
    lines = importlib.metadata.requires("needlepoint") or []
    return [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in lines if "extra ==" not in line]
