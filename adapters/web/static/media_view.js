/* Pictures and videos inside messages. */

import { element, icon } from "./elements.js";

/** Build a picture with its "Animate this image" button. */
export function drawPicture(picture, actions) {
  const image = element("img", {
    src: picture.url,
    alt: picture.alt || "Picture",
    width: picture.width,
    height: picture.height,
    loading: "lazy",
    // Pictures are deleted some time after they were used.
    onerror: (event) => event.target.closest("figure")?.replaceChildren("This picture is no longer kept."),
  });
  return element(
    "figure",
    { class: "picture" },
    element("a", { href: picture.url, target: "_blank", rel: "noopener" }, image),
    element(
      "button",
      {
        type: "button",
        class: "button animate-picture",
        "data-testid": "animate-picture",
        onclick: () => actions.animatePicture(picture),
      },
      icon("wand"),
      "Animate this image",
    ),
  );
}

/** Build a video that plays in place. */
export function drawVideo(video, alt) {
  const player = element("video", {
    class: "video",
    controls: true,
    playsinline: true,
    loop: true,
    preload: "metadata",
    src: video.url,
    poster: video.poster_url,
    width: video.width,
    height: video.height,
    "aria-label": alt,
    title: alt,
    "data-testid": "result-video",
  });
  player.style.setProperty("--shape", `${video.width} / ${video.height}`);
  player.style.setProperty("--ratio", video.width / video.height);
  return player;
}

/** Build the link that saves a video as a file. */
export function drawDownload(video, jobId) {
  return element(
    "a",
    {
      class: "button button-download",
      href: video.url,
      download: `flipbook-${jobId}.mp4`,
      "data-testid": "button-download",
    },
    icon("download"),
    "Download",
  );
}
