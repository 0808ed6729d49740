"""Every error of the API, rendered once: RFC 9457 `application/problem+json` with a stable `code`."""

from __future__ import annotations

import errno
import logging
import re
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from djangoapp.core.errors import DomainError, without_paths
from djangoapp.core.web.authentication import CsrfFailed, PasswordChangeRequired, SignedInAsAnother
from ml.errors import ImageTooLarge, MlError

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"

FULL_DISK = ("disk is full", "No space left on device")
ML_STATUS = {
    "unsupported_format": 415, "unknown_recipe": 400, "config_invalid": 400, "storage_full": 507,
    "decoder_busy": 503, "not_verified": 503,
}  # fmt: skip
# Seconds; 5 for all others.
RETRY_AFTER = {"decoder_busy": "2", "too_many_at_once": "2"}
DRF_CODES: dict[type[exceptions.APIException], str] = {
    exceptions.ParseError: "malformed_request",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "authentication_failed",
    exceptions.PermissionDenied: "permission_denied",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "throttled",
}


def problem(code: str, detail: str, status: int, **fields: Any) -> dict[str, Any]:
    """The body of a problem response; `fields` are members besides the standard ones."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    body = {
        "type": f"urn:ragam:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return body | fields


def as_domain_error(error: BaseException) -> DomainError | None:
    """The DomainError that `error` means for a caller, or None for a fault of ours."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, MlError):
        return _from_ml(error)
    if _is_full_disk(error):
        return DomainError(
            "storage_full", "The disk is full; nothing was stored. Free some space and try again.", 507
        )
    if isinstance(error, OperationalError | InterfaceError):
        return DomainError(
            "database_unavailable", "The database does not answer. Try again in a moment.", 503
        )
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return DomainError("request_too_large", str(error) or "The request is too large.", 413)
    if isinstance(error, RecursionError):
        return DomainError("malformed_request", "The request is nested too deeply. Send it flatter.", 400)
    if isinstance(error, SuspiciousOperation):
        return DomainError("malformed_request", "The request is malformed.", 400)
    return None


def _is_full_disk(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # SQLite's and PostgreSQL's words for it.
    return isinstance(error, OperationalError) and any(words in str(error) for words in FULL_DISK)


def _from_ml(error: MlError) -> DomainError:
    status = ML_STATUS.get(error.code, 422)
    if isinstance(error, ImageTooLarge) and error.limit == "bytes":
        status = 413
    if isinstance(error, ImageTooLarge):
        told = {"received": error.received, "allowed": error.allowed}
        known = {name: value for name, value in told.items() if value is not None}
        return DomainError(error.code, without_paths(str(error)), status, reason=error.limit, **known)
    return DomainError(error.code, without_paths(str(error)), status)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """Django REST framework's hook: turn any exception of a view into a problem response."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, DjangoPermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(getattr(error, "message_dict", error.messages))
    set_rollback()
    if isinstance(error, exceptions.APIException):
        return _from_drf(error)
    known = as_domain_error(error)
    if known is not None:
        return _from_domain(known, context)
    logger.error("unhandled error in %s", _place(context), exc_info=error)
    return _response(problem("internal_error", "Something went wrong on our side; it has been logged.", 500))


def _from_domain(error: DomainError, context: dict[str, Any]) -> Response:
    if error.code == "decoder_busy":  # A full queue is its purpose, not a fault.
        logger.warning("%s: %s", _place(context), error.detail)
    elif error.status >= 500:
        logger.error("%s in %s: %s", error.code, _place(context), error.detail, exc_info=error)
    response = _response(problem(error.code, error.detail, error.status, **error.fields))
    if error.status in (429, 503):
        response["Retry-After"] = RETRY_AFTER.get(error.code, "5")
    return response


def _from_drf(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    fields: dict[str, Any] = {}
    code = next((code for kind, code in DRF_CODES.items() if isinstance(error, kind)), error.default_code)
    detail = str(error.detail)
    if isinstance(error, CsrfFailed | SignedInAsAnother | PasswordChangeRequired):
        code = error.default_code
    if isinstance(error, exceptions.ValidationError):
        errors = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        code, detail = "validation_error", _first_message(errors)
        fields = {"errors": errors, "error_codes": field_codes(errors)}
    wait = getattr(error, "wait", None)
    if isinstance(error, exceptions.Throttled) and wait is not None:
        headers["Retry-After"] = str(int(wait))
        fields["retry_after"] = int(wait)
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    return _response(problem(code, detail, error.status_code, **fields), headers)


# Django REST framework writes these limits into the sentence alone.
_LIMITED = {"max_length", "min_length", "max_value", "min_value", "password_too_short", "max_digits"}


def field_codes(errors: Any) -> Any:
    """Of the same shape as `errors`: in place of each sentence {code, limit?}, for an app of any language."""
    if isinstance(errors, dict):
        return {name: field_codes(inner) for name, inner in errors.items()}
    if isinstance(errors, list | tuple):
        return [field_codes(inner) for inner in errors]
    code = getattr(errors, "code", "invalid")
    number = re.search(r"\d+", str(errors)) if code in _LIMITED else None
    return {"code": code, "limit": int(number[0])} if number else {"code": code}


def _first_message(errors: Any, name: str = "") -> str:
    """One sentence for people out of DRF's nested error structure: the first field and what it says."""
    if isinstance(errors, dict):
        key, inner = next(iter(errors.items()), ("", "The request is not valid."))
        return _first_message(inner, name if key == "non_field_errors" else f"{name}.{key}".strip("."))
    if isinstance(errors, list | tuple):
        return _first_message(next((one for one in errors if one), "The request is not valid."), name)
    return f"{name}: {errors}" if name else str(errors)


def _response(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _place(context: dict[str, Any]) -> str:
    request = context.get("request")
    return f"{request.method} {request.path}" if request is not None else type(context.get("view")).__name__


def problem_response(code: str, detail: str, status: int, **fields: Any) -> JsonResponse:
    """A problem from code that is not a DRF view: middleware, error handlers, streaming views."""
    return JsonResponse(problem(code, detail, status, **fields), status=status, content_type=CONTENT_TYPE)
