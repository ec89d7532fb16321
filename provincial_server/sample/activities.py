"""Training sessions and demonstrations of the sample county."""

from __future__ import annotations

from typing import Final

from provincial_server.sample.people import WORKERS
from provincial_server.sample.world import COUNTY, World, towns

_TITLES: Final = {
    "I01": ("茶园绿色防控现场观摩", "夏秋茶加工技术培训", "茶园冬季封园与修剪培训"),
    "I02": ("油茶低产林改造现场会", "油茶病虫害识别培训"),
    "I04": ("天麻有性繁殖技术培训", "药材产地无硫加工现场观摩"),
    "I06": ("白鹅冬季育雏与免疫培训",),
    "I10": ("猕猴桃溃疡病防控培训",),
}
_NUMBER: Final = 24


def add_activities(world: World) -> None:
    """Two dozen activities of the last year."""
    field = [worker for worker in WORKERS if worker.weight and set(worker.industries) & set(_TITLES)]
    for _ in range(_NUMBER):
        rng, worker = world.rng, world.rng.choice(field)
        industry = rng.choice([one for one in worker.industries if one in _TITLES])
        day, (code, town) = world.day(-360, -3), rng.choice(towns())
        total = rng.randint(18, 90)
        world.add(
            "activity",
            {
                "act_kind": rng.choice(["AK1", "AK2", "AK3"]),
                "title": rng.choice(_TITLES[industry]),
                "date": day.isoformat(),
                "hours": rng.choice([2, 3, 4, 6]),
                "county": COUNTY,
                "town": code,
                "place": f"{town}农民讲堂",
                "industries": [industry],
                "lecturers": worker.name,
                "audience": rng.choice([["AU1", "AU2"], ["AU1", "AU3"], ["AU2", "AU4"]]),
                "n_total": total,
                "n_women": total * rng.randint(25, 55) // 100,
                "n_poor": total // 6,
                "materials_n": total + 10,
                "summary": "结合本地生产实际讲解关键技术并现场演示，学员提问集中在用药时间和成本，已逐一解答。",
                "satisfaction": round(rng.uniform(90, 100), 1),
                "writer": world.persons[worker.name].id,
                "team": worker.team,
                "year": day.year,
            },
            at=world.moment(day, 18),
            author=world.persons[worker.name].id,
            state=rng.choices(["1", "2"], [15, 85])[0],
            form="activity",
        )
