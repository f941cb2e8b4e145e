"""Forms with every kind of field, from the real client and back."""

import discord

from tests.servers.discord.bare_bot import BareBot, run_bot
from tests.servers.discord.records import Channel, Upload, User
from tests.servers.discord.server import LocalDiscord


class EveryField(discord.ui.Modal):
    """A form with one field of each kind."""

    def __init__(self) -> None:
        super().__init__(title="Animate", custom_id="form")
        one, two = discord.RadioGroupOption(label="1", value="1"), discord.RadioGroupOption(label="2", value="2")
        box = discord.CheckboxGroupOption(label="a", value="a")
        self.words: discord.ui.TextInput[EveryField] = discord.ui.TextInput(custom_id="words", default="old")
        self.image: discord.ui.FileUpload[EveryField] = discord.ui.FileUpload(custom_id="image")
        self.length: discord.ui.RadioGroup[EveryField] = discord.ui.RadioGroup(custom_id="length", options=[one, two])
        self.sound: discord.ui.Checkbox[EveryField] = discord.ui.Checkbox(custom_id="sound", default=True)
        self.extras: discord.ui.CheckboxGroup[EveryField] = discord.ui.CheckboxGroup(
            custom_id="extras", options=[box], min_values=0, max_values=1
        )
        for field in (self.words, self.image, self.length, self.sound, self.extras):
            self.add_item(discord.ui.Label(text="Field", component=field))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Answer."""
        await interaction.response.send_message("taken", ephemeral=True)


async def test_every_kind_of_field_reaches_the_real_client(server: LocalDiscord, channel: Channel, anna: User) -> None:
    form = EveryField()

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.application_command:
            await interaction.response.send_modal(form)

    async with run_bot(server, BareBot(answer)):
        opened = await server.slash("animate", {"prompt": "x"}, user=anna, channel=channel)
        await server.until(lambda: opened.modal)
        picture = Upload(filename="a.png", content=b"a")
        sent = await server.submit_modal(opened, {"image": [picture], "length": "2", "extras": ["a"]})
        await server.until(lambda: sent.response)

    assert (form.words.value, form.length.value, form.sound.value, form.extras.values) == ("old", "2", True, ["a"])
    assert [file.filename for file in form.image.values] == ["a.png"]
