"""Which forms go to which server of another platform: a setting per form, off unless a person chose a server.

Addresses and accounts are kept in the profile; passwords, and the keys that some addresses carry, only in the keyring.
Where a laptop has no keyring they are known until the program ends.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.errors import InputError
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa.address import ServerAddress, parse_address
from commissioner_app.services.desk import Desk
from commissioner_app.system.secrets import SecretStore

SERVERS: Final = "openrosa.servers"
FORMS: Final = "openrosa.forms"
OFF: Final = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server and the account on it. ``account`` is "" where the key in the address signs in; a new key of the same
    project takes the place of the old one."""

    id: str
    address: ServerAddress
    account: str

    @property
    def name(self) -> str:
        """The server as a person recognises it; never a secret."""
        return f"{self.account}@{self.address.host}" if self.account else self.address.host


class Links:
    """The settings of this profile."""

    def __init__(self, desk: Desk, secrets: SecretStore) -> None:
        self._desk = desk
        self._secrets = secrets
        self._known: dict[str, str] = {}

    def servers(self) -> list[Server]:
        """The servers that were set up, in that order."""
        held: dict[str, dict[str, str]] = self._desk.store.settings.get(SERVERS, {})
        return [Server(name, ServerAddress(one["address"]), one["account"]) for name, one in held.items()]

    def server(self, server_id: str) -> Server:
        """One of them. Raises ``InputError`` openrosa_no_such_server."""
        found = next((one for one in self.servers() if one.id == server_id), None)
        if found is None:
            raise InputError("openrosa_no_such_server")
        return found

    def set_up(self, address: str, account: str = "", password: str = "") -> tuple[Server, bool]:
        """Keep a server; an empty password leaves a known one as it is. Also gives whether the password is remembered.

        Raises ``InputError`` openrosa_address, openrosa_plain, openrosa_account (neither an account nor a key)."""
        server, key = server_of(address, account)
        secret = key or password
        held: dict[str, Any] = self._desk.store.settings.get(SERVERS, {})
        entry = {"address": server.address.base, "account": server.account}
        if held.get(server.id) != entry:
            self._desk.store.settings.set(SERVERS, {**held, server.id: entry})
        if not secret:
            return server, self._secrets.get(self._name(server)) is not None
        self._known[server.id] = secret
        return server, self._secrets.set(self._name(server), secret)

    def forget(self, server_id: str) -> None:
        """Forget a server with its password; its forms go nowhere any more. Receipts and fetched forms stay."""
        server = self.server(server_id)
        held: dict[str, Any] = self._desk.store.settings.get(SERVERS, {})
        with self._desk.store.transaction():
            self._desk.store.settings.set(SERVERS, {name: one for name, one in held.items() if name != server_id})
            links = {form: where for form, where in self._links().items() if where != server_id}
            self._desk.store.settings.set(FORMS, links)
        self._known.pop(server_id, None)
        self._secrets.forget(self._name(server))

    def secret(self, server: Server) -> str:
        """The password or key; "" where it is not known (any more)."""
        return self._known.get(server.id) or self._secrets.get(self._name(server)) or ""

    def link(self, form_id: str, server_id: str) -> None:
        """Send the finished records of a form to a server from now on; ``OFF`` sends them nowhere."""
        if server_id:
            self.server(server_id)
        self._desk.store.settings.set(FORMS, {**self._links(), form_id: server_id})

    def decided(self, form_id: str) -> bool:
        """Whether anybody ever chose for this form."""
        return form_id in self._links()

    def linked(self) -> dict[str, Server]:
        """Form id -> the server its records go to; forms that are off are absent."""
        servers = {server.id: server for server in self.servers()}
        return {form: servers[where] for form, where in self._links().items() if where in servers}

    def _links(self) -> dict[str, str]:
        held: dict[str, str] = self._desk.store.settings.get(FORMS, {})
        return held

    def _name(self, server: Server) -> str:
        """Under which name the keyring holds the secret; neither profile nor server can be read from it."""
        return _secret_name(self._desk, server.id)


def secret_names(desk: Desk) -> list[str]:
    """Under which names the keyring holds secrets of a profile's servers."""
    return [_secret_name(desk, server_id) for server_id in desk.store.settings.get(SERVERS, {})]


def _secret_name(desk: Desk, server_id: str) -> str:
    return "openrosa-" + hashlib.sha256(f"{desk.folder.resolve()}\n{server_id}".encode()).hexdigest()[:16]


def server_of(address: str, account: str = "") -> tuple[Server, str]:
    """The server that an address and an account name, and the key that was in the address.

    Raises ``InputError`` openrosa_address, openrosa_plain, openrosa_account."""
    try:
        parsed, key = parse_address(address)
    except FormError as error:
        raise InputError(error.code) from error
    account = "" if parsed.has_key else account.strip()
    if not account and not parsed.has_key:
        raise InputError("openrosa_account")
    digest = hashlib.sha256(f"{parsed.base}\n{account}".encode()).hexdigest()
    return Server(digest[:8], parsed, account), key
