"""Tokens as people can see them: every one shows something."""

import unicodedata

from widgets.engine.answers import Token

END_OF_TEXT = "⟨end of text⟩"
_SIGNS = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "\x7f": "␡"}
_SIGNS |= {chr(code): chr(0x2400 + code) for code in range(32) if chr(code) not in _SIGNS}
_DOTTED_CIRCLE = "\u25cc"


def visible(token: Token) -> str:
    """A token with a sign for everything that has no picture of its own.

    Spaces, line ends, tabs and control characters are drawn, other characters without a picture are named by number
    (⟨U+00A0⟩), marks that would sit on the letter before get a circle to sit on, and bytes that are no text stand in
    hexadecimal (⟨E2⟩⟨80⟩).
    """
    if token.hex:
        return "".join(f"⟨{byte}⟩" for byte in token.hex.split())
    if not token.text:
        return END_OF_TEXT
    if token.text.isascii() and token.text.isprintable():
        return token.text.replace(" ", "␣")
    return "".join(_sign(before, character) for before, character in zip(" " + token.text, token.text, strict=False))


def bytes_of(token: Token) -> bytes:
    """What a token stands for in UTF-8; `<|endoftext|>` for nothing."""
    return bytes.fromhex(token.hex) if token.hex else token.text.encode()


def _sign(before: str, character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    kind = unicodedata.category(character)
    # Variation selectors are marks that change the letter before and show nothing themselves.
    if kind[0] in "CZ" or unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return f"⟨U+{ord(character):04X}⟩"
    if kind[0] == "M" and before.isspace():
        return _DOTTED_CIRCLE + character
    return character
