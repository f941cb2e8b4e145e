import re

from pydantic import SecretStr

from adapters.kling.settings import KlingSettings, build_user_agent, paid_profile, studio_profile


def test_the_paid_service_neither_cancels_nor_takes_a_lone_last_frame() -> None:
    profile = paid_profile()

    assert profile.label == "Kling 3.0"
    assert not profile.is_free
    assert not profile.cancels
    assert not profile.accepts_lone_last_frame


def test_the_studio_is_free_and_takes_what_the_paid_service_does_not() -> None:
    profile = studio_profile()

    assert profile.label == "Free preview"
    assert profile.is_free
    assert profile.cancels
    assert profile.accepts_lone_last_frame


def test_settings_for_the_studio_stay_on_this_machine() -> None:
    settings = KlingSettings.for_studio(base_url="http://127.0.0.1:8080", api_key=SecretStr("sk-studio"))

    assert settings.api_base_url == settings.files_base_url == "http://127.0.0.1:8080"
    assert settings.is_local


def test_settings_do_not_show_their_secrets() -> None:
    settings = KlingSettings(
        api_key=SecretStr("sk-hidden"), profile=paid_profile(), callback_secret=SecretStr("hidden too")
    )

    assert "hidden" not in repr(settings) + str(settings)


def test_calls_itself_by_name_and_version() -> None:
    assert re.fullmatch(r"Flipbook/\d+\.\d+\.\d+\S*", build_user_agent())
