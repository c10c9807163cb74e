"""A browser that opens the report from the file system and may load nothing else."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

# width, height in px: a desktop and a phone
DESKTOP, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="session")
def report(results) -> Path:
    if not (results / "report" / "index.html").exists():
        pytest.skip("results/embedded/report is not built: run `make` first")
    return results / "report"


@dataclass
class Reader:
    """A page of the report as opened, and what went wrong while it was.

    Attributes
    ----------
    faults
        errors of scripts and of the console
    asked
        addresses that are not files
    """

    page: object
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def scroll_through(self) -> None:
        """Bring every chart into view, so that each is drawn."""
        for chart in self.page.locator("[data-chart], [data-explorer]").all():
            chart.evaluate("chart => chart.scrollIntoView()")
            self.page.wait_for_function(
                "chart => chart.dataset.drawn === 'yes'", arg=chart.element_handle()
            )


@pytest.fixture
def read(browser, report):
    """Open a page of the report: read("ru/index.html", PHONE, dark=True)."""
    contexts = []

    def opened(name: str, size=DESKTOP, *, dark: bool = False) -> Reader:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        reader = Reader(context.new_page())
        page = reader.page
        page.on("pageerror", lambda error: reader.faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                reader.faults.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                reader.asked.append(request.url)
                if not request.url.startswith(("file:", "data:", "blob:"))
                else None
            ),
        )
        address, _, query = name.partition("?")
        page.goto((report / address).as_uri() + (f"?{query}" if query else ""))
        return reader

    yield opened
    for context in contexts:
        context.close()
