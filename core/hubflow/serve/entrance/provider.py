"""Sign in at a provider by OpenID Connect: authorization code, PKCE, state and nonce."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs

from hubflow.model.input_problems import BadInput, Problem, one_problem

SECRET = "HUBFLOW_OIDC_SECRET"
"""The environment variable that may hold the client's secret."""

CALLBACK = "/sign-in/provider/back"
"""Where the provider sends a browser back to."""

_KEYS = {"issuer", "client_id", "name", "secret_file"}
_ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512",
               "EdDSA"]
"""Signatures with a provider's own key; none that the client's secret could make."""

_SECONDS = 10.0
_KEPT = 3600.0
"""Seconds for which a provider's addresses and keys are kept."""

_LEEWAY = 120
"""Seconds by which the provider's clock may be wrong."""


class NotSignedIn(Exception):
    """Raised where a provider's answer lets nobody in; the message holds nothing it said."""


@attrs.frozen
class ProviderSettings:
    """A provider: its address, the client's name and secret there, and what people call it."""

    issuer: str
    client_id: str
    name: str
    secret: str = attrs.field(repr=False, default="")


@attrs.frozen
class ProviderPerson:
    """A person as a provider names them; ``email`` is empty unless the provider verified it."""

    subject: str
    email: str = ""


def read_settings(path: Path) -> ProviderSettings:
    """Return a provider's settings from a TOML file.

    The secret stands in the file that ``secret_file`` names (beside it), or in the environment.
    Raises :class:`BadInput` with all that is wrong.
    """
    import tomllib

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise one_problem(str(path), f"it cannot be read ({error})",
                          "Write issuer, client_id and name into it.") from error
    problems = [Problem(str(path), 0, key, "unknown key", f"Known are {', '.join(sorted(_KEYS))}.")
                for key in sorted(data.keys() - _KEYS)]
    for key in ("issuer", "client_id", "name"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            problems.append(Problem(str(path), 0, key, "is missing",
                                    "Write it as the provider gives it."))
    issuer = str(data.get("issuer", "")).rstrip("/")
    if issuer and not is_safe(issuer):
        problems.append(Problem(str(path), 0, "issuer", "is no address of a provider",
                                "Write it as https://id.example.org."))
    secret = os.environ.get(SECRET, "")
    if isinstance(data.get("secret_file"), str):
        try:
            secret = (path.parent / data["secret_file"]).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            problems.append(Problem(str(path), 0, "secret_file", "it cannot be read",
                                    f"Name a file that holds the secret alone, or set {SECRET}."))
    if problems:
        raise BadInput(problems)
    return ProviderSettings(issuer, data["client_id"].strip(), data["name"].strip(), secret)


def is_safe(address: str) -> bool:
    """Return whether an address is reached by HTTPS, or on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")))


class Provider:
    """A provider of identities, whose addresses and keys are asked for when they are needed."""

    def __init__(self, settings: ProviderSettings, origin: str) -> None:
        self.settings, self.back = settings, f"{origin}{CALLBACK}"
        self._found: dict[str, tuple[float, Any]] = {}

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Return the address at the provider to which a browser goes to sign in."""
        with self._client() as client:
            made: str = client.create_authorization_url(
                self._known()["authorization_endpoint"], state=state, nonce=nonce,
                code_verifier=verifier, redirect_uri=self.back)[0]
        return made

    def person(self, code: str, nonce: str, verifier: str) -> ProviderPerson:
        """Return who signed in, by the code that the provider sent back.

        Raises :class:`NotSignedIn` unless the provider's signed word holds: issuer, audience, time
        and nonce.
        """
        from authlib.common.errors import AuthlibBaseError
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        settings = self.settings
        try:
            with self._client() as client:
                answer = client.fetch_token(
                    self._known()["token_endpoint"], grant_type="authorization_code", code=code,
                    code_verifier=verifier, redirect_uri=self.back)
            keys = KeySet.import_key_set(self._fetched(self._known()["jwks_uri"]))
            token = jwt.decode(answer["id_token"], keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                token.claims, token.header,
                {"iss": {"essential": True, "value": self._known()["issuer"]},
                 "aud": {"essential": True, "value": settings.client_id}},
                {"nonce": nonce, "client_id": settings.client_id,
                 "access_token": answer.get("access_token", "")})
            claims.validate(leeway=_LEEWAY)
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, OSError) as error:
            self._found.clear()  # the provider may have new keys
            raise NotSignedIn(type(error).__name__) from None
        email = claims.get("email") if claims.get("email_verified") is True else ""
        return ProviderPerson(str(claims["sub"]), str(email or ""))

    def _client(self) -> Any:
        # it warns, whatever the filters say, of a successor of httpx that hardly anybody has yet
        with warnings.catch_warnings(record=True):
            from authlib.integrations.httpx_client import OAuth2Client
        return OAuth2Client(
            self.settings.client_id, self.settings.secret or None, scope="openid email profile",
            code_challenge_method="S256", timeout=_SECONDS, follow_redirects=False,
            token_endpoint_auth_method="client_secret_basic" if self.settings.secret else "none")

    def _known(self) -> Mapping[str, str]:
        """Return the provider's addresses, as it publishes them."""
        issuer = self.settings.issuer
        found = self._fetched(f"{issuer}/.well-known/openid-configuration")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if str(found.get("issuer", "")).rstrip("/") != issuer or not all(
                isinstance(found.get(name), str) and is_safe(found[name]) for name in names):
            raise NotSignedIn("its configuration is not that of this provider")
        return {name: found[name] for name in (*names, "issuer")}

    def _fetched(self, address: str) -> Any:
        kept = self._found.get(address)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        found = _json_from(address)
        self._found[address] = time.monotonic() + _KEPT, found
        return found


def _json_from(address: str) -> Any:
    import httpx

    try:
        answer = httpx.get(address, timeout=_SECONDS, follow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotSignedIn(type(error).__name__) from None
    if not isinstance(found, dict):
        raise NotSignedIn("an answer of another form")
    return found


