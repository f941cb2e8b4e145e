"""A protocol-true local Slack for tests and measurements: real sockets, real bytes, no outside.

    async with local_slack() as slack:                       # from tests.servers.slack.server
        acme = slack.add_workspace("Acme")                   # the app is installed: acme.bot_token, acme.bot
        anna = slack.add_person(acme, "Anna")
        channel = slack.add_channel(acme, "design")          # kind=ChannelKind.PRIVATE, has_bot=False, members=(...)
        client = AsyncWebClient(token=acme.bot_token, base_url=slack.api_url)
        ...                                                  # start Socket Mode with slack.app.app_token, base_url too
        await slack.ready()                                  # a socket is open
        message = slack.say(channel, anna, f"{acme.bot.mention} waves", files=[Upload(filename=..., content=...)])
        used = slack.use_message_shortcut("animate_message", message, person=anna)
        await slack.until(lambda: used.views)                # the bot opened a modal with the trigger
        sent = slack.submit(used.views[0], {"prompt": "waves"})     # by action id or block id
        await sent.over()                                    # acknowledged, or given up: sent.errors, sent.failure
        slack.messages(channel), slack.replies(message), slack.home(anna), slack.direct_messages(anna)

Addresses: `slack.api_url`, `slack.origin`, `slack.files_origin` (another host, as Slack's), `slack.authorize_url`.
The app: `slack.app` with `app_token`, `signing_secret`, `client_id`, `client_secret`, `events`, `scopes`,
`redirect_urls`; `slack.apply_manifest(json)` sets all of that up. `slack.app.request_url = "http://..."` sends signed
requests in the place of Socket Mode. `slack.oauth.visitor = anna` installs the app when somebody opens the page of
consent; `slack.app.is_rotating = True` gives tokens that live for 12 hours of `slack.clock`.

People: `say`, `slash`, `use_message_shortcut`, `use_global_shortcut`, `click`, `fill`, `submit`, `act_in_view`,
`close`, `open_home`, `delete`; texts are given as they go over the wire, with `&amp;` for an ampersand. What was told
to the bot is a `Delivery` with `is_acknowledged`, `answer_seconds`, `views`, `replies`, `errors`, `failure`.
`await slack.courier.repeat(delivery)` tells the same again. What the client itself would not let people do raises
`fields.NotOffered`. Every message keeps what it has been in `edits`, and every file how often it was posted in
`times_shared`.

What goes wrong on demand: `slack.fail_next(Method.CHAT_UPDATE, answer_error("edit_window_closed"))` and the other
faults of `faults.py`, for methods and for the places of `methods.Place`; `slack.cut()`, `slack.deafen()`,
`await slack.dismiss(Farewell.REFRESH)`; `slack.take_scopes`, `slack.revoke`, `slack.uninstall`, `slack.kick`; the
fields of a `Workspace` such as `refused_blocks`, `share_seconds`, `shares_files`, `edit_window_seconds`; the fields of
a `Channel` such as `is_archived`; `Upload(access=FileAccess.CHECK_INFO)`; `slack.files.breaks_off_after_bytes`;
`slack.clock.advance(seconds)`; forged and old requests by `slack.requests.post(..., secret=, age_seconds=)`;
`local_slack(limits=RateLimits(REAL_LIMITS), patience=Patience(answer_seconds=0.2, retry_seconds=(0, 0.1)))`; the same
class gives more time than Slack where the machine is slow.

Bots: `bare_bot.py` holds the smallest one on the real library, which only acknowledges; `launch.py` runs the whole
program in a process of its own against a running server.

Whatever breaks Slack's documents, the bot's calls or the server's own answers, fails the block at its end
(`slack.violations`).
"""
