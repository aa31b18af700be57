"""``needlepoint serve``: the clinic in a browser, on SQLite or the database that DATABASE_URL names."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from ..errors import MachineError

NAME = "serve"
DEFAULT_PORT = 8000


def run(
    demo: Annotated[bool, typer.Option("--demo", help="With an invented clinic and thirty invented patients.")] = False,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of the clinic (default: one in your own files).")
    ] = None,
) -> None:
    """Serve the clinic: screening, plans, charts and records for a practice.

    On the first start it asks who owns the practice. With --demo everything is invented, and sign-in needs no second
    factor: owner@example.org, provider@example.org or assistant@example.org, password "invented-people".

    Settings come from the environment: NEEDLEPOINT_SECRET_KEY, NEEDLEPOINT_IDENTITY_KEYS, NEEDLEPOINT_SEARCH_KEY (made
    once and kept in the folder when not set), DATABASE_URL, NEEDLEPOINT_HOSTS, NEEDLEPOINT_HTTPS,
    NEEDLEPOINT_PROXY, NEEDLEPOINT_TIME_ZONE, NEEDLEPOINT_EMAIL_URL, NEEDLEPOINT_FROM_EMAIL,
    NEEDLEPOINT_SITE (deploy/README.md).
    """
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("needlepoint_clinic") is None:
        raise MachineError("The clinic's parts are not installed.", "pip install 'needlepoint[clinic]'")
    from needlepoint_clinic import serving

    folder = data or default_folder(demo)
    serving.prepare_environment(folder, demo=demo, port=port, host=host)
    first = "; the first time it invents thirty patients, which takes half a minute" if demo else ""
    typer.echo(f"Preparing the clinic in {folder}{first} ...", err=True)
    serving.bring_up_to_date(demo=demo)
    if demo:
        typer.echo('Sign in as provider@example.org, password "invented-people". Everybody is invented.')
        if secret := serving.way_in_for_a_patient():
            typer.echo(f"As a patient, once, in another browser: http://{host}:{port}/p/{secret}/")
    if words := serving.words_at_start():
        typer.echo(words)
    typer.echo(f"Open http://{host}:{port} in a browser. Stop with Ctrl+C.")
    serving.serve(host=host, port=port)


def default_folder(demo: bool) -> Path:
    """Where a clinic is kept when nobody names a folder; the invented one has its own."""
    from platformdirs import user_data_path

    return user_data_path("needlepoint", appauthor=False) / ("demo" if demo else "clinic")
