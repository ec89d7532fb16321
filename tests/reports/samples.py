"""Fictional sheets and files for the tests of printed forms."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from commissioner_app.domain.record import Record
from commissioner_app.i18n import Language
from commissioner_app.reports.data import (
    Box,
    Counter,
    Extra,
    FollowUp,
    Indicator,
    NeedLine,
    NeedSheet,
    Opinion,
    Photo,
    Signature,
    VisitSheet,
)

TEST_STRING = "流波䃥镇 浉河 崚 淠东乡 栝楼 瓜蒌 枫斗 ㎡ ℃ □☑ 〔2026〕 ——"


def boxes(labels: str, *ticked: int) -> tuple[Box, ...]:
    return tuple(Box(label, number in ticked) for number, label in enumerate(labels.split()))


def picture(colour: tuple[int, int, int] = (46, 125, 91), size: tuple[int, int] = (640, 480)) -> bytes:
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="white")
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()


def signature() -> bytes:
    image = Image.new("RGBA", (300, 90), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((10, 70, 90, 20, 160, 75, 280, 15), fill="black", width=5)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def visit(**changes: Any) -> VisitSheet:
    return replace(_VISIT, **changes)


def need(**changes: Any) -> NeedSheet:
    return replace(_NEED, **changes)


def record(kind: str, answers: dict[str, Any], state: str = "1") -> Record:
    return Record(
        id="0193a000-0000-7000-8000-000000000001",
        kind=kind,
        form_id=kind,
        form_version="1",
        answers=answers,
        state=state,
        rev=1,
        created_at="2026-03-05T18:00:00.000+08:00",
        updated_at="2026-03-05T18:00:00.000+08:00",
        author="p1",
    )


_VISIT = VisitSheet(
    rec_no="341524-2026-A7-0042",
    digest="3F2A9C1B",
    county="金寨县",
    filled_on="2026-03-05",
    commissioner="江映山",
    unit="皖西茶谷农业科学研究所茶叶研究室",
    phone="0564-0000000",
    roles=boxes("个人 法人 反向 特派团 双链融合专员", 0),
    host="金寨县云岭茶叶专业合作社",
    host_type="农民专业合作社",
    industry="茶叶",
    place="流波䃥镇 响山村茶园",
    position="115.93412°E 31.52711°N（WGS-84）",
    start_at="2026-03-05T09:30:00+08:00",
    end_at="2026-03-05T11:30:00+08:00",
    service_days="0.5",
    modes=boxes("现场 电话 视频/微信 邮件/资料 集中活动", 0),
    purposes=boxes("需求摸排 技术服务 跟踪回访 培训 对接洽谈 灾后指导", 1, 5),
    service_types=boxes("技术指导 技术培训 病虫害/疫病诊断 检测化验 防灾减灾恢复生产 其他", 0, 2, 4),
    problem="3月2日夜间最低气温降至-1.5 ℃，海拔620 m以上茶园新梢受冻，受害面积约35亩，芽叶焦边率30%～45%。",
    advice="一、气温稳定在10 ℃以上后轻修剪；二、每亩追施尿素8～10 kg，叶面喷施0.5%磷酸二氢钾。",
    effect="现场示范轻修剪2亩。",
    counters=(Counter("推广新技术", "1", "项"), Counter("培训农民", "12", "人次")),
    needs=(NeedLine("N-0042", "高山茶园低温霜冻预警与防控"),),
    followups=(FollowUp("复查萌芽情况", "江映山", "2026-03-20"),),
    next_visit_on="2026-03-20",
    review=Opinion("同意。", "程守正", "2026-03-06T08:10:00+08:00"),
    extras=(
        Extra("茶园观察", "品种", "石佛翠"),
        Extra("茶园观察", "树龄", "18 年"),
        Extra("茶园观察", "观察说明", "芽叶焦边集中在迎风坡面上部，林缘遮阴处较轻，坡脚积水处次之。" * 3),
    ),
)
_NEED = NeedSheet(
    rec_no="N-0042",
    digest="9B2A9C1B",
    county="金寨县",
    filled_on="2026-03-05",
    host="金寨县云岭茶叶专业合作社",
    uscc="93341524MA00000000",
    address="金寨县流波䃥镇响山村",
    contact="陆青禾",
    phone="0564-0000001",
    trade="0164 茶叶种植",
    revenue="820.50",
    revenue_year="2025",
    title="高山茶园低温霜冻预警与防控技术",
    keywords=("霜冻", "预警", "茶园"),
    kinds=boxes("技术研发 产品研发 技术改造 技术配套 装备/机械化 其他", 0, 4),
    fields=boxes("电子信息 生物与新医药 资源与环境 先进制造与自动化", 2),
    industry="茶叶",
    urgency=boxes("特急 急 一般", 1),
    background="合作社现有茶园1200亩，近三年春季低温霜冻年均损失约60万元。",
    problem="缺少适合坡地小气候的低成本预警与防霜技术。",
    indicators=(Indicator("预警提前时间", "≥", "2", "12", "h"), Indicator("芽叶受冻率", "≤", "38", "10", "%")),
    existing_base="已建自动气象站2座。",
    budget="30.00",
    deadline="2027-12-31",
    valid_to="2027-03-05",
    coop_modes=boxes("技术开发(委托) 技术开发(合作) 技术服务 面议", 1),
    ip_wishes=boxes("需方所有 共有 供方所有 协商", 1),
    publication=boxes("不公开 脱密匿名公开 实名公开", 1),
    collector="江映山",
)


def photos(count: int) -> tuple[Photo, ...]:
    return tuple(
        Photo(picture((40 + 30 * n, 120, 90)), f"受冻新梢 {n + 1}", f"2026-03-05T10:{n:02d}:00+08:00")
        for n in range(count)
    )


def signed(lang: Language = "zh") -> VisitSheet:
    drawn = Signature(signature(), signed_on="2026-03-05")
    return visit(lang=lang, host_sign=drawn, own_sign=drawn)
