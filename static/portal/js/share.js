// Offers the browser's own way to pass a page on, where it has one. Without it, the links beside do.
const button = document.querySelector("[data-share]");
if (button && navigator.share) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {}); // the visitor thought better of it
  });
}
