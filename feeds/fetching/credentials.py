"""The credentials a feed needs, fetched from where the user keeps them when they are needed.

They are never stored, logged or shown; what is missing is named by its place, not its content.
"""

from __future__ import annotations

import base64
import importlib
from collections.abc import Mapping

from store.configuration import FeedSettings, Secret
from store.optional_libraries import how_to_add


class CredentialMissing(Exception):
    """A secret is not where the configuration says; the message says where that is."""


def authorization(settings: FeedSettings, environment: Mapping[str, str]) -> str | None:
    """The Authorization header for basic authentication (RFC 7617), None where none is set.

    Raises CredentialMissing.
    """
    if settings.user is None and settings.password is None:
        return None
    user = settings.user or ""
    password = reveal(settings.password, user, environment) if settings.password else ""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def headers(settings: FeedSettings, environment: Mapping[str, str]) -> dict[str, str]:
    """The extra headers of a feed. Raises CredentialMissing."""
    return {
        name: reveal(value, settings.user or name, environment)
        if isinstance(value, Secret)
        else value
        for name, value in settings.headers
    }


def reveal(secret: Secret, user: str, environment: Mapping[str, str]) -> str:
    """The secret itself; `user` is the entry's user name in a keyring. Raises CredentialMissing."""
    if secret.source == "env":
        value = environment.get(secret.name)
        if not value:
            raise CredentialMissing(f"the environment variable {secret.name} is not set")
    else:
        value = _from_keyring(secret.name, user)
    if not value.isprintable():
        raise CredentialMissing(f"the secret in {secret.name} has control characters in it")
    return value


def _from_keyring(service: str, user: str) -> str:
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise CredentialMissing(
            f"the keyring library is not installed: {how_to_add('keyring')} adds it;"
            " or use { env = … }"
        ) from None
    try:
        value = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise CredentialMissing(f"the keyring does not answer: {error}") from error
    if not value:
        raise CredentialMissing(f"the keyring has no entry for {user} in {service}")
    return str(value)
