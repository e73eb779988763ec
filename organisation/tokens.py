"""API tokens: 256 random bits, kept as a hash, shown once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.refusals import Refused
from organisation.models import ApiToken, User

PREFIX = "fbo_"
SHOWN = 8
LONGEST = timedelta(days=365)


def new_token() -> tuple[str, str]:
    """Return a token and its digest."""
    token = PREFIX + secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    """Return the SHA-256 in hex. A fast hash will do: the token itself is 256 bits of chance."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(user: User, *, name: str = "", valid: timedelta = LONGEST) -> str:
    """Give `user` a token and return it, the one time that it can be read. Refuses a disabled account."""
    if not user.is_active:
        raise Refused(gettext("This account is disabled."))
    token, kept = new_token()
    now = timezone.now()
    ApiToken.objects.create(
        user=user,
        name=name[:100],
        prefix=token[:SHOWN],
        digest=kept,
        created_at=now,
        expires_at=now + min(valid, LONGEST),
    )
    return token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`. Cookies mean nothing to the API, so no forged form can use them."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts:
            return None
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            raise AuthenticationFailed
        token = self._valid(parts[1].decode("latin-1"))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _valid(self, text: str) -> ApiToken:
        found = (
            ApiToken.objects.select_related("user__department")
            .filter(digest=digest(text), revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)
            .first()
        )
        if found is None:
            raise AuthenticationFailed
        return found


class TokenScheme(OpenApiAuthenticationExtension):
    """How openapi.json says it."""

    target_class = TokenAuthentication
    name = "Bearer"

    def get_security_definition(self, auto_schema: object) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "A token from `manage.py issue_token`."}
