"""HTML to text: what a person would read on the page."""

import pytest
from hypothesis import given

from drafting.plain_text import html_to_text
from tests.drafting.builders import texts


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Soft &amp; warm</p><p>By hand</p>", "Soft & warm\nBy hand"),
        ("Soft<br>warm<br/>light", "Soft\nwarm\nlight"),
        ("<ul><li>Soft</li><li><p>Warm</p></li><li> </li></ul>Care", "• Soft\n• Warm\nCare"),
        ("<p>A\n  line</p>", "A line"),
        ("plain\nlines\r\n\r\nstay", "plain\nlines\nstay"),
        ("<style>p {}</style>Soft<script>alert('x < y')</script>", "Soft"),
        ("<td>Cotton</td><td>100%</td>", "Cotton 100%"),
        ("&lt;p&gt;Soft&lt;/p&gt;", "Soft"),
        ("&amp;amp;amp; so on", "& so on"),
        ("<![CDATA[<p>Soft</p>]]>", "Soft"),
        ("Soft <![if !supportLists]>warm<![endif]>", "Soft warm"),
        ("width < 5 & height > 3", "width < 5 & height > 3"),
        ("<!-- nothing -->Soft", "Soft"),
        ("", ""),
        ("<p>never closed <b>bold", "never closed bold"),
    ],
)
def test_html_becomes_what_a_person_reads(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@given(texts(4_000))
def test_no_markup_raises_and_no_line_is_empty(markup: str) -> None:
    lines = html_to_text(markup).split("\n")
    assert lines == [""] or all(line and line == line.strip() for line in lines)
