"""What is typed on the field day. Fictional, chosen by the seed, long enough to look like a real day's work."""

from __future__ import annotations

import random
from typing import Any

from commissioner_app.i18n import Language

PROBLEMS = (
    "4月上旬倒春寒，背风坡约三成茶芽焦边，品种以本地群体种为主；茶尺蠖零星发生，每米茶行虫口约四头。",
    "清明前后连续两晚低温，低洼处一芽一叶受冻褐变，约占投产面积四分之一；去冬未追有机肥，树势偏弱。",
)
ADVICE = (
    "及时剪去受冻焦枯的芽叶，隔七天喷一次氨基酸叶面肥；悬挂黄板和性诱剂，虫口超过每米七头时用茶尺蠖病毒制剂。",
    "冻后先不急于重剪，天晴三天后轻修剪；追施速效氮肥每亩十公斤；秋后补施菜籽饼肥，来年倒春寒前喷水防霜。",
)


# What is typed to find a choice in a long list: words of the form's language.
CHOICES: dict[str, dict[str, Any]] = {
    "zh": {
        "service_types": ["技术指导", "病虫"],
        "need_kind": "技术研发",
        "industry": "茶",
        "tech_field": "生物",
        "coop_mode": "技术服务",
    },
    "en": {
        "service_types": ["technical guidance", "pest"],
        "need_kind": "technology R&D",
        "industry": "tea",
        "tech_field": "biology",
        "coop_mode": "technical service",
    },
}


def day_words(seed: int, lang: Language = "zh") -> dict[str, Any]:
    """All texts of the day by name."""
    pick = random.Random(seed).randrange(2)
    return CHOICES[lang] | {
        "problem": PROBLEMS[pick],
        "advice": ADVICE[pick],
        "content": "踏查茶园三片，现场示范轻修剪和虫口调查，与理事长商定夏茶机采方案，培训社员十二人。",
        "effect": "社员掌握了受冻茶园的修剪时机，当天完成两亩示范。",
        "met": "理事长和生产组长",
        "purpose": "PU02",
        "reason": "已与服务对象核对",
        "need_title": "高山茶园低温霜冻预警与防控",
        "keywords": "倒春寒 霜冻预警 茶园 防霜",
        "background": "茶园海拔六百米以上，近三年春茶萌芽期均遇倒春寒，头采损失一到三成，目前靠人工看天气预报。",
        "need_problem": "缺少茶园小气候监测和提前预警，防霜风机、喷水等措施的开启时机不准，成本高、效果不稳。",
        "ind_name": "萌芽期霜冻预警提前量",
        "ind_now": "0",
        "ind_target": "6",
        "ind_unit": "小时",
        "advice_mine": "修剪后第七天复查芽叶恢复情况，虫口按每米七头的指标防治，夏茶前补一次有机肥。",
        "advice_theirs": "先停采一周养树，全园喷一次叶面肥，下旬再查虫口后决定是否用药。",
        "comment": "请补充受冻面积的测算办法，并写明复查日期。",
    }
