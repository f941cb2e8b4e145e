/* What this person has not seen yet: marks on channels, a number in the tab's title, notifications if they were asked for. */

const SEEN = "flipbook-seen";
const BELL = "flipbook-bell";

export class Unread {
  constructor() {
    this.seen = JSON.parse(localStorage.getItem(SEEN) ?? "{}");
    this.counts = new Map();
    this.bell = document.getElementById("bell");
    this.bell.addEventListener("click", () => this.toggleBell());
    this.showBell();
  }

  /** Compare what the server has with what was seen here before. */
  start(newestIds) {
    for (const [channel, newest] of Object.entries(newestIds)) {
      this.seen[channel] ??= newest;
      if (newest > this.seen[channel]) this.counts.set(channel, { messages: 1, mentions: 0 });
    }
    this.save();
  }

  seenId(channelId) {
    return this.seen[channelId] ?? 0;
  }

  /** Count a message that came in while its channel was out of sight. */
  count(message) {
    const count = this.counts.get(message.channel) ?? { messages: 0, mentions: 0 };
    this.counts.set(message.channel, {
      messages: count.messages + 1,
      mentions: count.mentions + (message.mentions_me ? 1 : 0),
    });
    this.showTitle();
  }

  /** Remember that everything up to a message was seen. */
  markSeen(channelId, messageId) {
    this.seen[channelId] = Math.max(this.seen[channelId] ?? 0, Math.floor(messageId));
    this.counts.delete(channelId);
    this.save();
    this.showTitle();
  }

  notify(message, onclick) {
    if (!message.mentions_me || !document.hidden || !this.isBellOn()) return;
    const note = new Notification("Flipbook", { body: message.text, tag: `message-${message.id}` });
    note.addEventListener("click", () => {
      window.focus();
      onclick();
    });
  }

  showTitle() {
    const total = [...this.counts.values()].reduce((sum, count) => sum + count.mentions, 0);
    document.title = total ? `(${total}) Flipbook` : this.counts.size ? "• Flipbook" : "Flipbook";
  }

  async toggleBell() {
    const isOn = this.isBellOn();
    if (!isOn && "Notification" in window) await Notification.requestPermission();
    localStorage.setItem(BELL, isOn ? "off" : "on");
    this.showBell();
  }

  isBellOn() {
    return "Notification" in window && Notification.permission === "granted" && localStorage.getItem(BELL) === "on";
  }

  showBell() {
    this.bell.setAttribute("aria-pressed", String(this.isBellOn()));
  }

  save() {
    localStorage.setItem(SEEN, JSON.stringify(this.seen));
  }
}
