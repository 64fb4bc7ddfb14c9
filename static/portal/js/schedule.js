// Filters the schedule and changes its view without leaving the page: the address a link or the form leads to is
// fetched, and the parts of the answer are put in place of those shown. Whatever goes wrong, the browser follows the
// address instead. All words come from the page.
"use strict";

(() => {
  const root = document.querySelector("#schedule");
  if (!root) return;

  const TYPING_MS = 400; // from the last letter until a search text is looked for
  let shown = location.href; // the address of what the page shows
  let fetching = null; // an AbortController

  const withoutFragment = (address) => address.split("#")[0];
  const partsOf = (within) => new Map([...within.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));

  // The one spelling of the address (ScheduleQuery.query_string): nothing empty, values of one name sorted.
  const addressOf = (form) => {
    const entries = [...new FormData(form)].filter(([, value]) => value.trim());
    const names = [...new Set(entries.map(([name]) => name))];
    entries.sort(([a, one], [b, other]) => names.indexOf(a) - names.indexOf(b) || (one < other ? -1 : 1));
    const address = new URL(form.action);
    address.search = new URLSearchParams(entries);
    return address.href;
  };

  // What stands outside, such as the other languages and the time zone, leads to the same filters.
  const leadOn = (answer) => {
    const outside = (page, selector) =>
      [...page.querySelectorAll(selector)].filter((element) => !element.closest("#schedule"));
    const links = outside(document, "a[href]");
    const theirs = outside(answer, "a[href]");
    if (links.length === theirs.length) links.forEach((link, index) => link.setAttribute("href", theirs[index].getAttribute("href")));
    const forms = outside(answer, "form");
    outside(document, "form").forEach((form, index) => {
      if (!forms[index]) return;
      for (const field of form.querySelectorAll("input[type=hidden]")) field.remove();
      form.prepend(...forms[index].querySelectorAll("input[type=hidden]"));
    });
  };

  // `keepForm`: the visitor is filling it in.
  const show = (answer, { keepForm }) => {
    const theirs = partsOf(answer);
    const focused = document.activeElement;
    const wasInside = root.contains(focused);
    const isOpen = root.querySelector(".filters details")?.open;
    leadOn(answer);
    for (const [name, part] of partsOf(root)) {
      const other = theirs.get(name);
      if (name === "filters" && keepForm) continue;
      if (name === "count") {
        if (part.textContent !== other.textContent) part.textContent = other.textContent; // said by screen readers
      } else {
        part.replaceChildren(...other.childNodes);
      }
    }
    const details = root.querySelector(".filters details");
    if (details && isOpen) details.open = true;
    document.title = answer.title;
    if (!wasInside || focused.isConnected) return;
    const twin = focused.id ? document.getElementById(focused.id) : [...root.querySelectorAll("a[href]")].find((link) => link.href === focused.href);
    (twin ?? partsOf(root).get("results")).focus({ preventScroll: true });
  };

  const go = async (address, { remember = true, keepForm = false } = {}) => {
    fetching?.abort();
    const own = (fetching = new AbortController());
    root.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(withoutFragment(address), { signal: own.signal, headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      if (own.signal.aborted) return;
      const theirs = partsOf(answer);
      if ([...partsOf(root).keys()].some((name) => !theirs.has(name))) throw new Error("another page");
      show(answer, { keepForm });
      if (remember) history.pushState(null, "", address);
      shown = address;
      if (remember && new URL(address).hash) document.getElementById(new URL(address).hash.slice(1))?.scrollIntoView();
    } catch {
      if (own.signal.aborted) return; // something newer was asked for
      if (remember) location.assign(address);
      else location.reload();
    }
    root.removeAttribute("aria-busy");
  };

  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
    const isHere = withoutFragment(link.href) === withoutFragment(shown) && link.hash;
    if (link.origin !== location.origin || link.pathname !== location.pathname || isHere) return;
    event.preventDefault();
    go(link.href);
  });

  let typing = 0;
  const filter = (form) => {
    clearTimeout(typing);
    const address = addressOf(form);
    if (address !== withoutFragment(shown)) go(address, { keepForm: true });
  };
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    filter(event.target);
  });
  root.addEventListener("change", (event) => event.target.form && filter(event.target.form));
  root.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(typing);
    typing = setTimeout(filter, TYPING_MS, event.target.form);
  });

  // Back and forward. Jumps inside the page come here too and are the browser's own.
  addEventListener("popstate", () => {
    if (withoutFragment(location.href) !== withoutFragment(shown)) go(location.href, { remember: false });
    else shown = location.href;
  });
})();
