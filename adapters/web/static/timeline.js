/* The list of messages of the channel that is open: order, days, older pages, and staying at the newest. */

import { api } from "./api.js";
import { announce } from "./elements.js";
import { MessageView } from "./message_view.js";

const NEAR_PIXELS = 120;

export class Timeline {
  constructor(actions, { mentionsMe }) {
    this.mentionsMe = mentionsMe;
    this.actions = { ...actions, dismiss: (view) => this.drop(view), show: (id) => this.show(id) };
    this.list = document.getElementById("timeline");
    this.scroller = document.getElementById("timeline-scroll");
    this.welcome = document.getElementById("welcome");
    this.jump = document.getElementById("jump");
    this.views = new Map();
    this.scroller.addEventListener("scroll", () => this.onscroll(), { passive: true });
    this.jump.addEventListener("click", () => this.toNewest("smooth"));
    new ResizeObserver(() => this.isAtEnd && this.toNewest()).observe(this.list);
    new ResizeObserver(() => this.isAtEnd && this.toNewest()).observe(this.scroller);
  }

  /** Show a channel from its newest messages on. */
  async open(channel, { seenId }) {
    this.channel = channel;
    this.seenId = seenId;
    this.clear();
    const page = await api.readMessages(channel.id);
    if (this.channel !== channel) return;
    this.hasMore = page.has_more;
    page.messages.forEach((message) => this.place(message));
    this.arrange();
    this.isAtEnd = true;
    this.toNewest();
  }

  /** Take in a change that somebody made; return whether it was a new message. */
  receive(message) {
    const known = this.views.get(message.id);
    if (message.deleted) {
      if (known) this.drop(known);
      return false;
    }
    if (known && known.message.revision >= message.revision) return false;
    // Changes of messages from before the oldest one shown would tear a hole into history.
    if (!known && this.hasMore && message.id < this.oldestId()) return false;
    // What arrives before one's eyes is not "new".
    if (!known && !document.hidden && this.seenId >= this.newestId()) this.seenId = message.id;
    this.place(message);
    if (!known) this.arrange();
    if (this.isAtEnd) this.toNewest();
    else if (!known) this.jump.hidden = false;
    if (!known && !message.author.is_me && message.kind !== "card") announce(`${message.author.name}: ${message.text}`);
    return !known;
  }

  /** Add a message that only this person sees, after everything else. */
  whisper(text) {
    const author = { id: "flipbook", name: "Flipbook", is_bot: true };
    const id = this.newestId() + 0.001;
    this.place({
      id,
      revision: 0,
      kind: "whisper",
      whisper: true,
      author,
      text,
      pictures: [],
      at: new Date().toISOString(),
    });
    this.arrange();
    this.toNewest();
    announce(text);
  }

  show(id) {
    const view = this.views.get(id);
    if (!view) return false;
    view.element.scrollIntoView({ block: "center", behavior: "smooth" });
    view.row.classList.remove("is-shown");
    requestAnimationFrame(() => view.row.classList.add("is-shown"));
    return true;
  }

  toNewest(behavior = "instant") {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
    this.jump.hidden = true;
  }

  clear() {
    this.views.forEach((view) => view.remove());
    this.views.clear();
    this.list.replaceChildren();
    this.jump.hidden = true;
  }

  place(message) {
    const known = this.views.get(message.id);
    message.mentions_me = !message.whisper && this.mentionsMe(message);
    if (known) {
      // A page of history may be older than what the events brought meanwhile.
      if (message.revision >= known.message.revision) known.update(message);
      return;
    }
    const view = new MessageView(message, this.actions);
    this.views.set(message.id, view);
    const next = [...this.list.children].find((item) => Number(item.dataset.id) > message.id);
    this.list.insertBefore(view.element, next ?? null);
  }

  drop(view) {
    this.views.delete(view.message.id);
    view.remove();
    this.arrange();
  }

  arrange() {
    let previous = null;
    let hasMark = false;
    for (const view of this.inOrder()) {
      const isFirstUnread =
        !hasMark &&
        previous !== null &&
        this.seenId > 0 &&
        view.message.id > this.seenId &&
        !view.message.author.is_me &&
        !view.message.whisper;
      hasMark ||= isFirstUnread;
      view.arrange(previous, isFirstUnread);
      previous = view;
    }
    this.welcome.hidden = this.views.size > 0;
  }

  inOrder() {
    return [...this.views.values()].sort((one, other) => one.message.id - other.message.id);
  }

  newestId() {
    return Math.max(0, ...this.views.keys());
  }

  oldestId() {
    return Math.min(...this.views.keys());
  }

  onscroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    if (this.isAtEnd) this.jump.hidden = true;
    if (scrollTop < NEAR_PIXELS && this.hasMore && !this.isLoading) this.loadOlder();
  }

  async loadOlder() {
    this.isLoading = true;
    const { channel } = this;
    try {
      const page = await api.readMessages(channel.id, this.oldestId());
      if (this.channel !== channel) return;
      const distance = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.hasMore = page.has_more;
      page.messages.forEach((message) => this.place(message));
      this.arrange();
      this.scroller.scrollTop = this.scroller.scrollHeight - distance;
    } finally {
      this.isLoading = false;
    }
  }
}
