/* Follows the server's events and keeps following: after lost connections, restarts and sleep. */

const RETRY_MILLISECONDS = 1500;
const PATIENCE_MILLISECONDS = 1200;

/** Call the handlers for every change after `revision`; `onlink(isUp)` tells whether we are connected. */
export function follow(revision, { onmessage, onchannels, onlink }) {
  let newest = revision;
  let warning = null;

  const lost = () => {
    warning ??= setTimeout(() => onlink(false), PATIENCE_MILLISECONDS);
  };
  const connect = () => {
    const source = new EventSource(`/api/events?after=${newest}`);
    source.addEventListener("open", () => {
      clearTimeout(warning);
      warning = null;
      onlink(true);
    });
    source.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      newest = Math.max(newest, message.revision);
      onmessage(message);
    });
    source.addEventListener("channels", (event) => onchannels(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      lost();
      // The browser itself tries again unless the server answered with an error.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MILLISECONDS);
    });
  };
  connect();
}
