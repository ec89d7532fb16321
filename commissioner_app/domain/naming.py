"""Names of hosts compared: the same firm under slightly different names, and the duplicate rule of F01 (2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from commissioner_app.domain import credit_code, phones
from commissioner_app.domain.texts import comparable

LEGAL_FORMS: Final = re.compile(
    "有限责任公司|股份有限公司|有限公司|农民专业合作社联合社|农民专业合作社|专业合作社|合作联社|合作社|家庭农场|个体工商户|公司"
)

SHORTEST: Final = 2

Same = Literal["uscc", "name", "phone"]


def normalised(name: str) -> str:
    """A host's name without legal form, brackets, blanks and width; the whole name where nothing else is left."""
    folded = comparable(name)
    return LEGAL_FORMS.sub("", folded) or folded


def trade_name(name: str, places: Iterable[str] = ()) -> str:
    """What is left of a name without legal form and the place names it begins with: what people know it by."""
    left, known = normalised(name), {"安徽省", "安徽", *places}
    while place := max((one for one in known if left.startswith(one)), key=len, default=""):
        if len(left) - len(place) < SHORTEST:
            break
        left = left.removeprefix(place)
    return left


def same_host(a: Mapping[str, Any], b: Mapping[str, Any]) -> Same | None:
    """Why two hosts look like one: the same code, the same name in a county, or the same phone in a village."""
    code_a, code_b = (credit_code.normalise(str(host.get("uscc") or "")) for host in (a, b))
    if code_a and code_a == code_b:
        return "uscc"
    name_a, name_b = (normalised(str(host.get("host_name") or "")) for host in (a, b))
    if name_a and name_a == name_b and a.get("county") == b.get("county"):
        return "name"
    phone_a, phone_b = (phones.normalise(str(host.get("contact_phone") or "")) for host in (a, b))
    village_a, village_b = (comparable(str(host.get("village") or "")) for host in (a, b))
    if phone_a and phone_a == phone_b and village_a and village_a == village_b:
        return "phone"
    return None


def duplicates(host: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Same]]:
    """The other hosts that look like this one, each with the reason."""
    return [(other, reason) for other in others if (reason := same_host(host, other))]
