"""Search tokens of a text: Chinese bigrams and characters, Latin words, and pinyin in full and by initials."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
LONGEST: Final = 12
CACHED_LENGTH: Final = 60

# Place names that the dictionary reads otherwise (domain.md Appendix A).
READINGS: Final[dict[str, str]] = {
    "六安": "lu an",
    "单王": "shan wang",
    "单龙寺": "dan long si",
    "淠东": "pi dong",
    "流波䃥": "liu bo dang",
    "䃥": "dang",
    "淠": "pi",
    "与儿街": "yu er jie",
    "冶溪": "ye xi",
    "槎水": "cha shui",
    "隘口": "ai kou",
    "阙店": "que dian",
    "宿松": "su song",
    "油茶": "you cha",
    "三十铺": "san shi pu",
    "十里铺": "shi li pu",
    "瓜蒌": "gua lou",
    "长岭": "chang ling",
    "长集": "chang ji",
    "长铺": "chang pu",
    "白术": "bai zhu",
    "茯苓": "fu ling",
    "石斛": "shi hu",
    "重楼": "chong lou",
}


@cache
def runs() -> re.Pattern[str]:
    """Stretches of Chinese characters, and other words. Compiled when first needed: such wide ranges take a while."""
    return re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[.\-/][^\W_{HAN}]+)*")


@cache
def han_run() -> re.Pattern[str]:
    """A stretch of Chinese characters."""
    return re.compile(rf"[{HAN}]+")


def folded(text: str) -> str:
    """Full width, case and compatibility forms folded, for comparing and searching only."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text for the index: single characters and bigrams of Chinese runs, other words as they are."""
    found: list[str] = []
    for run in runs().findall(folded(text)):
        if han_run().fullmatch(run):
            found += list(run)
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run)
            found += [part for part in re.split(r"[.\-/]", run) if part != run]
    return found


@lru_cache(maxsize=1)
def _reader() -> object:
    """pypinyin with our place names taught to it; imported late, it reads its dictionary on import."""
    import pypinyin

    pypinyin.load_phrases_dict(
        {word: [[syllable] for syllable in reading.split()] for word, reading in READINGS.items()}
    )
    pypinyin.load_single_dict({ord(word): reading for word, reading in READINGS.items() if len(word) == 1})
    return pypinyin.lazy_pinyin


def syllables(text: str) -> list[str]:
    """The pinyin syllables of the Chinese characters in a text, without tones."""
    reader = _reader()
    result: list[str] = []
    for run in han_run().findall(text):
        result += reader(run)  # type: ignore[operator]
    return result


def pinyin_tokens(text: str) -> tuple[str, ...]:
    """For every Chinese run: full pinyin without blanks and the initials, also of every later start in the run.

    ``六安瓜片`` gives ``luanguapian``, ``lagp``, ``anguapian``, ``agp`` … so that a prefix search finds any part.
    A token spans at most ``LONGEST`` characters, so that long texts stay linear.
    """
    return _cached_pinyin(text) if len(text) <= CACHED_LENGTH else _pinyin(text)


def _pinyin(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for run in han_run().findall(text):
        read = syllables(run)
        for start in range(max(len(read) - 1, 1)):
            part = read[start : start + LONGEST]
            found["".join(part)] = None
            found["".join(syllable[0] for syllable in part)] = None
    return tuple(found)


_cached_pinyin = lru_cache(maxsize=8192)(_pinyin)


def matches(query: str, text: str) -> bool:
    """Whether a typed query fits a label: as a part of it, by pinyin or by its initials (for drop-downs)."""
    wanted = folded(query).replace(" ", "")
    if not wanted or wanted in folded(text).replace(" ", ""):
        return True
    return any(token.startswith(wanted) for token in pinyin_tokens(text))
