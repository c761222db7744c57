"""What makes a whole ledger, or its mapping, unusable. Faults of single rows are in `faults.py`.

LedgerError
├── LedgerUnreadable
│   ├── LedgerMissing           no such file, or a folder
│   ├── FormatUnknown           not a spreadsheet, not CSV, not JSON
│   ├── ArchiveBroken           the spreadsheet file is damaged
│   ├── ArchiveUnpacksTooLarge  a zip bomb, or a sheet that could not be held
│   ├── LedgerEncrypted         protected by a password
│   ├── EncodingUnknown         neither UTF-8, UTF-16 nor GB18030
│   ├── CsvBroken               a quotation mark that never closes
│   ├── JsonBroken              not JSON, or not an object or a list of objects
│   ├── LedgerTooLarge          more bytes, rows or columns than one ledger may have
│   └── HeaderMissing           no row that looks like a header
├── ResultNotWritable           the workbook to be written cannot be
└── MappingError
    ├── MappingUnusable         faults in the mapping file, each with its line
    └── MappingColumnMissing    the mapping names a column that the ledger lacks
"""

from collections.abc import Sequence
from pathlib import Path

from hutong.lib.faults import Fault


class LedgerError(Exception):
    """Base of everything this room raises. `render` gives the sentence and the remedy in either language."""

    zh = "台账无法处理"
    en = "the ledger cannot be used"
    remedy_zh = ""
    remedy_en = ""

    def __init__(self, *, file: Path, **details: object) -> None:
        self.file = file
        self.details = details
        super().__init__(self.render("zh"))

    def render(self, lang: str = "zh") -> str:
        """One line: the file, what is wrong, what to do."""
        words = (self.zh, self.remedy_zh) if lang == "zh" else (self.en, self.remedy_en)
        message, remedy = (text.format(**self.details) for text in words)
        return f"{self.file.name}: {message}" + (f" → {remedy}" if remedy else "")


class LedgerUnreadable(LedgerError):
    """Nothing of the file could be read as rows."""


class LedgerMissing(LedgerUnreadable):
    zh, en = "没有这个文件", "there is no such file"
    remedy_zh, remedy_en = "请核对文件名和所在文件夹", "check the name and the folder"


class FormatUnknown(LedgerUnreadable):
    zh, en = "无法识别的文件：{found}", "not a ledger that can be read: {found}"
    remedy_zh = "请用表格软件打开，另存为 .xlsx（或 .csv、.json、.jsonl）后再试"
    remedy_en = "open it in a spreadsheet program and save it as .xlsx (or .csv, .json, .jsonl)"


class ArchiveBroken(LedgerUnreadable):
    zh, en = "表格文件已损坏（{detail}）", "the spreadsheet file is damaged ({detail})"
    remedy_zh = "请重新复制或下载；能打开的话，另存为新的 .xlsx 再试"
    remedy_en = "copy or download it again; if it still opens, save it as a new .xlsx"


class ArchiveUnpacksTooLarge(LedgerUnreadable):
    zh = "文件解开后过大（{found}，上限 {limit}），未打开"
    en = "the file would unpack to {found} (limit {limit}) and was not opened"
    remedy_zh = "请删除表格右侧和下方的空白行列，或拆成几个文件"
    remedy_en = "delete the empty rows and columns after the data, or split the file"


class LedgerEncrypted(LedgerUnreadable):
    zh, en = "文件设有密码", "the file is protected by a password"
    remedy_zh = "请在表格软件中取消密码后另存"
    remedy_en = "remove the password in the spreadsheet program and save it again"


class EncodingUnknown(LedgerUnreadable):
    zh = "第 {line} 行起不是 UTF-8、UTF-16 或 GB18030 编码的文字"
    en = "from line {line} on this is not text in UTF-8, UTF-16 or GB18030"
    remedy_zh = "请另存为“CSV UTF-8”"
    remedy_en = "save it as 'CSV UTF-8'"


class CsvBroken(LedgerUnreadable):
    zh = "第 {line} 行附近的引号不成对（{detail}）"
    en = "near line {line} a quotation mark is not closed ({detail})"
    remedy_zh = "请补上或删去多余的英文双引号，或另存为 .xlsx"
    remedy_en = "close or delete the stray double quote, or save the file as .xlsx"


class JsonBroken(LedgerUnreadable):
    zh = "第 {line} 行：不是可用的 JSON（{detail}）"
    en = "line {line}: not usable JSON ({detail})"
    remedy_zh = "写成一个对象 {{…}}、一个对象数组 [{{…}}, …]，或每行一个对象（.jsonl）"
    remedy_en = "write one object {{…}}, a list of objects [{{…}}, …], or one object a line (.jsonl)"


class LedgerTooLarge(LedgerUnreadable):
    zh = "{what_zh}超过上限（{found}，上限 {limit}）"
    en = "too many {what_en} ({found}, limit {limit})"
    remedy_zh, remedy_en = "请拆成几个文件", "split it into several files"


class HeaderMissing(LedgerUnreadable):
    zh = "没有找到表头；看过的工作表：{sheets}"
    en = "no header row was found; sheets looked at: {sheets}"
    remedy_zh = "表头至少要有两个认得的列名（如 出生日期、户籍地）；或先运行 hutong map 并编辑所得的对照文件"
    remedy_en = (
        "a header needs at least two known column names (such as 出生日期, 户籍地); "
        "or run 'hutong map' and edit the mapping file it writes"
    )


class ResultNotWritable(LedgerError):
    zh, en = "无法写入（{detail}）", "cannot be written ({detail})"
    remedy_zh = "请关闭已打开的同名文件，或换一个文件夹"
    remedy_en = "close the file if it is open elsewhere, or choose another folder"


class MappingError(LedgerError):
    """The mapping file does not fit."""


class MappingUnusable(MappingError):
    zh, en = "对照文件有误：\n{faults}", "the mapping file has faults:\n{faults}"

    def __init__(self, *, file: Path, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(file=file, faults="\n".join(fault.render() for fault in faults))


class MappingColumnMissing(MappingError):
    zh = "对照文件写了列“{header}”，台账里没有；台账的列：{known}"
    en = "the mapping names the column '{header}', which the ledger lacks; its columns: {known}"
    remedy_zh = "改成台账里的列名（双行表头写成 上/下），或删去这一段"
    remedy_en = "write the name as in the ledger (two header rows: upper/lower), or delete that table"
