// Adds the visitor's own time to times of events where the two differ, and remembers the zone a visitor chose, in this
// browser only. All words come from the page. Without this script the form for another time zone does the same.
"use strict";

(() => {
  const KEY = "zone"; // in the browser's storage: an IANA name, or EVENT_ONLY
  const EVENT_ONLY = "event";
  const DAY_MS = 86_400_000;

  // Storage can be switched off or full; then nothing is remembered.
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const remember = (zone) => {
    try {
      if (zone === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, zone || EVENT_ONLY);
    } catch {
      return;
    }
  };
  const fill = (pattern, time) => {
    const [before, after = ""] = pattern.split("{time}");
    return [before, time, after];
  };

  // --- Times ---

  const template = document.querySelector("#local-times"); // missing where the address names a zone
  const words = template?.dataset;
  const local = template?.content.firstElementChild;

  const clocksOf = (zone) => {
    const common = { timeZone: zone, calendar: "gregory", numberingSystem: "latn" };
    const digits = new Intl.DateTimeFormat("en", {
      ...common, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    });
    const hour = words.hours === "h12" ? "numeric" : "2-digit";
    const clock = new Intl.DateTimeFormat(words.locale, { ...common, hourCycle: words.hours, hour, minute: "2-digit" });
    const day = new Intl.DateTimeFormat(words.locale, { ...common, weekday: "short", day: "numeric", month: "long" });
    const known = new Map();
    return {
      clock: (at) => clock.format(at),
      moment: (at) => day.format(at) + words.beforeTime + clock.format(at),
      // "2027-06-10T16:00": what clocks there show at an instant
      wall(iso) {
        if (!known.has(iso)) {
          const part = Object.fromEntries(digits.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
          known.set(iso, `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`);
        }
        return known.get(iso);
      },
    };
  };

  const isolated = (text) => {
    const bdi = document.createElement("bdi");
    bdi.dir = /[\u0590-\u08ff]/.test(text) ? "auto" : "ltr"; // a word of a right-to-left language decides
    bdi.textContent = text;
    return bdi;
  };
  const onDay = (times, shift) => {
    if (shift === 1) return fill(words.nextDay, times);
    if (shift === -1) return fill(words.previousDay, times);
    return [times];
  };

  // The same reading as readings.py makes: other days than the page tells are marked.
  const reading = (clocks, isos, day, dated) => {
    const walls = isos.map(clocks.wall);
    const shifts = walls.map((wall, index) => {
      const midnight = index > 0 && wall.endsWith("T00:00") ? DAY_MS : 0; // an end at midnight belongs to the day before
      return dated ? 0 : Math.round((Date.parse(wall.slice(0, 10)) - midnight - Date.parse(day)) / DAY_MS);
    });
    const texts = isos.map((iso, index) => {
      const say = dated || Math.abs(shifts[index]) > 1 ? clocks.moment : clocks.clock;
      return say(new Date(iso));
    });
    if (texts.length === 1) return onDay(isolated(texts[0]), shifts[0]);
    if (shifts[0] !== shifts[1] && Math.abs(shifts[0]) === 1) {
      return [...onDay(isolated(texts[0]), shifts[0]), " – ", ...onDay(isolated(texts[1]), shifts[1])];
    }
    const joint = dated || shifts.some((shift) => Math.abs(shift) > 1) ? " – " : "–";
    return onDay(isolated(texts.join(joint)), shifts[1]);
  };

  let done = new WeakSet();
  const show = (clocks) => {
    for (const when of document.querySelectorAll(".when")) {
      if (done.has(when)) continue;
      done.add(when);
      const isos = [...when.querySelectorAll("time")].map((time) => time.dateTime);
      if (isos.every((iso) => clocks.wall(iso) === iso.slice(0, 16))) continue;
      const added = local.cloneNode(true);
      const sentence = added.lastElementChild;
      const times = document.createElement("span");
      times.append(...reading(clocks, isos, when.dataset.day ?? isos[0].slice(0, 10), "dated" in when.dataset));
      sentence.replaceChildren(...fill(sentence.textContent, times));
      when.append(added);
    }
  };

  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let clocks = null;
  const start = () => {
    clocks = null;
    done = new WeakSet();
    for (const added of document.querySelectorAll(".when > .also")) added.remove();
    if (remembered() === EVENT_ONLY) return;
    try {
      clocks = clocksOf(remembered() ?? own);
    } catch {
      clocks = clocksOf(own); // what was remembered is no zone this browser knows
    }
    show(clocks);
  };
  if (template) {
    start();
    // Filters put new sessions into the page.
    new MutationObserver(() => clocks && show(clocks)).observe(document.querySelector("main"), { childList: true, subtree: true });
  }

  // --- The choice ---

  const choice = document.querySelector("#zone-choice");
  if (!choice) return;
  const select = choice.querySelector("select");
  const memory = choice.querySelector(".zone-memory");
  const forget = memory.querySelector("button");
  const status = choice.querySelector(".zone-status");

  const pinned = new Option(select.dataset.own.replace("{zone}", own), own);
  select.options[0].after(pinned);
  const preset = () => {
    if (!template) return; // the address decides
    const zone = remembered();
    select.value = zone === null || zone === EVENT_ONLY ? "" : zone;
    if (select.selectedIndex < 0) select.value = "";
  };
  preset();
  memory.hidden = false;
  forget.hidden = remembered() === null;

  // Filters may have changed the address since the form was made.
  const others = () => {
    const query = new URLSearchParams(location.search);
    query.delete(select.name);
    return query;
  };
  select.form.addEventListener("submit", () => {
    remember(select.value);
    for (const field of select.form.querySelectorAll("input[type=hidden]")) field.remove();
    for (const [name, value] of others()) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      select.form.prepend(field);
    }
  });
  choice.querySelector("a[data-zone]")?.addEventListener("click", (event) => {
    remember("");
    event.currentTarget.search = others();
  });
  forget.addEventListener("click", () => {
    remember(null);
    preset();
    if (template) start();
    status.textContent = status.dataset.forgotten;
    select.focus();
    forget.hidden = true;
  });
})();
