"""How an account shows itself to a server: Digest where it is offered, else Basic; never to any other server."""

from __future__ import annotations

from collections.abc import Callable

import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from commissioner_app.forms.openrosa.address import is_private

Auth = Callable[[requests.PreparedRequest], requests.PreparedRequest]


def nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No account; it also keeps requests from taking a password out of the person's netrc file."""
    return request


def answering(challenge: str, url: str, account: str, password: str) -> Auth | None:
    """What answers a server's challenge (its ``WWW-Authenticate`` headers, joined); None where nothing may.

    A server that challenges without saying how is taken to mean Basic, as ODK Central does. Basic shows the password
    itself, so it is for private lines only.
    """
    offered = {word.strip().partition(" ")[0].lower() for word in challenge.split(",")}
    auth: Auth | None = None
    if "digest" in offered:
        auth = HTTPDigestAuth(account, password)
    elif ("basic" in offered or not challenge.strip()) and is_private(url):
        auth = HTTPBasicAuth(account.encode("utf-8"), password.encode("utf-8"))
    return auth
