"""Slack, wired to the core."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.slack.app import SlackParts
from adapters.slack.channel_search import ChannelSearch
from adapters.slack.connection import SLACK_API, SlackConnection, open_connection
from adapters.slack.desk import Desk
from adapters.slack.event_gate import EventGate
from adapters.slack.home_visitors import HomeVisitors
from adapters.slack.manifest import SCOPES
from adapters.slack.message_post import PostingTools
from adapters.slack.oauth import InstallationParts
from adapters.slack.platform import SlackPlatform
from adapters.slack.text import PLATFORM
from adapters.slack.tokens import AppCredentials, InstalledTokens, SingleToken
from adapters.slack.video_post import VideoPosting
from bot.application.core import Core, read_clock
from bot.application.forgetting import build_departure
from bot.application.foundations import Foundations
from bot.application.keys import derive_key
from bot.help import build_help
from bot.job.job import ReplyAddress
from bot.job.quote import Quotes
from bot.settings import Settings
from storage.installations import SqlInstallationStore, SqlOAuthStateStore
from storage.posts import SqlPostStore

#: What the key is for that tokens are encrypted with.
SLACK_TOKENS = "slack tokens"
#: Signals of this topic say whose job in Slack has ended.
_HOME_TOPIC = "slack_home"


@dataclass(frozen=True, kw_only=True)
class Workspaces:
    """The workspaces that installed the app, where any workspace may."""

    credentials: AppCredentials
    store: SqlInstallationStore
    tokens: InstalledTokens


@dataclass(frozen=True, kw_only=True)
class SlackSide:
    """What posts to Slack, before anybody can ask for anything there."""

    connection: SlackConnection
    videos: VideoPosting
    platform: SlackPlatform
    visitors: HomeVisitors
    #: None where the settings hold the token of the one workspace.
    workspaces: Workspaces | None


@asynccontextmanager
async def open_slack_side(foundations: Foundations, *, base_url: str = SLACK_API) -> AsyncIterator[SlackSide | None]:
    """Lend what posts to Slack where Slack is set up."""
    settings = foundations.settings
    workspaces = _build_workspaces(foundations, base_url=base_url)
    if workspaces is not None:
        async with open_connection(workspaces.tokens, base_url=base_url) as connection:
            yield _build_side(foundations, connection, workspaces=workspaces)
    elif settings.slack_bot_token is not None:
        token = SingleToken(settings.slack_bot_token.get_secret_value(), base_url=base_url)
        async with open_connection(token, base_url=base_url) as connection:
            yield _build_side(foundations, connection, workspaces=None)
    else:
        yield None


def build_slack_parts(slack: SlackSide, foundations: Foundations, core: Core) -> SlackParts:
    """Return what the Slack bot works with once the core runs."""
    settings, workspaces = foundations.settings, slack.workspaces
    desk = Desk(
        jobs=core.jobs,
        quotes=Quotes(foundations.service),
        notify=core.notifier.obey,
        help_text=build_help(help_command="/animate help"),
        connection=slack.connection,
        videos=slack.videos,
        visitors=slack.visitors,
        budget=core.budgets,
        gate=EventGate() if foundations.sharing is None else EventGate(foundations.sharing.claims.claim),
    )
    departure = build_departure(foundations)

    async def forget_workspace(team_id: str) -> None:
        await departure.forget(ReplyAddress(platform=PLATFORM, tenant=team_id, place=""))

    return SlackParts(
        desk=desk,
        app_token=settings.slack_app_token,
        signing_secret=settings.slack_signing_secret,
        installing=None if workspaces is None else _build_installing(workspaces, foundations),
        vault=None if workspaces is None else workspaces.store,
        memory=None if workspaces is None else workspaces.tokens,
        forget_workspace=forget_workspace,
    )


def _build_side(foundations: Foundations, connection: SlackConnection, *, workspaces: Workspaces | None) -> SlackSide:
    tools = PostingTools(connection=connection, posts=SqlPostStore(foundations.database), clock=read_clock)
    is_public = foundations.settings.public_base_url is not None
    link = foundations.links.signed_media_url if is_public else None
    videos = VideoPosting(tools, media=foundations.media, link=link)
    channels, visitors = ChannelSearch(connection), _build_visitors(foundations)
    platform = SlackPlatform(tools, videos=videos, channels=channels, visitors=visitors)
    return SlackSide(connection=connection, videos=videos, platform=platform, visitors=visitors, workspaces=workspaces)


def _build_visitors(foundations: Foundations) -> HomeVisitors:
    """Return who looks at their Home tab, which is out of date whichever process ends their job."""
    sharing = foundations.sharing
    if sharing is None:
        return HomeVisitors()
    visitors = HomeVisitors(tell_others=lambda name: sharing.signals.send(_HOME_TOPIC, name))
    sharing.signals.subscribe(_HOME_TOPIC, visitors.hear)
    return visitors


def _build_workspaces(foundations: Foundations, *, base_url: str) -> Workspaces | None:
    credentials = _read_credentials(foundations.settings)
    if credentials is None:
        return None
    store = SqlInstallationStore(
        foundations.database,
        client_id=credentials.client_id,
        secrets=[derive_key(foundations.secret, purpose=SLACK_TOKENS)],
    )
    return Workspaces(
        credentials=credentials, store=store, tokens=InstalledTokens(store, credentials, base_url=base_url)
    )


def _build_installing(workspaces: Workspaces, foundations: Foundations) -> InstallationParts | None:
    """Return what the pages for installing work with; they need an address that Slack can send people back to."""
    public_url = foundations.settings.public_base_url
    if public_url is None:
        return None
    return InstallationParts(
        credentials=workspaces.credentials,
        public_url=public_url,
        scopes=sorted(SCOPES),
        installations=workspaces.store,
        states=SqlOAuthStateStore(foundations.database),
    )


def _read_credentials(settings: Settings) -> AppCredentials | None:
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    return AppCredentials(
        client_id=settings.slack_client_id, client_secret=settings.slack_client_secret.get_secret_value()
    )
