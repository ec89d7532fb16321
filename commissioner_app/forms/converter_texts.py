"""The converter's findings in our own words, Chinese and English: by its error codes, and by pattern where it has none.

Texts of ``forms.messages`` named ``xls.<CODE>``; their holes are those of pyxform's templates and of the patterns here.
"""

from __future__ import annotations

import re
from typing import Final

CODED: Final[dict[str, tuple[str, str]]] = {
    "ENTITY_001": ("填写了 save_to，但没有 entities 工作表", "save_to is used but there is no entities sheet"),
    "ENTITY_002": (
        "save_to“{saveto}”已在第 {other_row} 行使用",
        'The save_to "{saveto}" is already used in row {other_row}',
    ),
    "ENTITY_003": ("分组和重复组不能有 save_to", "Groups and repeats cannot have a save_to"),
    "ENTITY_004": ("entities 工作表中没有“{dataset}”", 'The entities sheet has no "{dataset}"'),
    "ENTITY_005": ("“{dataset}”缺少 label 列", '"{dataset}" needs a label'),
    "ENTITY_006": ("“{dataset}”缺少 update_if", '"{dataset}" needs an update_if'),
    "ENTITY_007": ("“{dataset}”缺少 entity_id", '"{dataset}" needs an entity_id'),
    "ENTITY_008": (
        "有多个实体时，save_to 要写成“实体名#字段名”",
        'With several entities, save_to is written as "entity#property"',
    ),
    "ENTITY_009": ("此实体在表单中没有合适的位置", "This entity has no place in the form"),
    "ENTITY_011": (
        "“{dataset}”的 save_to 不在同一个分组或重复组中",
        'The save_to values of "{dataset}" are not in the same group or repeat',
    ),
    "ENTITY_012": (
        "“{dataset}”引用的“{question}”不在同一个重复组中",
        '"{dataset}" refers to "{question}", which is not in the same repeat',
    ),
    "ENTITY_013": ("save_to 中只能有一个 #", "A save_to has one # at most"),
    "HEADER_001": ("{sheet_name} 工作表缺少标题行", "The sheet {sheet_name} has no row of headings"),
    "HEADER_002": (
        "“{other}”和“{header}”是同一列，请去掉一列",
        '"{other}" and "{header}" are the same column: remove one',
    ),
    "HEADER_003": ("{sheet_name} 工作表缺少列：{missing}", "The sheet {sheet_name} lacks the columns {missing}"),
    "HEADER_004": ("列名不能为空，也不能有空格", "A heading may not be empty nor have spaces"),
    "HEADER_005": ("不认识的列：{columns}", "Unknown columns: {columns}"),
    "LABEL_001": ("选项没有标签（label）", "The choice has no label"),
    "NAMES_001": ("名称“{value}”在同一组中重复", 'The name "{value}" is used twice in its group'),
    "NAMES_002": (
        "名称“{value}”与另一个名称只差大小写，容易混淆",
        'The name "{value}" differs from another in upper and lower case only',
    ),
    "NAMES_003": ("重复组不能与表单同名：{value}", "A repeat may not be named like the form: {value}"),
    "NAMES_004": ("已有名为“{value}”的重复组", 'There is another repeat named "{value}"'),
    "NAMES_005": ("名称“meta”是保留的", 'The name "meta" is reserved'),
    "NAMES_006": ("选项缺少名称（name）", "The choice has no name"),
    "NAMES_007": ("选项名称在同一列表中重复", "The choice's name is used twice in its list"),
    "NAMES_008": (
        "名称无效：以字母或下划线开头，只能含字母、数字、下划线、点和连字符",
        "Not a valid name: a letter or underscore first, then letters, digits, underscores, dots and hyphens",
    ),
    "NAMES_009": ("名称“{name}”无效", 'The name "{name}" is not valid'),
    "NAMES_010": ("此处的名称不能以两个下划线开头", "A name here may not begin with two underscores"),
    "NAMES_011": ("此处的名称不能含点", "A name here may not contain a dot"),
    "NAMES_012": ("此处的名称不能是 name 或 label", "A name here may not be name or label"),
    "NAMES_013": (
        "没有 {sheet} 工作表，却有相似的 {candidates}：是不是写错了？",
        "There is no sheet {sheet} but {candidates}: a misspelling?",
    ),
    "NAMES_014": ("entities 工作表中有重名", "A name is used twice on the entities sheet"),
    "NAMES_015": ("实体缺少名称（list_name）", "The entity has no list_name"),
    "PYREF_001": ("引用要写成 ${{题目名称}}", "A reference is written ${{name of the question}}"),
    "PYREF_002": ("多个引用之间要用逗号隔开", "Several references are separated by commas"),
    "PYREF_003": ("表单中没有 ${{{q}}}", "The form has no ${{{q}}}"),
    "PYREF_004": (
        "有多道题名为“{q}”，${{{q}}} 不知指哪一道",
        'Several questions are named "{q}": it is not clear which one ${{{q}}} means',
    ),
    "RANGE_001": ("参数 {name} 必须是数字", "The parameter {name} must be a number"),
    "RANGE_002": ("参数 {name} 不能为 0", "The parameter {name} may not be 0"),
    "RANGE_003": ("参数 {name} 大于起止之间的范围", "The parameter {name} is larger than the range"),
    "RANGE_004": ("参数 {name} 必须是 step 的倍数", "The parameter {name} must be a multiple of step"),
    "RANGE_005": ("参数 {name} 必须在 start 和 end 之间", "The parameter {name} must lie between start and end"),
    "RANGE_006": ("tick_labelset 指的选项列表不存在", "The choice list of tick_labelset does not exist"),
    "RANGE_007": ("外观为 no-ticks 时只能有 2 个标签", "With the appearance no-ticks there may be 2 labels only"),
    "RANGE_008": ("这些参数不能与此外观同用", "These parameters do not go with this appearance"),
    "RANGE_009": ("tick_labelset 的选项必须是数字", "The choices of tick_labelset must be numbers"),
    "RANGE_010": ("tick_labelset 的选项超出范围", "A choice of tick_labelset lies outside the range"),
    "RANGE_011": ("tick_labelset 的选项不在刻度上", "A choice of tick_labelset is not on a tick"),
    "RANGE_012": (
        "外观为 no-ticks 时标签只能在起点和终点",
        "With the appearance no-ticks labels stand at start and end only",
    ),
    "SURVEY_001": ("没有对应的开始：end {type}", 'Nothing is open that "end {type}" could end'),
    "SURVEY_002": ("没有结束：begin {type}（{name}）", "This {type} is never ended: {name}"),
    "SURVEY_003": ("incremental 只能为 true", "incremental may only be true"),
    "SURVEY_004": (
        "参数要写成 名=值，用空格隔开",
        "Parameters are written as key=value, separated by spaces",
    ),
    "SURVEY_005": (
        "不认识的参数：{rejected}（此题型可用：{accepted}）",
        "Unknown parameters: {rejected} (this type takes {accepted})",
    ),
    "SURVEY_006": ("reference-geometry 指的数据不存在", "The data of reference-geometry do not exist"),
    "SURVEY_007": ("capture-accuracy 必须是数字", "capture-accuracy must be a number"),
    "SURVEY_008": ("warning-accuracy 必须是数字", "warning-accuracy must be a number"),
    "SURVEY_009": ("allow-mock-accuracy 只能是 true 或 false", "allow-mock-accuracy must be true or false"),
}

# (what the converter says, code, zh, en), for what it gives no code to.
_PLAIN: Final[tuple[tuple[str, str, str, str], ...]] = (
    (
        r"Unknown question type '(?P<type>[^']*)'",
        "type_unknown",
        "不认识的题型：{type}",
        "Unknown question type: {type}",
    ),
    (r"Question with no type", "type_missing", "缺少题型（type）", "The type is missing"),
    (r"Question or group with no name", "name_missing", "缺少名称", "A name is missing"),
    (
        r"The survey element named '(?P<name>[^']*)' has no label or hint",
        "label_missing",
        "题目“{name}”没有文字（label）",
        'The question "{name}" has no label',
    ),
    (
        r"This section has not been included",
        "include",
        "include 只能用于文件夹文本表，表格里请写整张表单",
        "include works in folders of tables only: write the whole form into the spreadsheet",
    ),
    (
        r"uses or_other and translations",
        "or_other_language",
        "or_other 自动加的追问在别的平台上只有英文，建议自己写一个“其他”选项和一道填空题",
        'What or_other asks is in English only on other platforms: better write a choice "other" and its question',
    ),
    (
        r"The question \$\{(?P<name>[^}]*)\} is not user-visible",
        "trigger_hidden",
        "题目“{name}”不显示，不能用作 trigger",
        'The question "{name}" is not shown and cannot be a trigger',
    ),
    (r"Missing calculation", "calculation_missing", "缺少计算式（calculation）", "The calculation is missing"),
    (r"Audits must always be named", "audit_name", "audit 的名称列要留空", "The name of an audit is left blank"),
    (r"Repeat loop without list name", "loop_list", "loop 缺少选项列表", "The loop names no choice list"),
    (
        r"List name not in (?:columns|choices|external choices) sheet: (?P<name>\S+)",
        "list_unknown",
        "没有名为 {name} 的选项列表",
        "There is no choice list {name}",
    ),
    (
        r"There should be a choices sheet",
        "choices_missing",
        "缺少 choices 工作表（需有 list_name、name、label 列）",
        "The sheet choices is missing (with the columns list_name, name, label)",
    ),
    (
        r"Choice names with spaces cannot be added.*See \[(?P<name>.*)\] in \[(?P<list>.*)\]",
        "choice_spaces",
        "多选题的选项名称不能有空格：{name}（列表 {list}）",
        "Names of choices of a multiple select may not have spaces: {name} (list {list})",
    ),
    (
        r"File name for '(?P<name>[^']*)' should end with one of the supported file extensions: (?P<ext>.*)",
        "file_ending",
        "“{name}”的文件要以 {ext} 结尾",
        'The file of "{name}" must end in {ext}',
    ),
    (
        r"(?P<name>\w+) must be set to true or false",
        "parameter_bool",
        "参数 {name} 只能是 true 或 false",
        "The parameter {name} must be true or false",
    ),
    (
        r"seed value must be a number",
        "seed_bad",
        "seed 必须是数字或对一道题的引用",
        "seed must be a number or a reference to a question",
    ),
    (
        r"Parameters must include randomize=true",
        "seed_alone",
        "有 seed 时还要写 randomize=true",
        "seed needs randomize=true as well",
    ),
    (
        r"Parameter (?P<name>\S+) must have an integer value",
        "parameter_int",
        "参数 {name} 必须是整数",
        "The parameter {name} must be a whole number",
    ),
    (
        r"Invalid value for (?P<name>\S+?)\.",
        "parameter_bad",
        "参数 {name} 的值无效",
        "The parameter {name} is not valid",
    ),
    (
        r"Please specify choices for this 'or other' question|Choice filter not supported with or_other",
        "or_other",
        "此题不能用 or_other",
        "or_other cannot be used here",
    ),
    (
        r"Badly formatted table list|Choice filter not supported for table-list",
        "table_list",
        "table-list 组中的题目要用同一个选项列表",
        "The questions of a table-list group need the same choice list",
    ),
    (
        r"There are multiple survey elements named '(?P<q>[^']*)'",
        "PYREF_004",
        *CODED["PYREF_004"],
    ),
    (
        r"There is no survey element named '(?P<q>[^']*)'",
        "PYREF_003",
        *CODED["PYREF_003"],
    ),
    (
        r"Language '(?P<lang>[^']*)' is missing",
        "translation_missing",
        "语言“{lang}”缺少翻译",
        'The language "{lang}" lacks translations',
    ),
    (
        r"do not contain valid machine-readable codes: (?P<names>.*?)\. Learn",
        "language_code",
        "语言名要带代码，如“中文 (zh)”：{names}",
        'Languages are written with their code, such as "English (en)": {names}',
    ),
    (
        r"The 'disabled' column header",
        "disabled",
        "disabled 列已不用，请改用 relevant",
        "The column disabled is out of use: write relevant instead",
    ),
    (
        r"Row without name, text, or label is being skipped",
        "row_skipped",
        "此行没有名称和标签，已跳过",
        "The row has neither name nor label and is left out",
    ),
    (r"(?P<kind>Group|Repeat) has no label", "group_label", "分组没有标题（label）", "The group has no label"),
    (
        r"(?P<type>\w+) is no longer supported on most devices",
        "type_old",
        "题型 {type} 已很少有设备支持",
        "Hardly any device supports the type {type} any more",
    ),
    (
        r"The form_id and id_string column headers are both",
        "id_twice",
        "settings 中同时有 form_id 和 id_string，请去掉一列",
        "The settings have both form_id and id_string: remove one",
    ),
    (
        r"select one external is only meant for filtered",
        "external_filter",
        "select_one_external 要有 choice_filter",
        "select_one_external needs a choice_filter",
    ),
    (
        r"You must have a sheet named 'survey'",
        "sheet_missing",
        "缺少 survey 工作表",
        "The sheet survey is missing",
    ),
)

PATTERNS: Final = tuple((re.compile(pattern, re.DOTALL), code) for pattern, code, _zh, _en in _PLAIN)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    f"xls.{code}": pair for code, pair in {**{code: (zh, en) for _, code, zh, en in _PLAIN}, **CODED}.items()
}
