// Runs on other sites: puts a frame in place of each link with data-portal-embed, as tall as what it shows.
// Without this script, or where framing is not allowed, the link stays a link.
(() => {
  const frames = new Map();
  for (const link of document.querySelectorAll("a[data-portal-embed]")) {
    const frame = document.createElement("iframe");
    frame.src = link.dataset.portalEmbed;
    frame.title = link.textContent;
    frame.loading = "lazy";
    frame.style.cssText = "display:block;inline-size:100%;block-size:30rem;border:0;color-scheme:light dark";
    link.replaceWith(frame);
    frames.set(frame, new URL(frame.src).origin);
  }
  addEventListener("message", (event) => {
    for (const [frame, origin] of frames) {
      if (event.source === frame.contentWindow && event.origin === origin && event.data?.portalHeight > 0) {
        frame.style.blockSize = `${Math.min(event.data.portalHeight, 20000)}px`;
      }
    }
  });
})();
