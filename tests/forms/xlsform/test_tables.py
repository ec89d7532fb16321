"""Text tables: composition of forms, lists of the program, and the forms that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.forms.xlsform.tables import lists_beside, parts_of, read_folder

LISTS = {
    "L_MODE": [
        {"code": "1", "zh": "现场", "en": "On site", "parent": "", "sort": "1"},
        {"code": "2", "zh": "电话", "en": "By phone", "parent": "", "sort": "2", "bbox": "x"},
    ],
}


def write(folder: Path, name: str, **files: str) -> Path:
    path = folder / name
    path.mkdir()
    for sheet, text in files.items():
        (path / f"{sheet}.csv").write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    write(
        tmp_path,
        "visit",
        survey="type,name,label::中文 (zh),label::English (en)\nselect_one L_MODE,mode,方式,Mode\ninclude,,,\n"
        "text,content,内容,Content\n",
        settings="form_id,form_title,version,default_language\nvisit,走访,1,中文 (zh)\n",
    )
    write(
        tmp_path,
        "obs",
        survey="type,name,label::中文 (zh),label::English (en)\nbegin_group,obs,观察,Observation\n"
        "select_one own,stage,阶段,Stage\nend_group,,,\n",
        choices="list_name,name,label::中文 (zh),label::English (en)\nown,a,甲,A\n",
        settings="form_id,form_title\nobs,观察\n",
    )
    write(tmp_path, "visit_obs", settings="form_id,form_title,base,include\nvisit_obs,走访和观察,visit,obs\n")
    return tmp_path


def test_plain_form_takes_lists_and_drops_the_include_row(forms: Path) -> None:
    tables = read_folder(forms / "visit", LISTS)
    assert [row["type"] for row in tables.rows("survey")] == ["select_one L_MODE", "text"]
    assert tables.rows("choices")[1] == {
        "list_name": "L_MODE",
        "name": "2",
        "label::中文 (zh)": "电话",
        "label::English (en)": "By phone",
    }


def test_a_form_carries_of_its_lists_what_its_expressions_read(forms: Path) -> None:
    survey = forms / "visit" / "survey.csv"
    survey.write_text(
        "type,name,label::中文 (zh),choice_filter\nselect_one L_MODE,mode,方式,bbox != ''\n", encoding="utf-8"
    )
    assert read_folder(forms / "visit", LISTS).rows("choices")[1]["bbox"] == "x"


def test_composed_form(forms: Path) -> None:
    tables = read_folder(forms / "visit_obs", LISTS)
    assert [row.get("name", "") for row in tables.rows("survey")] == ["mode", "obs", "stage", "", "content"]
    assert tables.rows("settings") == [
        {"form_id": "visit_obs", "form_title": "走访和观察", "version": "1", "default_language": "中文 (zh)"}
    ]
    form = FormInstance(load_xform(to_xform(tables).xml))
    assert form.definition.id == "visit_obs"
    assert [choice.label for choice in form.node("/data/obs/stage").choices] == ["甲"]
    assert form.node("/data/obs/stage").answer_key == "obs/stage"


def test_unknown_list_and_folder(forms: Path) -> None:
    with pytest.raises(FormError) as error:
        read_folder(forms / "visit")
    assert (error.value.code, error.value.params) == ("list_unknown", {"name": "L_MODE"})
    with pytest.raises(FormError) as error:
        read_folder(forms / "nothing")
    assert error.value.code == "include_unknown"


HEAD = "type,name,label::中文 (zh),relevant,parameters,choice_filter\n"


def test_named_blocks_are_filled_in_and_asked_on_a_condition(tmp_path: Path) -> None:
    write(
        tmp_path,
        "block",
        survey=HEAD + "begin_group,plot,地块 [[word]],,,\ninteger,n,数,${n2} > 1,,\nend_group,,,,,\n"
        "select_one own,pick,选,.,,parent = '[[code]]'\ninteger,n2,二,,,\n",
        choices="list_name,name,label::中文 (zh)\nown,a,甲\n",
    )
    path = write(
        tmp_path,
        "whole",
        survey=HEAD + "integer,a,一,,,\ninclude,block,,${a} = 1,word=茶园; code=I01,\n",
        settings="form_id,form_title\nwhole,全\n",
    )
    survey = {row["name"]: row for row in read_folder(path).rows("survey") if row.get("name")}
    assert list(survey) == ["a", "plot", "n", "pick", "n2"]
    assert survey["plot"]["label::中文 (zh)"] == "地块 茶园" and survey["plot"]["relevant"] == "${a} = 1"
    assert survey["n"]["relevant"] == "${n2} > 1"
    assert survey["pick"]["choice_filter"] == "parent = 'I01'" and survey["pick"]["relevant"] == "(${a} = 1) and (.)"
    assert survey["n2"]["relevant"] == "${a} = 1"
    assert [part.name for part in parts_of(path)] == ["whole", "block"]
    assert [row["name"] for row in read_folder(path).rows("choices")] == ["a"]


def test_a_block_that_includes_itself(tmp_path: Path) -> None:
    path = write(tmp_path, "one", survey=HEAD + "include,two,,,,\n", settings="form_id\none\n")
    write(tmp_path, "two", survey=HEAD + "include,two,,,,\n")
    with pytest.raises(FormError) as error:
        read_folder(path)
    assert error.value.code == "include_circle"
    assert [part.name for part in parts_of(path)] == ["one", "two"]


def test_several_parts_and_the_lists_beside_them(forms: Path) -> None:
    write(forms, "more", survey="type,name,label::中文 (zh)\ntext,extra,还有\n")
    (forms / "visit_obs" / "settings.csv").write_text(
        "form_id,form_title,base,include\nvisit_obs,走访,visit,obs more\n", encoding="utf-8"
    )
    survey = read_folder(forms / "visit_obs", LISTS).rows("survey")
    assert [row.get("name", "") for row in survey] == ["mode", "obs", "stage", "", "extra", "content"]
    beside = forms.parent / "lists"
    beside.mkdir(exist_ok=True)
    (beside / "L_MODE.csv").write_text("list_id,code,zh,en,parent\nL_MODE,1,现场,On site,\n", encoding="utf-8")
    assert lists_beside(forms / "visit") == {
        "L_MODE": [{"list_id": "L_MODE", "code": "1", "zh": "现场", "en": "On site"}]
    }
