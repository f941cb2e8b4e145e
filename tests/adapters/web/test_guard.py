import pytest

from tests.adapters.web.visitor import Visitor


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_refuses_changes_that_come_from_elsewhere(ana: Visitor, headers: dict[str, str]) -> None:
    response = await ana.send("/api/channels", {"name": "plans"}, headers=headers or {"Accept": "*/*"})

    assert response.status == 403
    assert "another page" in (await response.json())["sentence"]


async def test_refuses_our_origin_when_the_browser_says_cross_site(ana: Visitor) -> None:
    headers = {"Origin": ana.origin, "Sec-Fetch-Site": "cross-site"}

    response = await ana.send("/api/channels", {"name": "plans"}, headers=headers)

    assert response.status == 403


async def test_accepts_a_browser_that_says_same_origin(ana: Visitor) -> None:
    response = await ana.send("/api/channels", {"name": "plans"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", "evil.example:8080"])
async def test_refuses_to_be_served_under_a_foreign_name(ana: Visitor, host: str) -> None:
    async with ana.session.get("/", headers={"Host": host}) as response:
        assert response.status == 421


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8080"])
async def test_is_served_under_every_loopback_name(ana: Visitor, host: str) -> None:
    async with ana.session.get("/", headers={"Host": host}) as response:
        assert response.status == 200


async def test_answers_nothing_private_to_other_sites(ana: Visitor) -> None:
    async with ana.session.get("/api/state", headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 403
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(("headers", "status"), [({}, 404), ({"Origin": "https://evil.example"}, 403)])
async def test_machines_may_call_what_is_not_the_pages(ana: Visitor, headers: dict[str, str], status: int) -> None:
    response = await ana.send("/callbacks/job1/token", {}, headers=headers or {"Accept": "*/*"})

    assert response.status == status


async def test_links_from_other_sites_open_the_page(ana: Visitor) -> None:
    async with ana.session.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 200


@pytest.mark.parametrize("path", ["/", "/api/state", "/healthz", "/nowhere"])
async def test_every_answer_is_fenced_in(ana: Visitor, path: str) -> None:
    async with ana.session.get(path) as response:
        policy = response.headers["Content-Security-Policy"]

        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
