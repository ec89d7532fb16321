"""The counters of one visit: the 21 of the real platform and those Anhui counts since 2022 (domain.md 2.2 block C).

Names are those of the platform, so that an export needs no mapping. Only increments of this visit, never states.
"""

from __future__ import annotations

from commissioner_app.domain.kind import Field, FieldType

T = FieldType

PLATFORM_COUNTERS = (
    Field("kjfwts", T.DEC, "科技服务天数", "Service days", unit="天"),
    Field("jtjjzc", T.MONEY_WAN, "集体经济增收", "Collective income increase", unit="万元"),
    Field("yjtgxpzxcp", T.INT, "引进推广新品种新产品", "New varieties or products introduced", unit="个"),
    Field("tgxjs", T.INT, "推广新技术", "New techniques spread", unit="项"),
    Field("jjjsnt", T.INT, "解决技术难题", "Technical problems solved", unit="个"),
    Field("pxnm", T.INT, "培训农民", "Farmers trained (person-times)", unit="人次"),
    Field("cbqyhzs", T.INT, "创办领办培育企业或合作社", "Firms or co-ops founded, led or fostered", unit="个"),
    Field("ddjyrc", T.INT, "带动就业人数", "Jobs created", unit="人"),
    Field("fwnchzzz", T.INT, "服务农村合作组织", "Rural co-op organisations served", unit="个"),
    Field("jlkjsfjd", T.INT, "建立科技示范基地", "Demonstration bases set up", unit="个"),
    Field("pykjsfh", T.INT, "培育科技示范户", "Model households", unit="户"),
    Field("jbpxb", T.INT, "举办培训班", "Training sessions", unit="场次"),
    Field("pxry", T.INT, "培训人员", "Persons trained (person-times)", unit="人次"),
    Field("pxpkqz", T.INT, "其中培训脱贫群众", "Of which formerly poor", unit="人次"),
    Field("sxcz", T.MONEY_WAN, "实现产值", "Output value", unit="万元"),
    Field("ddzs", T.MONEY_WAN, "带动增收", "Income increase", unit="万元"),
    Field("cls", T.MONEY_WAN, "创利税", "Profit and tax", unit="万元"),
    Field("bfpkc", T.INT, "帮扶脱贫村", "Villages helped", unit="个"),
    Field("pkh", T.INT, "帮扶脱贫户", "Households helped", unit="户"),
    Field("ddtp", T.INT, "带动增收户", "Households with more income", unit="户"),
    Field("pkrk", T.INT, "脱贫人口", "Persons in helped households", unit="人"),
)
ANHUI_COUNTERS = (
    Field("sixin_variety", T.INT, "四新：新品种", "Four-new: varieties", unit="个"),
    Field("sixin_tech", T.INT, "四新：新技术", "Four-new: techniques", unit="项"),
    Field("sixin_equip", T.INT, "四新：新装备", "Four-new: equipment", unit="台(套)"),
    Field("sixin_model", T.INT, "四新：新模式", "Four-new: models", unit="个"),
    Field("entity_founded", T.INT, "领办创办经济实体", "Entities founded or led", unit="个"),
    Field("interest_union", T.INT, "建立利益共同体", "Benefit unions formed", unit="个"),
    Field("firm_income_wan", T.MONEY_WAN, "企业增收", "Income increase of firms", unit="万元"),
    Field("village_income_wan", T.MONEY_WAN, "村集体增收", "Income increase of village collectives", unit="万元"),
)
COUNTERS = PLATFORM_COUNTERS + ANHUI_COUNTERS
COUNTER_NAMES = frozenset(counter.name for counter in COUNTERS)
