/* The channel list and what stands below it. */

import { avatar, element, icon } from "./elements.js";

export class Sidebar {
  constructor({ onselect }) {
    this.onselect = onselect;
    this.list = document.getElementById("channel-list");
    this.opener = document.getElementById("sidebar-open");
    this.opener.addEventListener("click", () => this.open(true));
    for (const id of ["sidebar-close", "sidebar-shade"])
      document.getElementById(id).addEventListener("click", () => this.open(false));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
  }

  /** Draw the channels with their unread marks. */
  draw(channels, { current, unread }) {
    this.list.replaceChildren(
      ...channels.map((channel) => this.drawChannel(channel, channel.id === current?.id, unread.get(channel.id))),
    );
    const hasUnread = [...unread.keys()].some((id) => id !== current?.id);
    document.getElementById("sidebar-unread").hidden = !hasUnread;
  }

  drawMe(me) {
    document
      .getElementById("me")
      .replaceChildren(avatar({ ...me, is_bot: false }), element("bdi", {}, me.name), icon("edit"));
  }

  open(isOpen) {
    document.getElementById("app").classList.toggle("has-sidebar", isOpen);
    this.opener.setAttribute("aria-expanded", String(isOpen));
  }

  drawChannel(channel, isCurrent, unread) {
    const mark = unread?.mentions
      ? element("span", { class: "unread-count", "aria-label": `${unread.mentions} for you` }, unread.mentions)
      : unread
        ? element("span", { class: "unread-dot", role: "img", "aria-label": "unread" })
        : null;
    return element(
      "li",
      {},
      element(
        "button",
        {
          type: "button",
          class: `channel${unread ? " is-unread" : ""}`,
          "aria-current": isCurrent ? "true" : null,
          "data-testid": `channel-${channel.is_private ? "private" : channel.id}`,
          onclick: () => {
            this.open(false);
            this.onselect(channel);
          },
        },
        channel.is_private ? icon("lock") : element("span", { class: "hash", "aria-hidden": "true" }, "#"),
        element("bdi", { class: "channel-name" }, channel.name),
        mark,
      ),
    );
  }
}
