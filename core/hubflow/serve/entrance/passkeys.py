"""Passkeys: what a browser is asked for, and whether its answer is sound."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import attrs

from hubflow.serve.entrance.accounts import Accounts, StoredPasskey, now

MINUTES = 10
"""Minutes for which a browser may take to answer."""


@attrs.frozen
class PasskeyDesk:
    """Asks for passkeys and checks them, for the address at which the workbench is reached.

    ``origin`` is that address; its host is the relying party. Passkeys need HTTPS and a name: an
    address of numbers has none.
    """

    origin: str
    accounts: Accounts

    @property
    def host(self) -> str:
        """The relying party's id: the host without its port."""
        return urlsplit(self.origin).hostname or ""

    def asked_to_make(
        self, account: str, name: str, challenge: bytes, known: Sequence[StoredPasskey]
    ) -> str:
        """Return what a browser needs to make a passkey, as JSON.

        It must be one that the browser can find by itself and that checks who uses it, by a
        finger or a PIN: no name and no password are typed when one signs in.
        """
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialDescriptor,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        return options_to_json(generate_registration_options(
            rp_id=self.host, rp_name=f"hubflow, {self.host}", user_id=account.encode(),
            user_name=name, challenge=challenge, timeout=MINUTES * 60_000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one.id) for one in known]))

    def made(self, answer: str, challenge: bytes, account: str, label: str) -> StoredPasskey | None:
        """Return the passkey that a browser made; None if its answer is not sound."""
        from webauthn import verify_registration_response
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            found = verify_registration_response(
                credential=answer, expected_challenge=challenge, expected_rp_id=self.host,
                expected_origin=self.origin, require_user_verification=True)
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        return StoredPasskey(found.credential_id, account, found.credential_public_key,
                             found.sign_count, label, now())

    def asked_to_sign(self, challenge: bytes) -> str:
        """Return what a browser needs to sign in with any passkey of this host, as JSON."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        return options_to_json(generate_authentication_options(
            rp_id=self.host, challenge=challenge, timeout=MINUTES * 60_000,
            user_verification=UserVerificationRequirement.REQUIRED))

    def signed_by(self, answer: str, challenge: bytes) -> str | None:
        """Return the account whose passkey signed; None if the answer is not sound.

        Its count of signatures is noted; one that does not rise is refused.
        """
        from webauthn import verify_authentication_response
        from webauthn.helpers import parse_authentication_credential_json
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            said = parse_authentication_credential_json(answer)
            known = self.accounts.passkey(said.raw_id)
            if known is None or said.response.user_handle != known.account.encode():
                return None
            found = verify_authentication_response(
                credential=said, expected_challenge=challenge, expected_rp_id=self.host,
                expected_origin=self.origin, credential_public_key=known.public_key,
                credential_current_sign_count=known.signs, require_user_verification=True)
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        return known.account if self.accounts.signed(known.id, found.new_sign_count) else None
