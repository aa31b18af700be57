"""JAX, set up once: where compiled functions are kept, and which device computes.

``NEEDLEPOINT_CACHE`` moves the folder of compiled functions. Float64 is allowed so that the twin of the float32
solver can run; without a writable folder everything works, only starting takes longer, and `needlepoint doctor` says
so.
"""

from __future__ import annotations

import functools
import os
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any


def cache_folder() -> Path:
    """Where compiled functions are kept between runs."""
    import platformdirs

    chosen = os.environ.get("NEEDLEPOINT_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("needlepoint"))


@functools.cache
def jax_ready() -> Any:
    """The JAX module, set up."""
    import jax

    folder = cache_folder() / "compiled"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path()
    if folder.name and os.access(folder, os.W_OK):
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    jax.config.update("jax_enable_x64", True)
    return jax


@functools.cache
def accelerated() -> bool:
    """Whether JAX has a faster device than the processor. Without a plug-in for one it is not even asked."""
    return bool(entry_points(group="jax_plugins")) and jax_ready().default_backend() != "cpu"


def device_name() -> str:
    """The device that computes, in words."""
    device = jax_ready().devices()[0]
    return f"{device.platform} ({device.device_kind})"
