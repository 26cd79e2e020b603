"""Certificates in PEM: what is one, and that nothing else is let through or repeated."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.certificates.pem import check_certificates
from tests.certificates.authorities import OLDER_SHOP_CA, SHOP_CA
from tests.refusals import refusal_of

ONE_LINE = "-----BEGIN CERTIFICATE----- {} -----END CERTIFICATE-----"


@pytest.mark.parametrize(
    "text",
    [SHOP_CA, SHOP_CA.strip(), SHOP_CA + OLDER_SHOP_CA, f"\n{SHOP_CA}\n\n{OLDER_SHOP_CA}\n"],
    ids=["one", "without line end", "two", "blank lines between"],
)
def test_certificates_are_accepted_as_they_are(text: str) -> None:
    assert check_certificates(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop-ca.pem",
        SHOP_CA.replace("CERTIFICATE", "PRIVATE KEY"),
        SHOP_CA + SHOP_CA.replace("CERTIFICATE", "EC PRIVATE KEY"),
        SHOP_CA.replace("-----END CERTIFICATE-----", ""),
        SHOP_CA.replace("MIIB", "M*IB"),
        SHOP_CA.replace("MIIB", "MII"),
        ONE_LINE.format(base64.b64encode(b"no certificate").decode()),
        f"subject=CN=shop\n{SHOP_CA}",
    ],
    ids=[
        "nothing",
        "a file name",
        "a key",
        "a key behind a certificate",
        "no end",
        "no base64",
        "truncated",
        "no ASN.1",
        "text before it",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    problem = refusal_of(lambda: check_certificates(text))
    assert problem.message == "the text is not a certificate in PEM"
    assert "BEGIN CERTIFICATE" in problem.remedy


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=8))
def test_what_is_refused_is_not_repeated(text: str) -> None:
    assert text not in str(refusal_of(lambda: check_certificates(text)))
