"""An evaluation as one page that needs nothing else: tables, plots, and the worst pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

import cv2
from rich.table import Table

from backedge.calculators.media.rgb_image import RgbImage
from backedge.errors import ResourceError
from backedge.file_checks import failure
from backedge.tools.evaluation.judged_figures import Summary
from backedge.tools.evaluation.plots import plots
from backedge.tools.evaluation.tables import explanations, tables
from backedge.tools.evaluation.worst_pictures import worst_pictures
from backedge.whole_files import replacing

_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-size: 14px; }
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #8884; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; }
.plots, .worst { display: flex; flex-wrap: wrap; gap: 1rem; }
.plots svg { max-width: 100%; height: auto; background: #fff; }
figure { margin: 0; width: 20rem; } figure img { max-width: 100%; } figcaption { font-size: 13px; }
"""


def write_report(summaries: Sequence[Summary], path: Path) -> None:
    """Write the page.

    Args:
        summaries: one graph, or two on the same pictures.
        path: the file.

    Raises:
        DependencyError: matplotlib is not installed.
        ResourceError: the file cannot be written, or a picture not be read again.
    """
    text = "\n".join(_page(summaries))
    try:
        with replacing(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise failure("cannot be written", path, error) from error


def _page(summaries: Sequence[Summary]) -> Iterator[str]:
    names = [summary.judgement.candidate.name for summary in summaries]
    title = escape(" against ".join(names))
    yield f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>"
    yield f"<h1>{title}</h1>"
    for table in tables(summaries):
        yield _table(table)
    for part in summaries[0].parts():
        yield f"<h2>Plots: {part}</h2><div class=plots>"
        for heading, svg in plots(names, [summary.parts()[part] for summary in summaries]):
            yield f"<div><h3>{escape(heading)}</h3>{svg}</div>"
        yield "</div>"
    for summary, name in zip(summaries, names, strict=True):
        yield f"<h2>The worst pictures of {escape(name)}</h2>"
        yield "<p>The truth is green, what was found is red.</p><div class=worst>"
        for worst in worst_pictures(summary.judgement.frames):
            caption = f"{escape(worst.title)}<br>{escape(worst.text)}"
            yield f"<figure><img src='{_data(worst.image)}' alt=''><figcaption>{caption}</figcaption></figure>"
        yield "</div>"
    yield "<h2>What the figures of videos mean</h2><dl>"
    yield from (f"<dt>{escape(word)}<dd>{escape(text)}" for word, text in explanations().items())
    yield "</dl></html>"


def _table(table: Table) -> str:
    """A table for terminals as HTML."""
    heads = "".join(f"<th>{escape(str(column.header))}" for column in table.columns)
    columns = [[escape(str(cell)) for cell in column.cells] for column in table.columns]
    rows = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in zip(*columns, strict=True))
    return f"<h3>{escape(str(table.title))}</h3><table><tr>{heads}{rows}</table>"


def _data(image: RgbImage) -> str:
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not done:
        raise ResourceError("OpenCV cannot write JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode()}"
