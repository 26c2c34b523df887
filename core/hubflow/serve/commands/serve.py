"""``hubflow serve``: Open the workbench in the browser: a call from its board to its decisions."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from hubflow.cli.extras import needs
from hubflow.cli.shared_options import plugin_option
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from types import FrameType

    from hubflow.plugins.manager import LoadedHub
    from hubflow.serve.application import Workbench

LOOPBACK = "127.0.0.1"
_WARM_AFTER = 3.0
"""Seconds after which a server imports what nobody asked for yet: the first pages come first."""

_LAST_ANSWERS = 10
"""Seconds that a server which is told to end gives to the requests that it still answers."""


def _public(_: click.Context, __: click.Parameter, address: str | None) -> str | None:
    """Return an address without the slash at its end. Raise a usage error if it is none."""
    if address is None:
        return None
    parts = urlsplit(address.rstrip("/"))
    if parts.scheme != "https" or not parts.netloc or parts.path or parts.query:
        raise click.BadParameter(f"{address!r} is no address of a team's workbench. Write it as "
                                 "https://bench.example.org: behind HTTPS, with nothing after "
                                 "the host.")
    return address.rstrip("/").lower()


@click.command(name="serve")
@plugin_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default="any free one",
              help="The port on this machine.")
@click.option("--public", metavar="URL", callback=_public, help="The address at which a reverse "
              "proxy shows the workbench to a team, such as https://bench.example.org.")
@click.option("--keys", metavar="FOLDER",
              type=click.Path(path_type=Path, file_okay=False, writable=True),
              help="Where the secret that seals sessions is kept, so that they outlast a restart "
              "and several processes share them. It is made if it is not there.")
@click.option("--methods", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False),
              help="Where authors' drafts of methods are kept. It is made if it is not there; "
              "without it methods are only shown.")
@click.option("--oidc", metavar="FILE", envvar="HUBFLOW_OIDC", type=click.Path(
    path_type=Path, dir_okay=False), help="A provider at which people sign in by OpenID Connect: "
    "TOML with issuer, client_id, name, secret_file.")
@click.option("--open/--no-open", "opens", default=True, help="Whether the browser is opened.")
@register_options("by")
def command(
    plugin: str | None, port: int, public: str | None, keys: Path | None, methods: Path | None,
    oidc: Path | None, opens: bool, register: NamedRegister,
) -> None:
    """Open the workbench: what a hub does with its register, in a browser.

    It answers on this machine alone (127.0.0.1), at an address that lets one person in once. It
    records what the register's commands record, by the same functions, and shows the command that
    does the same. Others come in by invitations that the secretary makes on the screen "People".
    Ctrl-C ends it.
    """
    needs("serve", "starlette", "uvicorn", "multipart", "webauthn", "authlib")
    import uvicorn

    from hubflow.plugins.manager import load_hub
    from hubflow.serve.bounded_process import end_all
    from hubflow.serve.entrance.invitations import Invitations, owner
    from hubflow.serve.entrance.listening import listening_socket
    from hubflow.serve.warm_up import warm_up

    hub = load_hub(plugin) if plugin else None
    with listening_socket(port) as socket:
        own = f"http://{LOOPBACK}:{socket.getsockname()[1]}"
        bench = _workbench(register, plugin_hub=hub, origin=public or own, keys=keys,
                           methods=methods, oidc=oidc)
        address, _ = Invitations(bench.keeper, public or own).make(owner(register.recorder), 1)
        click.echo(say("commands.workbench_is_at", origin=public or own, address=address))
        if opens and public is None:
            click.launch(address)
        class Server(uvicorn.Server):
            """A server that ends its processes as soon as it is told to end."""

            def handle_exit(self, sig: int, frame: FrameType | None) -> None:
                end_all()
                super().handle_exit(sig, frame)

        warming = threading.Timer(_WARM_AFTER, warm_up)
        warming.daemon = True
        warming.start()
        try:
            Server(uvicorn.Config(
                bench.application(), access_log=False, server_header=False, date_header=False,
                proxy_headers=False, lifespan="off", limit_concurrency=200, timeout_keep_alive=10,
                log_level="critical", ws="none",
                timeout_graceful_shutdown=_LAST_ANSWERS)).run(sockets=[socket])
        finally:
            warming.cancel()


def _workbench(
    register: NamedRegister, *, plugin_hub: LoadedHub | None, origin: str, keys: Path | None,
    methods: Path | None, oidc: Path | None,
) -> Workbench:
    from hubflow.serve.application import Workbench
    from hubflow.serve.drafting.method_drafts import MethodDrafts
    from hubflow.serve.entrance.accounts import Accounts
    from hubflow.serve.entrance.provider import Provider, read_settings
    from hubflow.serve.entrance.safety import Origins
    from hubflow.serve.entrance.seals import SealKeeper
    from hubflow.serve.page_table import workbench_pages
    from hubflow.serve.register_access import SharedRegister

    shared = SharedRegister(register.opened, plugin_hub)
    port = urlsplit(origin).port
    if oidc is not None and keys is None:
        raise click.UsageError("--oidc needs --keys: the folder that keeps who was invited.")
    keeper = SealKeeper.of(keys)
    return Workbench(
        register=shared, pages=workbench_pages(plugin_hub), keeper=keeper,
        accounts=Accounts.of(keys) if keys is not None else None,
        provider=Provider(read_settings(oidc), origin) if oidc is not None else None,
        origins=Origins((origin,)), language=register.language or os.environ.get(
            "HUBFLOW_LANG", ""), cookie=f"hubflow_{port}" if port else "hubflow",
        drafts=None if methods is None else MethodDrafts(methods))
