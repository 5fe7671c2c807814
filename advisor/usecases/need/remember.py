"""Remember how the app was left, for its next start and for `--profile last`."""

from __future__ import annotations

from advisor.errors import AdvisorError
from advisor.intake.last_use import write_last_use
from advisor.messages import words
from advisor.model.need import Need
from advisor.usecases.settings import Settings


def remember(settings: Settings, *, theme: str, lang: str, need: Need | None) -> None:
    """Keep theme, language and need.

    Raises:
        AdvisorError: `not-kept`, when the data folder cannot be written.
    """
    try:
        write_last_use(settings.data, theme=theme, lang=lang, need=need)
    except OSError as error:
        say = words(settings.lang)
        raise AdvisorError(
            "not-kept",
            say(
                "Your need is not kept for the next start: {folder} cannot be written.",
                folder=settings.data,
            ),
            why=say("The system says: {why}.", why=error.strerror or error),
            hint=say("`fwadvisor --data DIR` keeps it elsewhere"),
        ) from error
