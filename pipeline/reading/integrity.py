"""Whether what was signed is still what lies there (tính toàn vẹn của văn bản ký số). The only door to pyHanko.

A digital signature (chữ ký số) in a PDF stands over the bytes of the file up to a certain point (ISO 32000-1, 12.8: /ByteRange).
Two things can be seen without a network: whether those bytes are still the ones that were signed, and what was added behind
them. Whether the certificate is to be trusted, was revoked or had run out cannot be judged offline and is not claimed: a state
is `intact` or `broken`, never 'valid'.

    intact   the signed bytes give the signed digest, the signature over it is that of the certificate beside it, and what came
             after them is what signing itself adds: further signatures, form fields, stamps, time stamps
    broken   the digest or the signature does not fit, the signature or the file round it is damaged, it covers not what it says,
             or what was added behind it changes the pages

A paper carries several signatures (its signer's, its body's, the gazette's): it is `broken` if any is. Time stamps alone are no
signature. Where a signature is of a kind that cannot be checked here, nothing is said of the paper (None).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Literal

from pipeline.reading import pdf

State = Literal["intact", "broken"]

DETACHED = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
"""Kinds of signatures that stand over the file's bytes themselves; the others have not been written since PDF 1.6."""

MOST = 50
"""Signatures looked at in a file; papers carry up to five."""


def signature_state(path: Path) -> State | None:
    """`intact` or `broken` for a signed PDF; None without a signature, or where a signature is of a kind that cannot be checked."""
    if not pdf.signatures(path):
        return None  # pyHanko takes 0.3 s to load: not for the many files without a signature
    states = _states(path)
    if "broken" in states:
        return "broken"
    return "intact" if states and None not in states else None


def _states(path: Path) -> list[State | None]:
    """The state of each signature of the file, in its order."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    with path.open("rb") as file:
        try:
            found = PdfFileReader(file, strict=False).embedded_regular_signatures[:MOST]
        except (MemoryError, RecursionError):
            return [None]
        except Exception:  # PDFium sees a signature where pyHanko sees damage: signed bytes are read as they were written, or not at all
            return ["broken"]
        return [_state(signature) for signature in found]


def _state(signature: Any) -> State | None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if signature.sig_object.get("/SubFilter") not in DETACHED:
        return None
    try:
        signature.compute_integrity_info(skip_diff=True)
        if signature.coverage not in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION):
            return "broken"
        if not all(validate_sig_integrity(signature.signer_info, signature.signer_cert, "data", signature.compute_digest())):
            return "broken"
        if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
            return "intact"
        changed = getattr(signature.evaluate_modifications(DEFAULT_DIFF_POLICY), "modification_level", ModificationLevel.OTHER)
    except (MemoryError, RecursionError, NotImplementedError):
        return None
    except Exception as error:  # whatever a damaged signature makes of the libraries below
        return None if isinstance(error, UnsupportedAlgorithm) else "broken"
    return "intact" if changed < ModificationLevel.OTHER else "broken"
