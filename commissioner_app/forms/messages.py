"""The engine's own texts in Chinese and English; it stands alone, so it does not use the program's catalogues."""

from __future__ import annotations

from typing import Any, Final

from commissioner_app.forms.converter_texts import TEXTS as CONVERTER_TEXTS

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "required": ("此项必填", "This question needs an answer"),
    "constraint": ("填写的内容不符合要求", "This answer is not allowed"),
    "type_int": ("请填写整数", "Enter a whole number"),
    "type_decimal": ("请填写数字", "Enter a number"),
    "type_date": ("请填写日期，如 2026-03-05", "Enter a date such as 2026-03-05"),
    "type_time": ("请填写时间，如 14:30", "Enter a time such as 14:30"),
    "type_dateTime": ("请填写日期和时间", "Enter a date and a time"),
    "type_geopoint": ("请填写纬度和经度", "Enter a latitude and a longitude"),
    "type_choice": ("所选的值不在选项中", "The value is not one of the choices"),
    "calculation": ("计算出错：{reason}（{expression}）", "The calculation failed: {reason} ({expression})"),
    "expression_failed": ("无法计算（{reason}）", "it cannot be evaluated ({reason})"),
    "xml_bad": ("不是有效的 XML：{reason}", "Not well-formed XML: {reason}"),
    "xml_unsafe": ("XML 中不允许有文档类型声明", "The XML may not carry a document type declaration"),
    "no_model": ("表单缺少 model", "The form has no model"),
    "no_instance": ("表单缺少主实例", "The form has no primary instance"),
    "bind_unknown": ("bind 指向不存在的节点", "A bind points to a node that does not exist"),
    "control_unknown": ("题目指向不存在的节点", "A question points to a node that does not exist"),
    "cycle": ("计算互相依赖：{nodes}", "Calculations depend on one another: {nodes}"),
    "too_deep": ("表达式或表单嵌套过深", "The expression or form is nested too deeply"),
    "token_bad": ("表达式在第 {offset} 个字符处有误", "The expression has an error at character {offset}"),
    "expression_end": ("表达式不完整", "The expression ends too early"),
    "expression_extra": ("表达式在“{token}”处有多余内容", 'The expression has something extra at "{token}"'),
    "expression_empty": ("表达式为空", "The expression is empty"),
    "function_unknown": ("没有名为 {name} 的函数", "There is no function {name}"),
    "function_arguments": ("{name} 的参数个数不对（{count}）", "{name} does not take {count} arguments"),
    "argument_bad": ("{name} 的参数无效：{value}", "{name} cannot use {value}"),
    "regex_slow": ("正则表达式 {value} 耗时过长", "The pattern {value} takes too long to match"),
    "nodes_needed": ("{name} 需要节点集", "{name} needs a set of nodes"),
    "node_repeated": ("此处只能取一个值，却有多个重复项", "One value is needed here but the node is repeated"),
    "prefix_unknown": ("未声明的命名空间前缀 {prefix}", "The namespace prefix {prefix} is not declared"),
    "axis_unknown": ("没有名为 {axis} 的轴", "There is no axis {axis}"),
    "instance_unknown": ("没有名为 {name} 的数据", "There is no data called {name}"),
    "reference_unknown": ("表单中没有 {ref}", "The form has no {ref}"),
    "not_a_question": ("{ref} 不能填写", "{ref} cannot be answered"),
    "not_a_repeat": ("{ref} 不是重复组", "{ref} is not a repeat"),
    "repeat_fixed": ("{ref} 的次数由表单决定", "The number of {ref} is decided by the form"),
    "nothing_to_undo": ("没有可以撤销的操作", "There is nothing to undo"),
    "not_settling": ("计算没有收敛：{ref}", "The calculations do not settle: {ref}"),
    "too_many": ("重复次数过多（超过 {count}）", "Too many repeats (more than {count})"),
    "saved_other_form": ("保存的内容属于另一张表单 {form}", "The saved state belongs to another form, {form}"),
    "file_missing": ("缺少文件 {name}", "The file {name} is missing"),
    "file_unknown": ("不支持的文件类型 {name}", "This kind of file is not supported: {name}"),
    "file_large": ("{name} 太大（最多 {most} MB）", "{name} is too large (at most {most} MB)"),
    "rows_many": ("行数过多（最多 {most}）", "Too many rows (at most {most})"),
    "audit_user": ("这张表单要求先写明填表人", "This form asks for who fills it first"),
    "audit_reason": ("请写明修改的原因", "Say why the answers were changed"),
    "text_long": ("计算结果过长（最多 {most} 个字符）", "The calculated text is too long (at most {most} characters)"),
    "cells_many": ("{name} 的单元格过多（最多 {most}）", "{name} has too many cells (at most {most})"),
    "nodes_many": ("表单的题目和节点过多（最多 {most}）", "The form has too many questions and nodes (at most {most})"),
    "file_bad": ("无法读取 {name}：{reason}", "{name} cannot be read: {reason}"),
    "list_unknown": ("没有名为 {name} 的选项列表", "There is no choice list {name}"),
    "include_circle": ("要合并的表单 {name} 又合并了自己", "The form {name} to be included includes itself"),
    "include_unknown": ("找不到要合并的表单 {name}", "The form {name} to be included was not found"),
    "name_missing": ("缺少名称", "A name is missing"),
    "name_bad": (
        "名称“{name}”无效：以字母开头，只能含字母、数字、下划线、点和连字符",
        'The name "{name}" is not valid: a letter first, then letters, digits, underscores, dots and hyphens',
    ),
    "name_twice": ("名称“{name}”与第 {other} 行重复", 'The name "{name}" is already used in row {other}'),
    "group_open": ("没有结束：begin {kind}", "This {kind} is never ended"),
    "group_close": ("没有对应的开始：{kind}", 'Nothing is open that "{kind}" could end'),
    "calculation_missing": ("“{name}”缺少计算式", '"{name}" has no calculation'),
    "sheet_missing": ("缺少 {sheet} 工作表", "The sheet {sheet} is missing"),
    "guess": ("{message}，是不是“{near}”？", '{message}: did you mean "{near}"?'),
    "list_unused": ("没有题目用到选项列表“{name}”", 'No question uses the choice list "{name}"'),
    "filter_column": (
        "选项列表“{name}”没有“{column}”列，筛选后不会有选项",
        'The choice list "{name}" has no column "{column}": the filter leaves no choice',
    ),
    "translation_column": ("“{lang}”完全没有这一列：{column}", '"{lang}" lacks this column altogether: {column}'),
    "translation_missing": ("缺少“{lang}”的文字", 'The text in "{lang}" is missing'),
    "column_unknown": ("不认识的列“{name}”，不起作用", 'The column "{name}" is not known and has no effect'),
    "core_unknown": ("“{kind}”没有核心字段“{name}”", '"{kind}" has no core field "{name}"'),
    "core_type": (
        "题型“{type}”不能存入核心字段“{name}”",
        'A question of type "{type}" cannot be kept in the core field "{name}"',
    ),
    "core_missing": (
        "“{kind}”必填的核心字段没有题目存入：{names}",
        'Core fields that "{kind}" needs and no question fills: {names}',
    ),
    "core_dropped": (
        "新版去掉了核心字段“{name}”；核心字段不能去掉",
        'The new version drops the core field "{name}", which must stay',
    ),
    "core_changed": (
        "新版把核心字段“{name}”的类型由 {old} 改为 {new}；类型不能改",
        'The new version changes the core field "{name}" from {old} to {new}; its type must stay',
    ),
    "word_string": ("文字", "text"),
    "word_int": ("整数", "whole number"),
    "word_decimal": ("小数", "decimal number"),
    "word_date": ("日期", "date"),
    "word_time": ("时间", "time"),
    "word_dateTime": ("日期和时间", "date and time"),
    "word_select1": ("单选", "one choice"),
    "word_select": ("多选", "several choices"),
    "word_rank": ("排序", "ranking"),
    "word_geopoint": ("位置", "position"),
    "word_geotrace": ("线路", "line"),
    "word_geoshape": ("地块", "area"),
    "word_binary": ("文件或照片", "file or photo"),
    "word_barcode": ("条码", "barcode"),
    "word_boolean": ("是否", "yes or no"),
    "word_group": ("分组", "group"),
    "word_repeat": ("重复组", "repeat"),
    "difference_added": ("新增题目“{name}”", 'New question "{name}"'),
    "difference_removed": ("去掉题目“{name}”", 'Question "{name}" is gone'),
    "difference_moved": ("题目“{name}”移到 {path}", 'Question "{name}" has moved to {path}'),
    "difference_changed": ("题目“{name}”有改动", 'Question "{name}" has changed'),
    "difference_how": ("：{how}", ": {how}"),
    "facet_label": ("文字", "text"),
    "facet_hint": ("提示", "hint"),
    "facet_type": ("题型", "type"),
    "facet_choices": ("选项", "choices"),
    "facet_required": ("必填", "required"),
    "facet_relevant": ("出现条件", "condition"),
    "facet_constraint": ("填写要求", "constraint"),
    "facet_messages": ("提醒文字", "messages"),
    "facet_calculation": ("计算式", "calculation"),
    "facet_readonly": ("只读", "read-only"),
    "facet_appearance": ("外观", "appearance"),
    "facet_save_to": ("核心字段", "core field"),
    "facet_default": ("默认值", "default"),
    "facet_new": ("新加{facet} {value}", "new {facet} {value}"),
    "facet_gone": ("去掉{facet} {value}", "{facet} {value} removed"),
    "facet_from_to": ("{facet}由“{old}”改为“{new}”", '{facet} "{old}" is now "{new}"'),
    "choices_added": ("增加 {n} 项（{names}）", "{n} new ({names})"),
    "choices_gone": ("去掉 {n} 项（{names}）", "{n} removed ({names})"),
    "choices_order": ("顺序有变", "in another order"),
    "conversion": ("{reason}", "{reason}"),
    "conversion_failed": ("无法转换：{reason}", "The form cannot be converted: {reason}"),
    "openrosa_address": ("服务器地址不对", "The address of the server is wrong"),
    "openrosa_plain": (
        "不加密的地址（http）会泄露密码，请用 https",
        "An address without encryption (http) would show the password; use https",
    ),
    "openrosa_reply": ("服务器的清单无法理解：{what}", "The server's list is not understood: {what}"),
    "key_bad": ("表单的加密公钥无法使用", "The form's public key for encryption cannot be used"),
    "steps_bad": ("步骤无法理解：{step}", "The step is not understood: {step}"),
    "ok": ("没有发现问题", "No problems found"),
    "place": ("{sheet} 第 {row} 行 {column}", "{sheet} row {row} {column}"),
}


TEXTS.update(CONVERTER_TEXTS)


def text(code: str, language: str = "en", **params: Any) -> str:
    """The text of a code in ``language`` ("zh…" gives Chinese, anything else English) with its holes filled."""
    pair = TEXTS.get(code)
    if pair is None:
        return code
    return pair[0 if is_chinese(language) else 1].format_map(_Holes(params))


def type_word(xforms_type: str, language: str) -> str:
    """A question's type as a person reads it."""
    word = text(f"word_{xforms_type or 'string'}", language)
    return xforms_type if word.startswith("word_") else word


def is_chinese(language: str) -> bool:
    """Whether a form's or program's language name ("zh", "中文 (zh)", "Chinese (zh-CN)") means Chinese."""
    return language.startswith("zh") or "(zh" in language or "中文" in language


class _Holes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
