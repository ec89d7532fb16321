"""Why a resource fits, as data; texts only where somebody reads them."""

from __future__ import annotations

from dataclasses import dataclass

from commissioner_app.i18n import Language, language, tr
from commissioner_app.matching.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason by its key (``match.reason.<key>``) and the words or codes it speaks of."""

    key: str
    params: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def text(self, lang: Language | None = None) -> str:
        """The reason in words, in ``lang`` or the window's language."""
        chosen = lang or language()
        between = tr("match.between", chosen)
        known = lexicon().industries
        shown = {
            name: between.join(known[v].label(chosen) if name == "codes" and v in known else v for v in values)
            for name, values in self.params
        }
        return tr(f"match.reason.{self.key}", chosen, **shown)
