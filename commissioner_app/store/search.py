"""Search by name, word, pinyin, initials or code: FTS5 over CJK bigrams, filled in the background after a load."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import orjson

from commissioner_app.domain.kind import Kind
from commissioner_app.store.database import Database
from commissioner_app.store.rows import Hit

Tokenizer = Callable[[str], Sequence[str]]
BATCH: Final = 100
AT_ONCE: Final = 50
_SHORT: Final = 4  # of a Latin word or a number, with its mark
_CJK: Final = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KIND: Final = "\ua000"  # a letter to SQLite, and of a script that nobody types here


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Runs of Chinese or of other letters, and a Chinese character; compiled when first needed, not at every start."""
    return re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+"), re.compile(f"[{_CJK}]")


def query_words(text: str) -> list[str]:
    """What a person typed as index words: bigrams of Chinese (a lone character as itself), Latin and digits as the
    start of a word, which is marked by a trailing ``*``."""
    words: list[str] = []
    all_runs, chinese = _patterns()
    for run in all_runs.findall(unicodedata.normalize("NFKC", text).lower().replace(_KIND, " ")):
        if not chinese.match(run):
            words.append(run + "*")
        elif len(run) == 1:
            words.append(run)
        else:
            words += [run[at : at + 2] for at in range(len(run) - 1)]
    return list(dict.fromkeys(words))


class SearchIndex:
    """The search table. ``tokens`` and ``pinyin`` come from ``domain.searching``."""

    def __init__(self, database: Database, kinds: Mapping[str, Kind], tokens: Tokenizer, pinyin: Tokenizer) -> None:
        self._database = database
        self._tokens = tokens
        self._pinyin = pinyin
        self._fields = {
            name: tuple(field.name for field in kind.fields if field.searched) for name, kind in kinds.items()
        }

    def wants(self, seqs: Iterable[int]) -> None:
        """Queue records whose words have to enter the index."""
        self._database.write(
            "INSERT OR IGNORE INTO search_pending (seq) SELECT value FROM json_each(?)",
            [orjson.dumps(list(seqs)).decode()],
        )

    def wants_staged(self, before: int) -> None:
        """Queue the records of a staged part, which were numbered on from ``before``."""
        self._database.write("INSERT INTO search_pending (seq) SELECT seq + ? FROM staged.records", [before])

    def remove(self, seq: int) -> None:
        """Take a record out of the index and of the queue."""
        self._database.write("DELETE FROM search WHERE rowid = ?", [seq])
        self._database.write("DELETE FROM search_pending WHERE seq = ?", [seq])

    def pending(self) -> int:
        """How many records still wait to enter the index."""
        found: int = self._database.value("SELECT count(*) FROM search_pending")
        return found

    def index_some(self, limit: int = BATCH) -> int:
        """Index up to ``limit`` waiting records, newest first, in one transaction; gives how many. Repeat until 0."""
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT p.seq, r.kind, r.deleted, r.title, r.subtitle, r.answers FROM search_pending p"
                " LEFT JOIN records r ON r.seq = p.seq ORDER BY p.seq DESC LIMIT ?",
                [limit],
            )
            seqs = [(row[0],) for row in rows]
            self._database.write_many("DELETE FROM search WHERE rowid = ?", seqs)
            self._database.write_many(
                "INSERT INTO search (rowid, words) VALUES (?, ?)",
                [(row[0], self._words(*row[1:])) for row in rows if row[1] is not None and not row[2]],
            )
            self._database.write_many("DELETE FROM search_pending WHERE seq = ?", seqs)
        return len(rows)

    def find(self, text: str, kinds: Sequence[str] = (), limit: int = 50) -> list[Hit]:
        """The newest ``limit`` live records that hold all words of ``text``."""
        if 0 < self.pending() <= AT_ONCE:
            self.index_some(AT_ONCE)
        match = self.expression(text, kinds)
        if not match:
            return []
        rows = self._database.rows(
            "SELECT r.id, r.kind, r.title, r.subtitle, r.date, r.state, r.dirty, r.open_conflicts"
            " FROM (SELECT rowid AS found FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)"
            " JOIN records r ON r.seq = found WHERE r.deleted = 0 ORDER BY found DESC",
            [match, limit],
        )
        return [Hit(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), row[7]) for row in rows]

    def expression(self, text: str, kinds: Sequence[str] = ()) -> str:
        """The FTS5 expression for a text within kinds (all if empty); empty where nothing can be searched for."""
        words = query_words(text)
        if not words:
            return ""
        parts = [f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"' for word in words]
        if kinds:
            parts.append("(" + " OR ".join(kind_word(kind) for kind in kinds) + ")")
        return " AND ".join(parts)

    def waits(self) -> bool:
        """Whether any record still waits to enter the index, or to leave it."""
        return self._database.value("SELECT 1 FROM search_pending LIMIT 1") is not None

    def count(self, match: str) -> int:
        """How many live records an expression finds, as far as they are in the index."""
        found: int = self._database.value("SELECT count(*) FROM search WHERE search MATCH ?", [match]) if match else 0
        return found

    def has_few(self, text: str, match: str, few: int) -> bool:
        """Whether an expression has no more than ``few`` hits (counting stops there). The beginning of a word is taken to
        have many: only to look would cost as much as to find them all."""
        if any(word.endswith("*") and len(word) <= _SHORT for word in query_words(text)):
            return False
        found: int = self._database.value(
            "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", [match, few + 1]
        )
        return found <= few

    def _words(self, kind: str, _deleted: int, title: str, subtitle: str, answers: str) -> str:
        values: dict[str, Any] = orjson.loads(answers)
        texts = [title, subtitle] + [part for name in self._fields.get(kind, ()) for part in strings(values.get(name))]
        joined = "\n".join(dict.fromkeys(part for part in texts if part))
        words = [*self._tokens(joined), *self._pinyin(title), kind_word(kind)]
        return " ".join(dict.fromkeys(words))


def kind_word(kind: str) -> str:
    """The index word that says which kind a record is of; no text of a person tokenizes to it."""
    return _KIND + re.sub(r"\W|_", "", kind)


def strings(value: Any) -> list[str]:
    """The texts in a value: itself, or those of a list."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [part for item in value for part in strings(item)]
    return []
