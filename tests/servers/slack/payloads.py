"""How people, channels, files, messages and views are told to the bot; when that happens belongs to others."""

from urllib.parse import quote

from tests.servers.slack.records import (
    Channel,
    ChannelKind,
    File,
    FileAccess,
    Json,
    Message,
    Person,
    Share,
    View,
    Workspace,
)
from tests.servers.slack.state import World

AVATAR = "https://a.slack-edge.com/avatar"
AVATAR_SIZES = (36, 48, 72)
SHOWN_PARTS: tuple[str, ...] = ("title", "close", "submit", "blocks")


def build_team(workspace: Workspace) -> Json:
    """Describe a workspace in what somebody did."""
    return {"id": workspace.id, "domain": workspace.domain}


def build_actor(person: Person) -> Json:
    """Describe who did something."""
    return {
        "id": person.id,
        "username": person.name.lower(),
        "name": person.name.lower(),
        "team_id": person.workspace.id,
    }


def build_channel_stub(channel: Channel) -> Json:
    """Describe where something was done."""
    names = {ChannelKind.DIRECT: "directmessage", ChannelKind.PRIVATE: "privategroup", ChannelKind.GROUP: "mpdm"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def build_person(person: Person, *, has_locale: bool) -> Json:
    """Describe a person to `users.info`."""
    profile: Json = {
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "avatar_hash": "",
        "team": person.workspace.id,
    }
    described: Json = {
        "id": person.id,
        "team_id": person.workspace.id,
        "name": person.name.lower(),
        "deleted": person.is_deleted,
        "real_name": person.name,
        "tz": person.time_zone,
        "profile": profile | ({"bot_id": person.bot_id} if person.is_bot else {}),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    return described | ({"locale": person.locale} if has_locale else {})


def build_channel(channel: Channel) -> Json:
    """Describe a channel to `conversations.info`."""
    created = int(channel.created_at.timestamp())
    if channel.kind is ChannelKind.DIRECT:
        other = next((one for one in channel.members if not one.is_bot), channel.members[0])
        return {
            "id": channel.id,
            "created": created,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": channel.workspace.id,
            "user": other.id,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": False,
        "is_mpim": channel.kind is ChannelKind.GROUP,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "created": created,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": channel.is_external,
        "is_ext_shared": channel.is_external,
        "is_org_shared": False,
        "is_member": channel.has_bot,
        "is_read_only": channel.is_read_only,
        "context_team_id": channel.workspace.id,
        "num_members": len(channel.members),
    }


def build_file(world: World, file: File, *, is_hidden: bool = False) -> Json:
    """Describe a file; a hidden one of another organisation says only that it is to be asked for."""
    if file.is_deleted:
        return {"id": file.id, "mode": "tombstone"}
    if is_hidden:
        return {"id": file.id, "created": 0, "timestamp": 0, "mode": "file_access", "file_access": file.access}
    created = int(file.created_at.timestamp())
    suffix = file.name.rpartition(".")[2].lower()
    place = f"{world.files_origin}/files-pri/{file.workspace.id}-{file.id}"
    described: Json = {
        "id": file.id,
        "created": created,
        "timestamp": created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": suffix,
        "pretty_type": suffix.upper(),
        "user": file.owner.id,
        "user_team": file.owner.workspace.id,
        "editable": False,
        "size": len(file.content or b""),
        "mode": file.mode,
        "is_external": file.mode == "external",
        "external_type": "",
        "is_public": any(share.channel.kind is ChannelKind.PUBLIC for share in file.shares),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{place}/{quote(file.name)}",
        "url_private_download": f"{place}/download/{quote(file.name)}",
        "permalink": f"{world.origin}/files/{file.owner.id}/{file.id}/{quote(file.name)}",
        "file_access": FileAccess.VISIBLE,
    }
    return described | ({"alt_txt": file.alt_txt} if file.alt_txt else {})


def build_full_file(world: World, file: File) -> Json:
    """Describe a file to `files.info`, with where it was posted."""
    shares: Json = {}
    for share in file.shares:
        family = "public" if share.channel.kind is ChannelKind.PUBLIC else "private"
        shares.setdefault(family, {}).setdefault(share.channel.id, []).append(_build_share(share))
    return build_file(world, file) | {
        "shares": shares,
        "channels": _list_places(file, ChannelKind.PUBLIC),
        "groups": _list_places(file, ChannelKind.PRIVATE),
        "ims": _list_places(file, ChannelKind.DIRECT),
        "has_more_shares": False,
    }


def _build_share(share: Share) -> Json:
    described: Json = {
        "reply_users": [],
        "reply_users_count": 0,
        "reply_count": 0,
        "ts": share.ts,
        "channel_name": share.channel.name,
        "team_id": share.channel.workspace.id,
        "share_user_id": "",
    }
    return described | ({"thread_ts": share.thread_ts} if share.thread_ts else {})


def _list_places(file: File, kind: ChannelKind) -> list[str]:
    return [share.channel.id for share in file.shares if share.channel.kind is kind]


def build_message(world: World, message: Message) -> Json:
    """Describe a message as it is now, with no word of its channel."""
    described: Json = {"type": "message", "user": message.author.id, "text": message.text, "ts": message.ts}
    described |= {"team": message.channel.workspace.id}
    if message.author.is_bot:
        described |= {
            "bot_id": message.author.bot_id,
            "app_id": world.app.id,
            "bot_profile": _build_bot(world, message),
        }
    if message.client_msg_id:
        described |= {"client_msg_id": message.client_msg_id}
    if message.blocks:
        described |= {"blocks": message.blocks}
    if message.attachments:
        described |= {"attachments": message.attachments}
    if message.files:
        hidden = {FileAccess.VISIBLE}
        files = [build_file(world, file, is_hidden=file.access not in hidden) for file in message.files]
        described |= {"files": files, "upload": False, "display_as_bot": False}
    if message.metadata:
        described |= {"metadata": message.metadata}
    if message.edited_at and not message.blocks:
        described |= {"edited": {"user": message.author.id, "ts": f"{message.edited_at.timestamp():.6f}"}}
    return described | _build_thread(world, message)


def _build_bot(world: World, message: Message) -> Json:
    icons = {f"image_{size}": f"{AVATAR}_{size}.png" for size in AVATAR_SIZES}
    return {
        "id": message.author.bot_id,
        "deleted": False,
        "name": message.author.name,
        "updated": 0,
        "app_id": world.app.id,
        "icons": icons,
        "team_id": message.channel.workspace.id,
    }


def _build_thread(world: World, message: Message) -> Json:
    if message.is_reply:
        parent = world.messages.get((message.channel.id, message.thread_ts or ""))
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent.author.id} if parent else {})
    replies = world.list_replies(message)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.author.id for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people,
        "latest_reply": replies[-1].ts,
    }


def build_view(world: World, view: View, *, has_values: bool = False) -> Json:
    """Describe a view; its values are told only to the bot whose form was sent."""
    payload = view.payload
    kept: Json = {name: payload[name] for name in SHOWN_PARTS if name in payload}
    return {
        "id": view.id,
        "team_id": view.workspace.id,
        "type": view.kind,
        "title": None,
        "close": None,
        "submit": None,
        **kept,
        "private_metadata": payload.get("private_metadata", ""),
        "callback_id": payload.get("callback_id", ""),
        "external_id": payload.get("external_id", ""),
        "state": {"values": view.values if has_values else {}},
        "hash": view.hash,
        "clear_on_close": bool(payload.get("clear_on_close")),
        "notify_on_close": bool(payload.get("notify_on_close")),
        "root_view_id": view.root_id or view.id,
        "previous_view_id": view.below.id if view.below else None,
        "app_id": world.app.id,
        "app_installed_team_id": view.workspace.id,
        "bot_id": view.workspace.bot.bot_id if view.workspace.bot else "",
    }
