"""Which workspace a call is about when its token speaks for a whole organisation."""

from tests.servers.slack.arguments import Arguments
from tests.servers.slack.errors import refuse
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Grant, Organisation, Workspace
from tests.servers.slack.state import World

#: Methods that have to be told the workspace in so many words.
_TOLD = frozenset({Method.CONVERSATIONS_LIST})


def locate_call(world: World, method: Method, arguments: Arguments, grant: Grant | None) -> Workspace | None:
    """Return the workspace that a call is about; refuse one that the token has no access to."""
    if grant is None or grant.organisation is None:
        return None if grant is None else grant.workspace
    team_id = arguments.read("team_id")
    if method in _TOLD and not team_id:
        refuse("missing_argument")
    told = world.workspaces.get(team_id)
    if told is not None and not grant.opens(told):
        refuse("team_access_not_granted")
    found = told or _find_by_things(world, arguments)
    # What the token must not see is unknown in any other workspace.
    return found if found is not None and grant.opens(found) else _take_first(grant, grant.organisation)


def _find_by_things(world: World, arguments: Arguments) -> Workspace | None:
    for name, things in (
        ("channel", world.channels),
        ("channel_id", world.channels),
        ("user", world.people),
        ("user_id", world.people),
        ("users", world.people),
        ("file", world.files),
        ("trigger_id", world.triggers),
        ("view_id", world.views),
    ):
        thing = things.get(arguments.read(name))
        if thing is not None:
            return thing.workspace
    return None


def _take_first(grant: Grant, organisation: Organisation) -> Workspace:
    """Return where things are kept that belong to no workspace yet, such as an announced file."""
    return next((one for one in organisation.workspaces if grant.opens(one)), organisation.workspaces[0])
