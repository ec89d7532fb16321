"""Fictional needs and resources for the tests of matching."""

from __future__ import annotations

from typing import Any

RESOURCES: list[dict[str, Any]] = [
    {
        "id": "r-frost",
        "kind": "resource",
        "answers": {
            "resource_type": "achievement",
            "res_name": "丘陵茶园晚霜冻害预警与防霜风机联动",
            "keywords": "茶树、霜冻、防霜风机",
            "unit": "皖西农学院（样例）",
            "industries": ["I01"],
            "tech_fields": ["G7"],
            "intro": "小气候组网监测，提前12小时预报低温霜冻。",
            "counties": ["341524", "341525"],
            "coop_mode": ["C2", "C6"],
        },
    },
    {
        "id": "r-tea-pest",
        "res_name": "林若溪",
        "resource_type": "expert",
        "title": "研究员",
        "keywords": ["茶树病虫害", "绿色防控"],
        "unit": "茶谷研究所（样例）",
        "industries": ["茶叶"],
        "intro": "长期从事茶尺蠖、小绿叶蝉监测。",
        "available_months": ["03", "04"],
    },
    {
        "id": "r-camellia",
        "res_name": "油茶低产林高接换种",
        "keywords": "油茶,嫁接",
        "unit": "林科所（样例）",
        "industries": ["I02"],
        "intro": "老油茶林改造后茶籽油亩产增加。",
    },
    {"id": "r-trichosanthes", "res_name": "栝楼种质与根腐病防治", "keywords": ["栝楼"], "intro": "连作障碍治理。"},
    {
        "id": "r-lab",
        "res_name": "山区食品检测中心",
        "resource_type": "platform",
        "keywords": ["农药残留", "重金属"],
        "test_items": "农药残留560项、重金属5项",
        "counties": ["340828"],
    },
    {
        "id": "r-vision",
        "res_name": "冲压件机器视觉在线检测",
        "keywords": ["机器视觉", "表面缺陷"],
        "industries": ["I20"],
        "coop_mode": ["C1"],
    },
    {"id": "r-crayfish", "res_name": "稻虾共作水质调控", "keywords": ["小龙虾"], "industries": ["I07"]},
    {"id": "r-goose", "res_name": "皖西白鹅反季节繁殖", "keywords": ["白鹅", "孵化"], "industries": ["I06"]},
]


def need(**fields: Any) -> dict[str, Any]:
    return {"id": "n", **fields}


# Need and the resource that a specialist would name first.
CASES: list[tuple[dict[str, Any], str]] = [
    (need(need_title="春季倒春寒怎么防", keywords="倒春寒", industry="I01", problem="新梢受冻"), "r-frost"),
    (need(need_title="茶园虫害绿色防控", industry="I01", problem="灰茶尺蠖暴发"), "r-tea-pest"),
    (need(need_title="茶籽油产量低", industry="I02"), "r-camellia"),
    (need(need_title="瓜蒌烂根", industry="I03"), "r-trichosanthes"),
    (need(need_title="出口茶叶农残超标", need_kind="N6", keywords="农残检验"), "r-lab"),
    (need(need_title="冲压件缺陷图像识别", industry="I20"), "r-vision"),
    (need(need_title="克氏原螯虾养殖池塘溶氧低"), "r-crayfish"),
    (need(need_title="提高鹅苗孵化率", industry="I06"), "r-goose"),
    (need(need_title="tea frost protection", keywords=["frost", "tea"]), "r-frost"),
]
