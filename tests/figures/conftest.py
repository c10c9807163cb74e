"""What tests of figures share: texts in both languages, and a figure drawn from made-up tables."""

from typing import NamedTuple

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from techsov.core.countries import Countries
from techsov.figures import style
from techsov.presentation.labels import Labels
from tests.builders import figures


class Drawn(NamedTuple):
    """A figure's table, its title in each language, and the axes of the first."""

    table: pd.DataFrame
    said: dict[str, str]
    axes: list[Axes]


@pytest.fixture(scope="module")
def labels(root):
    countries = Countries.load(root / "config/countries.yaml")
    return {x: Labels.load(root / f"config/labels.{x}.yaml", countries) for x in ("en", "ru")}


@pytest.fixture
def tabulated(request, tmp_path):
    """A figure's module and its table, told of the test module's SETTINGS and what is changed."""

    def tabulate(name: str, inputs: dict, **settings: object):
        return figures.tabulate(name, inputs, request.module.SETTINGS | settings, tmp_path)

    return tabulate


@pytest.fixture
def drawn(labels, tabulated):
    """Draw a figure in both languages and every form, with its own texts alone.

    Each lies inside its sheet, bears no type smaller than 7 points, and stands without its texts
    where the form says so.
    """

    def draw(name: str, inputs: dict, **settings: object) -> Drawn:
        module, table = tabulated(name, inputs, **settings)
        said, axes = {}, []
        for language, texts in labels.items():
            own = texts.only([name, *module.FIGURE.texts])
            said[language] = module.title(table, own)
            assert len(said[language]) <= style.LONGEST_TITLE, said[language]
            assert module.alt(table, own).startswith(said[language])
            for form in style.FORMS.values() if language == "ru" else [style.TITLED]:
                figure = module.draw(table, own, form)
                axes = axes or figure.axes
                written = [text.get_text().replace("\n", " ") for text in figure.texts]
                assert (said[language] in written) == form.texts
                assert style.SAID[figure]["title"] == said[language]
                assert lies_on_sheet(figure, form)
                assert smallest(figure) >= style.SMALL
        return Drawn(table, said, axes)

    return draw


def lies_on_sheet(figure, form: style.Form) -> bool:
    figure.draw_without_rendering()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert width == pytest.approx(form.width * style.CM)
    return min(box.x0, box.y0, width - box.x1, height - box.y1) >= -0.01


def smallest(figure) -> float:
    """The smallest type of a figure, points."""
    return min(text.get_size() for text in figure.findobj(Text) if text.get_text())
