"""What Word prints of revisions, hidden text, runs, fields and shapes, and nothing else."""

import pytest
from wordml import CONTINUE, RESTART, docx, kinds, p, parse, part, rows, run, span, spans, table, tbl, tc, texts, tr

from gongkai.document import Paragraph
from gongkai.readers.docx import read


def sdt(content: str) -> str:
    settings_ = f"<w:rPr><w:vanish/></w:rPr><w:placeholder>{p('提示')}</w:placeholder>"
    return f"<w:sdt><w:sdtPr>{settings_}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def test_content_controls_are_looked_through_at_every_level() -> None:
    inner = f"<w:p>{sdt(run('里'))}</w:p>"
    row = f"<w:tr>{sdt(f'<w:tc>{sdt(inner)}</w:tc>')}{tc('b')}</w:tr>"
    found = parse(sdt(tbl(sdt(row), tr("c", "d"))) + sdt(p("段")))
    assert rows(found.tables[0]) == [["里", "b"], ["c", "d"]]
    assert [paragraph.text for paragraph in found.paragraphs] == ["段"]


def test_tracked_text_is_read_as_if_accepted() -> None:
    body = (
        f"<w:p>{run('收到')}<w:del>{run('8')}</w:del><w:ins>{run('9')}</w:ins>"
        f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo></w:p>"
    )
    assert texts(body) == ["收到9新"]


def test_deleted_rows_and_cells_go_inserted_ones_stay() -> None:
    found = table(
        tr("a", tc("x", "<w:cellDel/>"), tc("b", "<w:cellIns/>")),
        tr("y", "z", properties="<w:del/>"),
        tr("c", "d", properties="<w:ins/>"),
    )
    assert rows(found) == [["a", "b"], ["c", "d"]]


def test_merge_goes_on_over_a_deleted_row() -> None:
    gone = tr(tc("", CONTINUE), "x", properties="<w:del/>")
    assert spans(table(tr(tc("组", RESTART), "1"), gone, tr(tc("", CONTINUE), "2")))["组"] == (0, 0, 2, 1)


def test_tracked_merge_counts() -> None:
    first, second = '<w:cellMerge w:vMerge="rest"/>', '<w:cellMerge w:vMerge="cont"/>'
    assert spans(table(tr(tc("组", first), "1"), tr(tc("", second), "2")))["组"] == (0, 0, 2, 1)


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_paragraph_runs_on_where_its_mark_is_deleted_or_hidden(mark: str) -> None:
    assert texts(p("上半", f"<w:rPr>{mark}</w:rPr>") + p("下半") + p("另段")) == ["上半下半", "另段"]


def test_last_paragraph_cannot_run_on_out_of_its_cell() -> None:
    cell = f"<w:tc>{p('末', '<w:rPr><w:del/></w:rPr>')}</w:tc>"
    assert rows(table(tr(cell, "b"), tr("c", "d")))[0] == ["末", "b"]


def test_former_properties_are_ignored() -> None:
    change = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
    former = '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>'
    found = parse(f"<w:p><w:pPr>{former}</w:pPr>{run('可见', change)}</w:p>")
    assert found.blocks == (Paragraph("可见"),)


def test_former_spans_are_ignored() -> None:
    former = f"<w:tcPrChange><w:tcPr>{span(4)}{CONTINUE}</w:tcPr></w:tcPrChange>"
    assert spans(table(tr(tc("a", former), "b"), tr("c", "d")))["b"] == (0, 1, 1, 1)


STYLES = (
    '<w:style w:type="paragraph" w:styleId="HP"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="HQ"><w:basedOn w:val="HP"/></w:style>'
    '<w:style w:type="character" w:styleId="HC"><w:rPr><w:vanish/></w:rPr></w:style>'
)


def test_hidden_runs() -> None:
    hidden = run("藏", "<w:vanish/>") + run("露", '<w:vanish w:val="0"/>') + run("页", "<w:webHidden/>")
    assert texts(f"<w:p>{hidden}</w:p>") == ["露页"]


HIDING = '<w:rStyle w:val="HC"/>'


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_a_struck_figure_is_not_read_on_into_the_one_that_replaces_it(mark: str) -> None:
    kept = run("9", f'<w:{mark} w:val="0"/>')
    found = parse(f"<w:p>{run('8', f'<w:{mark}/>')}{kept}</w:p>")
    assert [paragraph.text for paragraph in found.paragraphs] == ["9"]
    assert found.remarks == ("text struck through was left out: 8",)


def test_text_hidden_by_style() -> None:
    by_character = f"<w:p>{run('藏', HIDING)}{run('见')}</w:p>"
    by_paragraph = p("也藏", '<w:pStyle w:val="HQ"/>')
    twice = f"<w:p><w:pPr><w:pStyle w:val='HP'/></w:pPr>{run('反', HIDING)}</w:p>"
    assert texts(by_character + by_paragraph + twice + p("尾"), styles=STYLES) == ["见", "反尾"]


def test_hidden_row_leaves_no_trace() -> None:
    gone = tr(f"<w:tc><w:p>{run('9', '<w:vanish/>')}</w:p></w:tc>", properties="<w:hidden/>")
    assert rows(table(tr("a", "b"), gone, tr("c", "d"))) == [["a", "b"], ["c", "d"]]
    assert rows(table(tr("a", "b"), tr("c", "d", properties="<w:hidden/>"))) == [["a", "b"], ["c", "d"]]


def in_run(content: str) -> list[str]:
    return texts(f"<w:p>{run('左')}<w:r>{content}</w:r>{run('右')}</w:p>")


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        ("<w:br/>", "\n"),
        ('<w:br w:type="page"/>', "\n"),
        ("<w:cr/>", "\n"),
        ("<w:tab/>", "\t"),
        ("<w:noBreakHyphen/>", "-"),
        ("<w:softHyphen/>", ""),
        ("<w:lastRenderedPageBreak/>", ""),
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "✓"),
        ('<w:sym w:font="Wingdings" w:char="F081"/>', "①"),
        ('<w:sym w:font="Wingdings" w:char="F001"/>', ""),
        ('<w:sym w:font="Symbol" w:char="F035"/>', "5"),
        ('<w:sym w:font="宋体" w:char="25CB"/>', "○"),
        ('<w:sym w:font="宋体" w:char="F0FC"/>', ""),
        ('<w:sym w:font="宋体" w:char="oops"/>', ""),
        (
            "<w:ruby><w:rt><w:r><w:t>han</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby>",
            "汉",
        ),
        ('<w:footnoteReference w:id="2"/>', ""),
        ('<w:commentReference w:id="2"/>', ""),
        ("<w:t> x </w:t>", "x"),
        ("<w:t>\u3000x\u3000</w:t>", "\u3000x\u3000"),
        ("<w:t/>", ""),
        ("<w:t>a<!-- 不见 -->b</w:t>", "ab"),
        ("<w:delText>旧</w:delText>", ""),
    ],
)
def test_content_of_a_run(content: str, printed: str) -> None:
    assert in_run(content) == [f"左{printed}右"]


def test_space_is_kept_where_an_ancestor_says_so() -> None:
    body = '<w:p xml:space="preserve"><w:r><w:t> x </w:t></w:r></w:p>'
    assert texts(body) == [" x "]


def test_tab_stops_are_no_tabs() -> None:
    assert texts(p("文", '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>')) == ["文"]


def test_wrappers_of_runs_are_looked_through() -> None:
    wrapped = "".join(
        f"<w:{name}>{run(name)}</w:{name}>" for name in ("smartTag", "hyperlink", "fldSimple", "customXml", "bdo")
    )
    assert texts(f"<w:p>{wrapped}</w:p>") == ["smartTaghyperlinkfldSimplecustomXmlbdo"]


def test_math_is_text() -> None:
    fraction = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    assert texts(f"<w:p><m:oMath>{fraction}</m:oMath></w:p>") == ["1/2"]


def fld(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


CODE = "<w:r><w:instrText> PAGE </w:instrText></w:r>"


def test_only_the_result_of_a_field_is_printed() -> None:
    inner = fld("begin") + CODE + fld("separate") + run("内码") + fld("end")
    body = (
        f"<w:p>{run('甲')}{fld('begin')}{CODE}{inner}{fld('separate')}{run('乙')}{inner}{fld('end')}{run('丙')}</w:p>"
    )
    assert texts(body) == ["甲乙内码丙"]


def test_field_without_a_result_prints_nothing() -> None:
    assert texts(f"<w:p>{run('甲')}{fld('begin')}{run('码')}{fld('end')}{run('丙')}</w:p>") == ["甲丙"]


@pytest.mark.parametrize("marks", [["begin"], ["begin", "separate"], ["end"], ["separate"], ["end", "begin"]])
def test_field_that_is_not_whole_hides_nothing(marks: list[str]) -> None:
    assert texts(f"<w:p>{run('甲')}{''.join(map(fld, marks))}{run('乙')}</w:p>{p('丙')}") == ["甲乙", "丙"]


def test_field_that_begins_hidden_still_ends() -> None:
    begin = '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/><w:t>藏</w:t></w:r>'
    assert texts(f"<w:p>{begin}{run('码')}{fld('separate')}{run('果')}{fld('end')}</w:p>") == ["果"]


def box(content: str) -> str:
    return f"<w:drawing><wp:anchor><wp:docPr/><w:txbxContent>{content}</w:txbxContent></wp:anchor></w:drawing>"


def pict(content: str, style: str = "") -> str:
    shape = f'<v:shape style="{style}"><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape>'
    return f"<w:pict>{shape}</w:pict>"


def either(choice: str, fallback: str) -> str:
    branches = f'<mc:Choice Requires="wps">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{branches}</mc:AlternateContent></w:r>"


def test_text_box_comes_after_the_paragraph_it_is_anchored_in_and_once() -> None:
    both = either(box(p("框")), pict(p("框")))
    assert texts(f"<w:p>{run('锚')}{both}{run('续')}</w:p>{p('下')}") == ["锚续", "框", "下"]


def test_fallback_is_read_where_the_choice_holds_no_text() -> None:
    assert texts(f"<w:p>{either('<w:drawing/>', pict(p('退')))}</w:p>") == ["退"]
    assert texts("<w:p><w:r><mc:AlternateContent/></w:r></w:p>") == []


def test_table_in_a_text_box_is_a_table() -> None:
    found = parse(f"<w:p>{run('锚')}<w:r>{pict(tbl(tr('a', 'b'), tr('c', 'd')))}</w:r></w:p>")
    assert kinds(found) == ["锚", "2x2"]


def test_text_box_in_a_cell_is_text_of_the_cell() -> None:
    cell = f"<w:tc><w:p>{run('7')}<w:r>{box(p('注'))}</w:r></w:p></w:tc>"
    assert rows(table(tr(cell, "b"), tr("c", "d")))[0] == ["7\n注", "b"]


def test_hidden_shapes_are_not_seen() -> None:
    drawn = box(p("藏")).replace("<wp:docPr/>", '<wp:docPr hidden="1"/>')
    old = pict(p("藏"), "position:absolute; visibility: hidden")
    assert texts(f"<w:p>{run('露')}<w:r>{drawn}{old}</w:r></w:p>") == ["露"]


def test_word_art_is_text() -> None:
    art = '<v:shapetype><v:textpath on="t"/></v:shapetype><v:shape><v:textpath string="艺术字"/></v:shape>'
    assert texts(f"<w:p>{run('锚')}<w:r><w:pict>{art}</w:pict></w:r></w:p>") == ["锚", "艺术字"]


def test_pictures_are_counted() -> None:
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    both = either("<w:drawing><a:blip/></w:drawing>", "<w:pict><v:imagedata/></w:pict>")
    assert parse(f"<w:p>{picture}{both}</w:p>").remarks[0].startswith("2 picture")
    assert parse(p("文")).remarks == ()


def test_embedded_documents_are_remarked() -> None:
    assert "altChunk" in parse('<w:altChunk r:id="rId9"/>').remarks[0]


def test_headers_notes_and_comments_are_left_out() -> None:
    aside = {f"word/{name}.xml": part(name, p("旁注")) for name in ("header1", "footnotes", "comments")}
    assert kinds(read(docx(p("正文"), **aside))) == ["正文"]
