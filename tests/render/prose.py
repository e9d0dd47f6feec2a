"""The words around the tables: invented places, invented sentences, figures only where they agree with the tables."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from gongkai.forms import TABLES
from render.layouts import shown, statutory
from render.sheet import Block, Sheet, Text, Values

PLACES = ("青石县", "白鹭市", "松涛区", "云栖镇", "石桥乡", "芦溪县", "望潮市", "柳荫街道")
ORGANS = ("人民政府", "水务局", "教育局", "市场监督管理局", "民政局", "农业农村局")
HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
_WORK = (
    "围绕群众关心的供水、道路和学校，把信息放在容易找到的地方。",
    "指定专人管理公开栏目，过期内容及时清理，错链逐条更正。",
    "在便民大厅设立查阅点，为老人提供纸质材料和口头讲解。",
    "坚持先审查后公开，每份文件都写明公开属性和理由。",
    "把公开工作列入年度考核，全年没有发生责任追究的情形。",
)
_TROUBLES = (
    "主要问题：一些栏目更新不够及时，解读材料的形式还比较单一。",
    "改进情况：已建立月度检查制度，并请有经验的同志为新任经办人员讲课。",
)
_NUMERALS = "一二三四五六"


def place(rng: Random) -> str:
    """An agency that does not exist."""
    home = rng.choice(PLACES)
    return home + ("人民政府" if home[-1] in "镇乡" else "办事处" if home.endswith("街道") else rng.choice(ORGANS))


def compose(values: Values, used: Mapping[str, str], rng: Random) -> Sheet:
    """A whole report in the statutory order, every table filled in."""
    agency, year = place(rng), rng.randint(2019, 2020) if used["applications"] == "2019" else rng.randint(2021, 2025)
    fee = rng.choice((0, rng.randint(1, 9000)))
    body = _sections(values, used, _overview(values, year, rng), f"{year}年度收取信息处理费{fee}元。")
    return Sheet((*_opening(agency, year), *body, _contact(agency)), used, agency, year, fee)


def _opening(agency: str, year: int) -> Iterator[Block]:
    yield Text(f"{agency}{year}年政府信息公开工作年度报告", 0)
    yield Text(f"本报告按照《中华人民共和国政府信息公开条例》编制，所列数据统计期限自{year}年1月1日至12月31日。")


def _sections(values: Values, used: Mapping[str, str], overview: list[str], fee: str) -> Iterator[Block]:
    prose: tuple[Sequence[str], ...] = (overview, (), (), (), _TROUBLES, (fee,))
    tables = (None, *TABLES, None, None)
    for number, (heading, sentences, table) in enumerate(zip(HEADINGS, prose, tables, strict=True)):
        yield Text(heading, 1, f"{_NUMERALS[number]}、")
        yield from map(Text, sentences)
        if table:
            yield statutory(table, used[table], values)


def _overview(values: Values, year: int, rng: Random) -> list[str]:
    received, before, done, left = (
        shown(values[f"applications.{row}.total"])
        for row in ("received", "pending_at_start", "outcome.total", "pending_at_end")
    )
    sentences = rng.sample(_WORK, 3)
    sentences[0] = f"{year}年，{sentences[0]}"
    sentences.append(
        f"全年新收政府信息公开申请{received}件，上年结转{before}件；办结{done}件，结转下年度继续办理{left}件。"
    )
    return sentences


def _contact(agency: str) -> Text:
    return Text(f"如对本报告有疑问，请与{agency}办公室联系（地址：松林路8号，邮编：000000，电话：0000-0000000）。")
