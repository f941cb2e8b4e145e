/* Wires the page together. */

import { AnimateForm } from "./animate_form.js";
import { api } from "./api.js";
import { picturesOf } from "./attachments.js";
import { Composer } from "./composer.js";
import { askForText } from "./dialogs.js";
import { JobActions } from "./job_actions.js";
import { showJobs } from "./jobs_panel.js";
import { follow } from "./live.js";
import { Sidebar } from "./sidebar.js";
import { Timeline } from "./timeline.js";
import { Unread } from "./unread.js";

const LAST_CHANNEL = "flipbook-channel";
const byId = (id) => document.getElementById(id);

class App {
  async start() {
    this.state = await api.readState();
    this.unread = new Unread();
    this.unread.start(this.state.newest_ids);
    this.sidebar = new Sidebar({ onselect: (channel) => this.enter(channel) });
    this.form = new AnimateForm(this.state.options, { onclose: () => this.showForm(false) });
    this.jobActions = new JobActions({
      onform: (prefill) => this.animate(prefill),
      onrefusal: (refusal) => this.timeline.whisper(refusal.sentence),
    });
    this.composer = new Composer({
      commands: this.state.commands,
      oncommand: (name, words) => this.command(name, words),
      onanimate: (file) => this.animate({ first: { file } }),
    });
    this.timeline = new Timeline(
      {
        press: (action, content) => this.jobActions.press(action, content),
        animatePicture: (picture) => this.animate({ first: picture }),
        reply: (message) => this.composer.quote(message),
      },
      { mentionsMe: (message) => this.mentionsMe(message) },
    );
    byId("composer").append(this.form.element, this.composer.element);
    this.wire();
    this.sidebar.drawMe(this.state.me);
    await this.enter(this.firstChannel());
    follow(this.state.revision, {
      onmessage: (message) => this.receive(message),
      onchannels: (channels) => this.updateChannels(channels),
      onlink: (isUp) => this.showLink(isUp),
    });
    if (this.state.me.is_new) this.askName({ isFirst: true });
  }

  firstChannel() {
    const wanted = localStorage.getItem(LAST_CHANNEL);
    return this.state.channels.find((channel) => channel.id === wanted) ?? this.state.channels[0];
  }

  async enter(channel) {
    this.channel = channel;
    localStorage.setItem(LAST_CHANNEL, channel.id);
    byId("room-name").textContent = channel.is_private ? channel.name : `#${channel.name}`;
    byId("room-topic").textContent = channel.is_private ? "Nobody else can see this channel" : "";
    this.composer.enter(channel);
    this.drawChannels();
    const seenId = this.unread.seenId(channel.id);
    await this.timeline.open(channel, { seenId });
    this.markSeen();
    if (matchMedia("(hover: hover)").matches) this.composer.focus();
  }

  receive(message) {
    if (message.deleted) {
      this.timeline.receive(message);
      return;
    }
    message.mentions_me = this.mentionsMe(message);
    const isHere = message.channel === this.channel.id;
    const isNew = isHere ? this.timeline.receive(message) : message.id > this.unread.seenId(message.channel);
    if (!isNew || message.author.is_me) return;
    this.unread.notify(message, () => this.open(message.channel, message.id));
    if (!isHere || document.hidden) this.unread.count(message);
    else this.markSeen();
    this.drawChannels();
  }

  mentionsMe(message) {
    const isForMe = message.requester?.is_me && message.kind !== "card";
    return (
      Boolean(isForMe) ||
      (!message.author.is_me && message.text.toLowerCase().includes(`@${this.state.me.name.toLowerCase()}`))
    );
  }

  markSeen() {
    if (document.hidden) return;
    this.unread.markSeen(this.channel.id, this.timeline.newestId());
    this.drawChannels();
  }

  updateChannels(channels) {
    this.state.channels = channels;
    this.drawChannels();
  }

  drawChannels() {
    this.sidebar.draw(this.state.channels, { current: this.channel, unread: this.unread.counts });
  }

  async open(channelId, messageId) {
    const channel = this.state.channels.find((one) => one.id === channelId);
    if (channel && channel.id !== this.channel.id) await this.enter(channel);
    if (messageId) this.timeline.show(Number(messageId));
  }

  animate(prefill) {
    this.showForm(true);
    this.form.open(this.channel, prefill);
  }

  showForm(isShown) {
    byId("room").classList.toggle("has-form", isShown);
    this.composer.element.hidden = isShown;
    if (!isShown) this.composer.focus();
  }

  async command(name, words) {
    const commands = {
      animate: () => {
        const [first, last] = this.composer.attachments.take().map((file) => ({ file }));
        this.animate({ options: words ? { prompt: words } : {}, first, last });
      },
      jobs: () => showJobs({ onshow: (job) => this.open(job.channel, job.message_id) }),
      help: () => this.timeline.whisper(this.state.help),
      notify: async () => this.timeline.whisper((await api.notify(words, this.channel.id)).answer),
    };
    if (!commands[name]) {
      this.timeline.whisper(`There is no command \`/${name}\`. Type \`/\` to see all of them.`);
      return false;
    }
    try {
      await commands[name]();
      return true;
    } catch (refusal) {
      this.timeline.whisper(refusal.sentence);
      return false;
    }
  }

  askName({ isFirst = false } = {}) {
    askForText({
      title: isFirst ? "Welcome to Flipbook" : "Your name",
      text: isFirst ? "What should others call you here? You can change it at any time." : null,
      label: "Name",
      value: this.state.me.name,
      yes: "Save",
      later: isFirst ? "Later" : "Cancel",
      save: async (name) => {
        this.state.me = (await api.rename(name)).me;
        this.sidebar.drawMe(this.state.me);
      },
    });
  }

  askChannel() {
    askForText({
      title: "Create a channel",
      text: "Everybody on this page can see it.",
      label: "Name",
      yes: "Create",
      save: async (name) => {
        const { channel } = await api.addChannel(name);
        if (!this.state.channels.some((one) => one.id === channel.id)) this.state.channels.push(channel);
        await this.enter(channel);
      },
    });
  }

  showLink(isUp) {
    const banner = byId("connection");
    banner.hidden = isUp;
    banner.textContent = isUp ? "" : "Connection lost. Reconnecting; nothing you asked for is lost.";
  }

  /** Put dropped or pasted pictures where they are most likely wanted. */
  takePictures(pictures) {
    if (this.form.isOpen) this.form.addPictures(pictures.map((file) => ({ file })));
    else this.composer.attachments.add(pictures);
  }

  wire() {
    byId("welcome-animate").addEventListener("click", () => this.animate({}));
    byId("me").addEventListener("click", () => this.askName());
    byId("add-channel").addEventListener("click", () => this.askChannel());
    byId("my-videos").addEventListener("click", () => this.command("jobs", ""));
    document.addEventListener("visibilitychange", () => this.markSeen());
    const room = byId("room");
    const veil = byId("drop-veil");
    room.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      veil.hidden = this.form.isOpen;
    });
    veil.addEventListener("dragleave", () => {
      veil.hidden = true;
    });
    room.addEventListener("drop", (event) => {
      event.preventDefault();
      veil.hidden = true;
      this.takePictures(picturesOf(event.dataTransfer));
    });
    document.addEventListener("paste", (event) => {
      const pictures = picturesOf(event.clipboardData);
      if (!pictures.length) return;
      event.preventDefault();
      this.takePictures(pictures);
    });
  }
}

await new App().start();
