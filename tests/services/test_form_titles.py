"""Shipped forms have a title in both languages; what an office renamed keeps the office's words."""

from __future__ import annotations

import csv

from commissioner_app.i18n import has, tr
from commissioner_app.services.form_titles import shown_title
from commissioner_app.services.shipped_forms import shipped_ids
from commissioner_app.system.paths import resource_folder


def test_every_shipped_form_that_is_filled_has_its_title_in_english() -> None:
    for form_id in shipped_ids():
        if form_id.startswith("obs_"):  # a part of visit forms, filled in no other way
            continue
        with (resource_folder() / "forms" / form_id / "settings.csv").open(encoding="utf-8-sig", newline="") as stream:
            title = next(csv.DictReader(stream))["form_title"]
        assert has(f"formtitle.{form_id}"), form_id
        assert shown_title(form_id, title, "zh") == title
        assert shown_title(form_id, title, "en").isascii()


def test_the_title_of_an_office_is_not_replaced() -> None:
    assert shown_title("visit_tea", "金寨县茶园走访表", "en") == "金寨县茶园走访表"
    assert shown_title("nobody_knows_it", "茶园调查", "en") == "茶园调查"
    assert shown_title("visit_tea", tr("formtitle.visit_tea", "zh"), "en") == "Visit (tea)"
