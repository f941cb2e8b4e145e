"""Every way in becomes the one command of the core."""

from bot.errors import RequestRefused, ServiceBusy
from bot.job.command import StoredPicture, StoredVideoFrame
from bot.job.job import Job
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from tests.adapters.slack.lobby import NIGHT, PICTURE, Lobby, open_busy_lobby, open_lobby
from tests.servers.slack.deliveries import Delivery
from tests.servers.slack.fields import FieldValue
from tests.servers.slack.records import Channel, ChannelKind, Upload, View

STORED = Picture(key="k1.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=9)


async def open_form(lobby: Lobby, *, channel: Channel | None = None) -> View:
    """Let Anna type the command."""
    typed = lobby.slack.slash("/animate", person=lobby.anna, channel=channel or lobby.channel)
    await lobby.slack.until(lambda: typed.views)
    return typed.views[0]


async def send(lobby: Lobby, view: View, **values: FieldValue) -> Delivery:
    """Let Anna fill in a form and send it, and wait until the bot heard of it."""
    sent = lobby.slack.submit(view, values)
    await sent.over()
    return sent


async def use_shortcut(lobby: Lobby, *files: Upload, channel: Channel | None = None) -> Delivery:
    """Let Anna use the shortcut on a message of hers and wait for its form."""
    message = lobby.slack.say(channel or lobby.channel, lobby.anna, "look", files=files)
    used = lobby.slack.use_message_shortcut("animate_message", message, person=lobby.anna)
    await lobby.slack.until(lambda: used.views or used.replies)
    return used


async def test_a_form_becomes_an_order_with_its_pictures() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        await send(lobby, view, first=[PICTURE], last=[NIGHT], prompt="waves", duration="7", sound=["on"])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    command = lobby.jobs.commands[0]
    assert command.options == {"prompt": "waves", "duration": "7", "sound": "on", "aspect": "auto", "quality": "720p"}
    assert command.address == lobby.address()
    assert command.requester == lobby.requester
    assert lobby.jobs.received == {"day.png": PICTURE.content, "night.png": NIGHT.content}


async def test_a_form_that_was_sent_is_closed() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        sent = await send(lobby, view, first=[PICTURE], prompt="waves")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert not view.is_open
    assert sent.errors == {}


async def test_a_mistake_is_told_beside_its_field_and_the_form_stays_open() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        sent = await send(lobby, view, first=[PICTURE])
        await send(lobby, view, prompt="waves")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert list(sent.errors) == ["prompt"]
    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def test_a_missing_picture_is_told_beside_its_field() -> None:
    async with open_busy_lobby() as lobby:
        sent = await send(lobby, await open_form(lobby), prompt="waves")

    assert list(sent.errors) == ["first"]
    assert lobby.jobs.commands == []


async def test_a_file_that_is_no_picture_is_told_beside_its_field() -> None:
    async with open_busy_lobby() as lobby:
        paper = Upload(filename="plan.png", content=b"%PDF-1.7", mimetype="application/pdf")
        sent = await send(lobby, await open_form(lobby), last=[paper], prompt="waves")

    assert "`plan.png`" in sent.errors["last"]


async def test_a_form_from_nowhere_says_so_beside_its_first_field() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        view.payload["private_metadata"] = "{}"
        sent = await send(lobby, view, prompt="waves")

    assert "nothing was charged" in next(iter(sent.errors.values())).lower()


async def test_only_to_me_comes_by_direct_message() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        await send(lobby, view, first=[PICTURE], prompt="waves", where="me")
        await lobby.slack.until(lambda: lobby.jobs.commands)
        conversation = lobby.slack.add_direct_channel(lobby.anna)

    assert lobby.jobs.commands[0].address == lobby.address(channel=conversation)


async def test_the_search_opens_a_form_whose_video_comes_by_direct_message() -> None:
    async with open_busy_lobby() as lobby:
        used = lobby.slack.use_global_shortcut("animate_global", person=lobby.anna)
        await lobby.slack.until(lambda: used.views)
        await send(lobby, used.views[0], first=[PICTURE], prompt="waves")
        await lobby.slack.until(lambda: lobby.jobs.commands)
        conversation = lobby.slack.add_direct_channel(lobby.anna)

    assert lobby.jobs.commands[0].address == lobby.address(channel=conversation)


async def test_a_messages_menu_asks_and_animates_its_only_picture_in_its_thread() -> None:
    async with open_busy_lobby() as lobby:
        used = await use_shortcut(lobby, PICTURE)
        view = await lobby.wait_for_form(used.views, word="day.png")
        await send(lobby, view, prompt="waves", last=[NIGHT])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    message = lobby.slack.messages(lobby.channel)[0]
    assert lobby.jobs.commands[0].address == lobby.address(thread=message.ts)
    assert lobby.jobs.received == {"day.png": PICTURE.content, "night.png": NIGHT.content}


async def test_a_messages_menu_can_answer_in_the_channel_instead() -> None:
    async with open_busy_lobby() as lobby:
        used = await use_shortcut(lobby, PICTURE)
        await send(lobby, used.views[0], prompt="waves", where="channel")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].address == lobby.address()


async def test_a_messages_menu_lets_choose_among_several_pictures() -> None:
    async with open_busy_lobby() as lobby:
        used = await use_shortcut(lobby, PICTURE, NIGHT)
        await send(lobby, used.views[0], prompt="waves", first="1", last="0")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    command = lobby.jobs.commands[0]
    assert command.options["prompt"] == "waves"
    assert command.first_frame is not None
    assert command.first_frame.name == "night.png"  # type: ignore[union-attr] # an upload
    assert command.last_frame.name == "day.png"  # type: ignore[union-attr] # an upload


async def test_a_form_works_after_a_restart() -> None:
    async with open_lobby() as lobby:
        async with lobby.run_bot():
            used = await use_shortcut(lobby, PICTURE)
        async with lobby.run_bot():
            await send(lobby, used.views[0], prompt="waves")
            await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def test_a_form_that_is_told_of_twice_is_one_event() -> None:
    async with open_busy_lobby() as lobby:
        sent = await send(lobby, await open_form(lobby), first=[PICTURE], prompt="waves")
        await lobby.slack.courier.repeat(sent)
        await lobby.slack.until(lambda: len(lobby.jobs.commands) > 1)

    assert len({command.event_id for command in lobby.jobs.commands}) == 1


async def test_a_late_refusal_offers_the_form_again_with_everything_in_it() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = RequestRefused("You have 3 videos in progress.")
        view = await open_form(lobby)
        await send(lobby, view, first=[PICTURE], prompt="waves", duration="9", where="me")
        await lobby.slack.until(lambda: lobby.slack.visible_to(lobby.anna, lobby.channel))
        (told,) = lobby.slack.visible_to(lobby.anna, lobby.channel)
        clicked = lobby.slack.click(told, told.buttons[0]["action_id"], person=lobby.anna)
        await lobby.slack.until(lambda: clicked.views)
        lobby.jobs.fault = None
        await send(lobby, clicked.views[0])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert told.words.startswith("You have 3 videos in progress.")
    assert told.viewer is lobby.anna
    command, conversation = lobby.jobs.commands[0], lobby.slack.add_direct_channel(lobby.anna)
    assert (command.options["duration"], command.address) == ("9", lobby.address(channel=conversation))
    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def test_a_refused_form_is_opened_again_after_a_restart() -> None:
    async with open_lobby() as lobby:
        async with lobby.run_bot():
            lobby.jobs.fault = RequestRefused("You have 3 videos in progress.")
            await send(lobby, await open_form(lobby), first=[PICTURE], prompt="waves")
            await lobby.slack.until(lambda: lobby.slack.visible_to(lobby.anna, lobby.channel))
        (told,) = lobby.slack.visible_to(lobby.anna, lobby.channel)
        async with lobby.run_bot():
            clicked = lobby.slack.click(told, told.buttons[0]["action_id"], person=lobby.anna)
            form = await lobby.wait_for_form(clicked.views, word="day.png")

    assert "day.png" in form.words


async def test_a_service_that_fails_loses_nothing_that_was_typed() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = ServiceBusy("The video service is busy.")
        await send(lobby, await open_form(lobby), first=[PICTURE], prompt="waves")
        await lobby.slack.until(lambda: lobby.slack.visible_to(lobby.anna, lobby.channel))

    (told,) = lobby.slack.visible_to(lobby.anna, lobby.channel)
    assert told.words.startswith("The video service is busy.")
    assert [button["text"]["text"] for button in told.buttons] == ["Open the form again"]


async def test_a_picture_at_fault_is_asked_for_anew() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = RequestRefused("`day.png` is damaged.", option="first")
        await send(lobby, await open_form(lobby), first=[PICTURE], prompt="waves")
        await lobby.slack.until(lambda: lobby.slack.visible_to(lobby.anna, lobby.channel))
        (told,) = lobby.slack.visible_to(lobby.anna, lobby.channel)
        clicked = lobby.slack.click(told, told.buttons[0]["action_id"], person=lobby.anna)
        await lobby.slack.until(lambda: clicked.views)
        sent = await send(lobby, clicked.views[0])

    assert list(sent.errors) == ["first"]


async def test_a_channel_that_the_bot_is_not_in_is_joined() -> None:
    async with open_busy_lobby() as lobby:
        other = lobby.slack.add_channel(lobby.acme, "other", has_bot=False)
        view = await open_form(lobby, channel=other)
        assert not other.has_bot
        await send(lobby, view, first=[PICTURE], prompt="waves")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert other.has_bot
    assert lobby.jobs.commands[0].address == lobby.address(channel=other)


async def test_from_a_private_channel_without_the_bot_the_video_comes_by_direct_message() -> None:
    async with open_busy_lobby() as lobby:
        secret = lobby.slack.add_channel(
            lobby.acme, "secret", kind=ChannelKind.PRIVATE, has_bot=False, members=(lobby.anna,)
        )
        view = await lobby.wait_for_form([await open_form(lobby, channel=secret)], word="/invite")
        await send(lobby, view, first=[PICTURE], prompt="waves")
        await lobby.slack.until(lambda: lobby.slack.visible_to(lobby.anna, secret))

    conversation = lobby.slack.add_direct_channel(lobby.anna)
    assert lobby.jobs.commands[0].address == lobby.address(channel=conversation)
    assert "by direct message" in lobby.slack.visible_to(lobby.anna, secret)[0].text


async def click_button(lobby: Lobby, verb: str, job: Job) -> View:
    """Let Anna press a button and wait for its form."""
    action_id = f"job:{job.id}:{verb}"
    message = await lobby.post_button(action_id)
    clicked = lobby.slack.click(message, action_id, person=lobby.anna)
    await lobby.slack.until(lambda: clicked.views and len(clicked.views[0].forms) > 1)
    return clicked.views[0]


def keep_ship(lobby: Lobby, **options: object) -> Job:
    """Have a job with words of all kinds."""
    said = RequestOptions.model_validate({"prompt": "a ship", "duration": 8, "negative": "rain", **options})
    return lobby.keep_job(request=GenerationRequest(options=said, first_frame=STORED))


async def test_edit_prompt_keeps_what_was_not_changed() -> None:
    async with open_busy_lobby() as lobby:
        view = await click_button(lobby, "edit", keep_ship(lobby))
        await send(lobby, view, prompt="a faster ship")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    command = lobby.jobs.commands[0]
    assert command.options["prompt"] == "a faster ship"
    assert (command.options["negative"], command.options["duration"]) == ("rain", "8")
    assert command.first_frame == StoredPicture(key="k1.jpg")
    assert command.parent_id == "a".ljust(24, "0")


async def test_continue_starts_from_the_last_frame_with_new_words() -> None:
    async with open_busy_lobby() as lobby:
        view = await click_button(lobby, "continue", keep_ship(lobby))
        await send(lobby, view, prompt="it lands")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    command = lobby.jobs.commands[0]
    assert command.options["prompt"] == "it lands"
    assert command.first_frame == StoredVideoFrame(job_id="a".ljust(24, "0"))
    assert command.last_frame is None


async def test_what_was_emptied_does_not_come_back() -> None:
    async with open_busy_lobby() as lobby:
        view = await click_button(lobby, "edit", keep_ship(lobby))
        await send(lobby, view, negative="")
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].options["negative"] == ""
