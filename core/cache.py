"""A cache that nothing depends on: while it can't be reached, nothing is kept and nothing is found."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis import RedisError


class Hints(RedisCache):
    """Redis or Valkey, of which only reading and keeping are used."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            return default

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, value, *args, **kwargs)
        except RedisError:
            return
