"""Text for people in the two languages of the program."""

from msgspec import Struct


class Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same words in English and in Simplified Chinese."""

    en: str
    zh: str

    def said_in(self, lang: str) -> str:
        """The words in that language; English where it is not ours."""
        return self.zh if lang == "zh" and self.zh else self.en
