import re

from tests.adapters.web.visitor import Visitor


async def _read_text(visitor: Visitor, path: str) -> str:
    async with visitor.session.get(path) as response:
        response.raise_for_status()
        return await response.text()


async def test_the_page_names_only_files_that_exist(ana: Visitor) -> None:
    page = await _read_text(ana, "/")

    paths = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(paths) > 5
    for path in paths:
        await _read_text(ana, path)


async def test_scripts_import_only_files_that_exist(ana: Visitor) -> None:
    page = await _read_text(ana, "/")
    entry = re.findall(r'src="(/static/[^"]+app\.js)"', page)[0]
    waiting, seen = [entry], set[str]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        found = re.findall(r'from "\./([^"]+)"', await _read_text(ana, path))
        waiting += {f"{path.rpartition('/')[0]}/{name}" for name in found} - seen - {*waiting}

    assert len(seen) > 10


async def test_the_page_holds_no_inline_code(ana: Visitor) -> None:
    page = await _read_text(ana, "/")

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page) == []


async def test_scripts_are_kept_for_good_and_the_page_is_not(ana: Visitor) -> None:
    async with ana.session.get("/") as page:
        assert page.headers["Cache-Control"] == "no-cache"
        script = re.findall(r'src="(/static/[^"]+app\.js)"', await page.text())[0]

    async with ana.session.get(script) as response:
        assert "immutable" in response.headers["Cache-Control"]
        assert response.content_type.endswith("javascript")


async def test_no_script_reads_html(ana: Visitor) -> None:
    page = await _read_text(ana, "/")
    prefix = re.findall(r'src="(/static/[^"]+/)app\.js"', page)[0]

    for name in ("message_view", "card_view", "elements", "palette", "composer", "animate_form"):
        assert "innerHTML" not in await _read_text(ana, f"{prefix}{name}.js")
