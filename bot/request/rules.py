"""The rules that tie the parts of a request together, checked before a picture is opened or a credit is touched.

Their source is the interplay table of the video API; where the API is silent, the strict reading is taken, because a
refusal costs nothing and a rejected task costs time.
"""

import re

from bot.address_guard import check_public_url
from bot.errors import RequestRefused
from bot.messages import options as sentences
from bot.ports import ServiceProfile
from bot.request.generation_request import RequestOptions, ShotMode

_ELEMENT_REFERENCE = re.compile(r"<<<element_(\d+)>>>")


def check_rules(options: RequestOptions, *, has_first: bool, has_last: bool) -> None:
    """Raise `RequestRefused` where the parts of a request exclude each other."""
    if not has_first and not has_last:
        raise RequestRefused(sentences.no_picture(), option="first")
    _check_words(options)
    _check_shots(options, has_last=has_last)
    _check_element_references(options)
    _check_callback(options)


def check_offer(options: RequestOptions, profile: ServiceProfile) -> None:
    """Raise `RequestRefused` where the service at hand does not offer what was asked for."""
    if options.quality not in profile.qualities:
        offered = tuple(sorted(quality.value for quality in profile.qualities))
        sentence = sentences.quality_not_offered(options.quality.value, offered=offered, service=profile.label)
        raise RequestRefused(sentence, option="quality")


def notes_for(options: RequestOptions) -> tuple[str, ...]:
    """Return what the person should know about a request that is allowed but not wholly effective."""
    if options.shots.mode is ShotMode.CUSTOM and options.prompt:
        return (sentences.prompt_ignored(),)
    return ()


def _check_words(options: RequestOptions) -> None:
    # Only shots of one's own bring their own words; every other request needs a prompt.
    if not options.prompt and options.shots.mode is not ShotMode.CUSTOM:
        raise RequestRefused(sentences.no_prompt(), option="prompt")


def _check_shots(options: RequestOptions, *, has_last: bool) -> None:
    if options.shots.mode is ShotMode.SINGLE:
        return
    if has_last:
        raise RequestRefused(sentences.last_frame_with_shots(), option="shots")
    total = sum(shot.seconds for shot in options.shots.shots)
    if options.shots.mode is ShotMode.CUSTOM and total != options.duration:
        sentence = sentences.shots_do_not_add_up(total=total, duration=options.duration)
        raise RequestRefused(sentence, option="shots")


def _check_element_references(options: RequestOptions) -> None:
    texts = (options.prompt, *(shot.prompt for shot in options.shots.shots))
    for text in texts:
        for found in _ELEMENT_REFERENCE.findall(text):
            if not 1 <= int(found) <= len(options.elements):
                sentence = sentences.element_not_given(int(found), count=len(options.elements))
                raise RequestRefused(sentence, option="elements")


def _check_callback(options: RequestOptions) -> None:
    if options.callback is None:
        return
    try:
        check_public_url(options.callback)
    except ValueError as error:
        raise RequestRefused(sentences.callback_refused(str(error)), option="callback") from error
