"""Dark, light, high-contrast, and the terminal's own sixteen colours; `t` goes through them."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark",
    dark=True,
    background="#0f1418",
    surface="#151c22",
    panel="#1e2830",
    foreground="#dfe7ec",
    primary="#4fb8c4",
    secondary="#7fa8d9",
    accent="#e9b44c",
    success="#62c48a",
    warning="#e9b44c",
    error="#f07178",
    variables={"muted": "#8796a1"},
)
LIGHT = Theme(
    name="light",
    dark=False,
    background="#faf8f3",
    surface="#ffffff",
    panel="#e9e5db",
    foreground="#1c2226",
    primary="#00687a",
    secondary="#2f5d9b",
    accent="#8a4b00",
    success="#1b6e40",
    warning="#8a4b00",
    error="#b3261e",
    variables={"muted": "#5c666d"},
)
CONTRAST = Theme(
    name="contrast",
    dark=True,
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    foreground="#ffffff",
    primary="#ffe14d",
    secondary="#7fd4ff",
    accent="#ffe14d",
    success="#5dff8f",
    warning="#ffd24d",
    error="#ff8080",
    variables={"muted": "#d0d0d0"},
    luminosity_spread=0.3,
    text_alpha=1.0,
)
THEMES = (DARK, LIGHT, CONTRAST)
NAMES = ("dark", "light", "contrast", "ansi-dark")
"""The last one is Textual's own: it speaks the terminal's palette."""
