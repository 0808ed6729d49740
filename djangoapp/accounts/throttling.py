"""Failed sign-ins are counted, right ones never: many people may stand behind one address."""

from __future__ import annotations

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

MANY_PEOPLE = 5
"""How many times as many failures as for one name are allowed to an address that several people share."""


class FailedSignIns(SimpleRateThrottle):
    """Refuses an address that failed too often with one name; another address may still try that name."""

    scope = "login"
    people = 1
    num_requests: int  # Both come of the rate; its type stubs leave them out.
    duration: int

    def get_cache_key(self, request: Request, view: APIView) -> str:
        data = request.data if isinstance(request.data, dict) else {}
        name = str(data.get("username", ""))[:150].casefold()
        return self._key(request, name.encode().hex())

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether to look at the password at all; counts nothing."""
        self.key = self.get_cache_key(request, view)
        self.now = self.timer()
        self.history = self._recent()
        if len(self.history) >= self.num_requests * self.people:
            return self.throttle_failure()
        return True

    def note_failure(self) -> None:
        """Count the attempt that `allow_request` let through."""
        cache.set(self.key, [self.timer(), *self._recent()], self.duration)

    def _recent(self) -> list[float]:
        return [at for at in cache.get(self.key, []) if at > self.timer() - self.duration]

    def _key(self, request: Request, what: str) -> str:
        return self.cache_format % {"scope": self.scope, "ident": f"{self.get_ident(request)}-{what}"}


class FailedPasswordChanges(FailedSignIns):
    """The same for the current password that changing one's own asks for."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self._key(request, request.user.get_username().casefold().encode().hex())


class FailedSignInsOfAddress(FailedSignIns):
    """The same for all names that one address tries."""

    people = MANY_PEOPLE

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self._key(request, "any")
