"""Certificates for the TLS cases, made by trustme for one test run."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta

import trustme

HOST = "api.example.test"


def server_context(
    ca: trustme.CA, host: str = HOST, *, valid_from_days: int = -1, valid_days: int = 2
) -> ssl.SSLContext:
    """Return a server's context with a certificate of this authority, valid from some days before or after now."""
    begins = datetime.now(UTC) + timedelta(days=valid_from_days)
    certificate = ca.issue_cert(host, not_before=begins, not_after=begins + timedelta(days=valid_days))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def self_signed_context(ca: trustme.CA) -> ssl.SSLContext:
    """Return a server's context whose certificate has signed itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with ca.private_key_pem.tempfile() as key, ca.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


def tls_1_1_only(context: ssl.SSLContext) -> ssl.SSLContext:
    """Let a server speak nothing newer than TLS 1.1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context
