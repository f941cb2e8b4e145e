"""Ties what people can do in Slack to what deals with it; each thing is acknowledged before anything else."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.clicks import Clicks
from adapters.slack.commands import Commands
from adapters.slack.custom_ids import (
    AGAIN_BUTTONS,
    ANIMATE_FORM,
    FIELDS,
    GLOBAL_SHORTCUT,
    JOB_BUTTONS,
    MESSAGE_SHORTCUT,
    MORE,
    OPEN_FORM,
    parse_job_button,
)
from adapters.slack.desk import Desk
from adapters.slack.drafts import read_draft
from adapters.slack.form_opening import FormOpening
from adapters.slack.forms import name_mistake, read_form
from adapters.slack.home import Home
from adapters.slack.home_visitors import HomeVisitor
from adapters.slack.mentions import Mentions
from adapters.slack.occasion import Occasion, from_click, from_command, from_form, from_home, from_shortcut
from adapters.slack.orders import Orders
from adapters.slack.payloads import Click, SentForm, Shortcut, SlashCommand, read_message, read_opened_home
from adapters.slack.people import People
from adapters.slack.picture import FileServer
from adapters.slack.queries import Queries
from adapters.slack.reply import PrivateReply, answer
from adapters.slack.routing import Routing
from adapters.slack.shortcuts import Shortcuts
from bot.errors import RequestRefused
from bot.messages import slack as sentences

_Body = dict[str, Any]
_HOME_TAB = "home"


@dataclass(frozen=True, kw_only=True)
class _Rooms:
    """What deals with what people do."""

    desk: Desk
    orders: Orders
    opening: FormOpening
    clicks: Clicks
    commands: Commands
    shortcuts: Shortcuts
    mentions: Mentions
    home: Home


def register_handlers(app: AsyncApp, desk: Desk) -> None:
    """Have `app` deal with everything that people can do."""
    rooms = _furnish(desk)
    for name in rooms.commands.names:
        app.command(name)(_hear_command(rooms))
    for shortcut in (MESSAGE_SHORTCUT, GLOBAL_SHORTCUT):
        app.shortcut(shortcut)(_hear_shortcut(rooms))
    app.view_submission(ANIMATE_FORM)(_hear_form(rooms))
    app.action(JOB_BUTTONS)(_hear_job_button(rooms))
    app.action(AGAIN_BUTTONS)(_hear_again_button(rooms))
    app.action(OPEN_FORM)(_hear_open_button(rooms))
    app.action(MORE)(_hear_more_button(rooms))
    app.action(FIELDS)(_hear_field(rooms))
    app.event("app_mention")(_hear_message(rooms))
    app.event("message")(_hear_message(rooms))
    app.event("app_home_opened")(_hear_home(rooms))


def _furnish(desk: Desk) -> _Rooms:
    people, routing = People(desk.connection), Routing(desk.connection)
    server = FileServer(connection=desk.connection, hosts=desk.file_hosts, schemes=desk.file_schemes)
    orders = Orders(desk, people=people, routing=routing, server=server)
    opening = FormOpening(desk, people=people, routing=routing, server=server)
    return _Rooms(
        desk=desk,
        orders=orders,
        opening=opening,
        clicks=Clicks(desk, people=people, routing=routing, opening=opening),
        commands=Commands(opening=opening, queries=Queries(desk, people=people)),
        shortcuts=Shortcuts(opening),
        mentions=Mentions(desk, orders=orders),
        home=Home(desk, people=people),
    )


def _hear_command(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def hear(ack: AsyncAck, body: _Body, context: AsyncBoltContext) -> None:
        await ack()
        command = SlashCommand.model_validate(body)
        occasion = from_command(command, team_id=_name_team(context))
        await _deal(rooms.desk, occasion, lambda reply: rooms.commands.take(reply, occasion, command))

    return hear


def _hear_shortcut(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def hear(ack: AsyncAck, body: _Body, context: AsyncBoltContext) -> None:
        await ack()
        shortcut = Shortcut.model_validate(body)
        occasion = from_shortcut(shortcut, team_id=_name_team(context))
        await _deal(rooms.desk, occasion, lambda _: rooms.shortcuts.take(occasion, shortcut))

    return hear


def _hear_form(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def hear(ack: AsyncAck, body: _Body, context: AsyncBoltContext) -> None:
        form = SentForm.model_validate(body)
        filled, occasion = read_form(form.view), from_form(form, team_id=_name_team(context))
        try:
            draft = read_draft(form.view.private_metadata)
            rooms.orders.check_form(draft, filled)
        except RequestRefused as error:
            await ack(response_action="errors", errors=name_mistake(form.view, error.option, error.sentence))
            return
        await ack()
        placed = draft.place(occasion)
        await _deal(rooms.desk, placed, lambda reply: rooms.orders.take_form(reply, placed, draft, filled))

    return hear


def _hear_job_button(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def deal(reply: PrivateReply, occasion: Occasion, click: Click) -> None:
        button = parse_job_button(click.actions[0].action_id)
        if button is None:
            return
        await rooms.clicks.take(reply, occasion, button, trigger_id=click.trigger_id)
        if click.view is not None and click.view.type == _HOME_TAB:
            await rooms.home.publish(occasion)

    return _hear_click(rooms, deal)


def _hear_again_button(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def deal(_: PrivateReply, occasion: Occasion, click: Click) -> None:
        kept = rooms.orders.find_refused(click.actions[0].value, occasion)
        await rooms.opening.open_kept(occasion, click.trigger_id, kept)

    return _hear_click(rooms, deal)


def _hear_open_button(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def deal(_: PrivateReply, occasion: Occasion, click: Click) -> None:
        await rooms.opening.open_new(occasion, click.trigger_id, words={})

    return _hear_click(rooms, deal)


def _hear_more_button(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def deal(_: PrivateReply, occasion: Occasion, click: Click) -> None:
        if click.view is not None:
            await rooms.opening.show_more(occasion, click.view)

    return _hear_click(rooms, deal)


def _hear_field(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def deal(_: PrivateReply, occasion: Occasion, click: Click) -> None:
        if click.view is not None:
            await rooms.opening.price(occasion, click.view, moment=click.actions[0].action_ts)

    return _hear_click(rooms, deal)


def _hear_click(
    rooms: _Rooms, deal: Callable[[PrivateReply, Occasion, Click], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def hear(ack: AsyncAck, body: _Body, context: AsyncBoltContext) -> None:
        await ack()
        click = Click.model_validate(body)
        occasion = from_click(click, team_id=_name_team(context))
        await _deal(rooms.desk, occasion, lambda reply: deal(reply, occasion, click))

    return hear


def _hear_message(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def hear(body: _Body, context: AsyncBoltContext) -> None:
        message, event_id = read_message(body)
        await rooms.mentions.hear(message, team_id=_name_team(context), event_id=event_id)

    return hear


def _hear_home(rooms: _Rooms) -> Callable[..., Awaitable[None]]:
    async def hear(body: _Body, context: AsyncBoltContext) -> None:
        opened = read_opened_home(body)
        occasion = from_home(opened, team_id=_name_team(context))
        if opened.tab != _HOME_TAB or not rooms.desk.running.join():
            return
        rooms.desk.visitors.note_visit(HomeVisitor(team_id=occasion.team_id, user_id=occasion.user_id))
        if await rooms.desk.gate.may_answer(occasion):
            await rooms.home.publish_quietly(occasion)

    return hear


async def _deal(desk: Desk, occasion: Occasion, work: Callable[[PrivateReply], Awaitable[None]]) -> None:
    """Do what somebody asked for, unless another process does it or the bot is leaving."""
    is_staying = desk.running.join()
    if not await desk.gate.may_answer(occasion):
        return
    reply = PrivateReply(desk.connection, occasion)
    if is_staying:
        await answer(reply, work)
    else:
        await reply.tell(sentences.leaving())


def _name_team(context: AsyncBoltContext) -> str:
    return context.team_id or ""
