"""Which digits make a whole telephone number, and of what kind.

Shapes of UK numbers are this module's own (the ranges Ofcom reserves for drama are invalid
to libphonenumber); ``phonenumbers`` is asked about numbers with a foreign code only.
"""

from __future__ import annotations


def shape_of(digits: str, *, international: bool, prefix: bool) -> tuple[str, str]:
    """The kind and key of a whole number, or two empty strings."""
    if international or (prefix and digits.startswith("00")):
        code = digits if international else digits[2:]
        if code.startswith("44"):
            national = code[2:].removeprefix("0")
            return _national("0" + national)
        return _foreign(code)
    if digits.startswith("0"):
        return _national(digits)
    if len(digits) == 12 and digits.startswith("447"):
        return "mobile", "0" + digits[2:]
    if len(digits) == 13 and digits.startswith("4407"):
        return "mobile", digits[2:]
    if len(digits) == 10 and digits[0] in "71235689":
        return "bare", "0" + digits
    if 6 <= len(digits) <= 8:
        return "local", digits
    return "", ""


def _national(digits: str) -> tuple[str, str]:
    size = len(digits)
    head = digits[:2]
    if head == "07":
        return ("mobile", digits) if size == 11 else ("", "")
    if head == "01" and digits[2:3] not in ("", "0"):
        return ("landline", digits) if size in (10, 11) else ("", "")
    if head == "02" and digits[2:3] in ("0", "3", "4", "8", "9"):
        return ("landline", digits) if size == 11 else ("", "")
    if head in ("03", "08", "09") and (size == 11 or (head == "08" and (size == 10 or digits == "08001111"))):
        return "service", digits
    return "", ""


def _foreign(code: str) -> tuple[str, str]:
    if not 8 <= len(code) <= 15 or code[0] == "0":
        return "", ""
    # Loaded only here: few messages hold such a number.
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + code, None)
    except phonenumbers.NumberParseException:
        return "", ""
    return ("foreign", "+" + code) if phonenumbers.is_possible_number(number) else ("", "")
