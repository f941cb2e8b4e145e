import pytest

from bot.address_guard import MAXIMUM_URL_LENGTH, check_public_url, is_public_address


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_takes_addresses_of_the_public_internet(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.1",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "",
        "localhost",
        "8.8.8.8.8",
    ],
)
def test_refuses_addresses_inside_networks_and_what_is_no_address(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://example.com:8443/hook?job=1#end",
        "https://8.8.8.8/hook",
        "https://[2606:4700:4700::1111]/hook",
        "https://bücher.example/hook",
        "https://xn--bcher-kva.example/hook",
        "https://a-b.c0m/x",
        "https://example.com./x",
    ],
)
def test_takes_public_urls(url: str) -> None:
    check_public_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/hook",
        "http://example.com/hook",
        "ftp://example.com/hook",
        "file:///etc/passwd",
        "https://",
        "https:///hook",
        "https://user:secret@example.com/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://exa mple.com/",
        "https://example.com\\@127.0.0.1/",
        "https://example.com\n/",
        "https://localhost/",
        "https://api.localhost/",
        "https://printer.local/",
        "https://router.home.arpa/",
        "https://metadata.google.internal/",
        "https://intranet/",
        "https://0.0.0.0/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://1.0x7f/",
        "https://\uff11\uff12\uff17.0.0.1/",
        "https://127\u30020\u30020\u30021/",
        "https://\u24db\u24de\u24d2alhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[bad/",
        "https://169.254.169.254/latest/meta-data",
        "https://-.example.com/",
        f"https://example.com/{'x' * MAXIMUM_URL_LENGTH}",
    ],
)
def test_refuses_urls_that_lead_elsewhere(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_public_url(url)


def test_takes_plain_http_only_where_it_is_allowed() -> None:
    check_public_url("http://example.com/a.mp4", allows_http=True)

    with pytest.raises(ValueError, match="private network"):
        check_public_url("http://127.0.0.1/a.mp4", allows_http=True)


def test_takes_a_url_of_exactly_the_longest_length() -> None:
    start = "https://example.com/"

    check_public_url(start + "x" * (MAXIMUM_URL_LENGTH - len(start)))
