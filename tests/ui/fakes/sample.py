"""Fictional records for looking at the window without a store."""

from __future__ import annotations

from typing import Any

from commissioner_app.domain.record import Record

ME = "p-1"
HOSTS = (
    ("h-1", "金寨县云岭茶叶专业合作社", "tea", "王德山", "13800000001"),
    ("h-2", "金寨县青石沟家庭农场", "tea", "李长松", "13800000002"),
    ("h-3", "安徽大别山油茶科技有限公司金寨分公司暨良种繁育示范基地", "camellia", "赵玉兰", "13800000003"),
    ("h-4", "天堂湖中药材种植大户周启明", "herb", "周启明", "13800000004"),
)
PROBLEMS = (
    "倒春寒冻害，嫩芽焦边约三成；茶尺蠖零星发生，背风坡较重。",
    "机采后蓬面不齐，夏茶产量下降，工人不熟悉修剪高度。",
    "油茶炭疽病落果，树龄十二年，林下湿度大、通风差。",
    "灵芝菌棒污染率偏高，接种环境不稳定。",
)


def record(record_id: str, kind: str, state: str, answers: dict[str, Any], form: str = "") -> Record:
    return Record(
        record_id,
        kind,
        form or kind,
        "1",
        answers,
        state,
        3,
        "2026-03-01T08:00:00+08:00",
        "2026-03-05T10:42:00+08:00",
        ME,
    )


def records() -> list[Record]:
    made = []
    for number, (host_id, name, industry, person, phone) in enumerate(HOSTS):
        made.append(
            record(
                host_id,
                "host",
                "2",
                {
                    "host_name": name,
                    "host_type": "H04",
                    "uscc": "93341524MA2MRB1234",
                    "county": "341524",
                    "town": "341524100",
                    "village": "响洪甸村",
                    "address": "响洪甸村茶山组 12 号",
                    "industry_main": {"tea": "I01", "camellia": "I02", "herb": "I04"}[industry],
                    "contact_name": person,
                    "legal_rep": person,
                    "contact_phone": phone,
                    "area_total_mu": 320.5,
                    "staff_n": 12,
                    "farmers_linked_n": 85,
                    "founded_on": "2015-06-01",
                    "revenue_last_wan": 215.4,
                    "need_brief": "希望引进抗寒早生品种，解决夏秋茶利用率低的问题。",
                    "gps": {"lng": 115.94123, "lat": 31.72456, "acc_m": 8.0, "datum": "WGS84"},
                },
            )
        )
        for turn, state in enumerate(("2", "1", "3", "0", "2")):
            made.append(
                record(
                    f"v-{number}-{turn}",
                    "visit",
                    state,
                    {
                        "host": host_id,
                        "host_name": name,
                        "county": "341524",
                        "writer": ME,
                        "rec_no": f"341524-2026-A7-{number * 5 + turn:04d}",
                        "start_at": f"2026-0{3 - turn % 3}-0{5 - turn}T09:00:00+08:00",
                        "end_at": f"2026-0{3 - turn % 3}-0{5 - turn}T15:30:00+08:00",
                        "service_days": 1.0,
                        "mode": "M1",
                        "place": "响洪甸村茶山组",
                        "purpose": ["PU02"],
                        "service_types": ["S01", "S06"],
                        "problem_desc": PROBLEMS[number],
                        "advice_given": "剪除受冻芽叶，喷施氨基酸叶面肥；悬挂黄板与性诱剂，五日后复查虫口。",
                        "content": "踏查茶园三片，现场示范轻修剪，培训社员 12 人。",
                        "effect": "社员掌握轻修剪要点，当天完成两亩示范。",
                        "needs_found": ["n-1"] if turn == 0 else [],
                        "photos": [
                            {"id": f"ph{i}", "photo": f"{i:064x}.jpg", "caption": f"茶园 {i + 1}"} for i in range(4)
                        ],
                        "followups": [{"id": "f1", "what": "复查虫口密度", "who": "王德山", "due_on": "2026-03-10"}],
                        "next_visit_on": "2026-03-12",
                        "pxnm": 12,
                        "tgxjs": 1,
                        "review_opinion": "请补充照片说明。" if state == "3" else "",
                    },
                )
            )
    for number, state in enumerate(("50", "10", "00", "40", "80")):
        made.append(
            record(
                f"n-{number}",
                "need",
                state,
                {
                    "need_title": ("低温霜冻预警与防控", "夏秋茶机采改造", "油茶炭疽病绿色防控")[number % 3],
                    "keywords": "茶叶 冻害 预警",
                    "need_kind": "N1",
                    "tech_field": "G2",
                    "industry": "I01",
                    "background": "近三年倒春寒两次，每次减产两到三成，现靠人工熏烟。",
                    "problem": "需要适合山地小气候的低成本预警和防霜手段，在霜冻前六小时通知到户。",
                    "indicators": [
                        {
                            "id": "i1",
                            "ind_name": "预警提前量",
                            "ind_symbol": "≥",
                            "ind_now": "0",
                            "ind_target": "6",
                            "ind_unit": "小时",
                        },
                        {
                            "id": "i2",
                            "ind_name": "冻害损失率",
                            "ind_symbol": "≤",
                            "ind_now": "28",
                            "ind_target": "8",
                            "ind_unit": "%",
                        },
                    ],
                    "host": "h-1",
                    "host_name": HOSTS[0][1],
                    "budget_wan": 12.5,
                    "deadline": "2027-02-01",
                    "coop_mode": ["C2"],
                    "urgency": "UR2",
                    "valid_to": "2027-03-01",
                    "county": "341524",
                    "writer": ME,
                    "source_visit": "v-0-0",
                    "phone": "13800000001",
                    "contact": "王德山",
                },
            )
        )
    made.append(
        record(
            "r-1",
            "resource",
            "2",
            {
                "resource_type": "expert",
                "res_name": "茶树冻害防控专家团队",
                "unit": "安徽农业大学茶业学院（示例）",
                "keywords": "茶树 冻害 品种",
                "intro": "长期从事茶树抗寒育种与灾害防控，在大别山区有三个示范点。",
                "industries": ["I01"],
                "contact_name": "陈老师",
                "contact_phone": "13900000009",
                "title": "教授",
            },
        )
    )
    made.append(
        record(
            "m-1",
            "match",
            "20",
            {
                "need": "n-0",
                "need_title": "低温霜冻预警与防控",
                "resource": "r-1",
                "resource_name": "茶树冻害防控专家团队",
                "host": "h-1",
                "host_name": HOSTS[0][1],
                "claim_unit": "安徽农业大学（示例）",
                "leader": "陈老师",
                "plan_text": "布设三处小气候站，接入短信预警。",
                "started_on": "2026-03-02",
                "contacts": [
                    {
                        "id": "c1",
                        "contact_on": "2026-03-03",
                        "contact_who": "陈老师",
                        "contact_content": "电话沟通现场条件",
                        "contact_result": "约定 3 月 12 日踏勘",
                    }
                ],
            },
        )
    )
    for number, day in enumerate(("2026-03-05", "2026-03-05", "2026-03-07", "2026-03-09")):
        made.append(
            record(
                f"pl-{number}",
                "plan",
                "planned",
                {
                    "host": HOSTS[number][0],
                    "host_name": HOSTS[number][1],
                    "date": day,
                    "purpose": ["PU02"],
                    "note": "查看冻害恢复情况",
                    "writer": ME,
                    "county": "341524",
                },
            )
        )
    return made
