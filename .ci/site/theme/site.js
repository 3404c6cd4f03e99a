"use strict";
/* Search in the sections of all pages: every word must be the beginning of a word there. The index is loaded when it is first needed, as a script,
   since a page opened from a disk may fetch nothing. */
(() => {
  const base = document.currentScript.dataset.base;
  const box = document.querySelector("search");
  const field = box.querySelector("input");
  const panel = box.querySelector("#results");
  const list = panel.querySelector("ol");
  const status = panel.querySelector("p");
  const MOST = 40;
  let entries;

  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const begins = word => new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");

  /* A section is found by the title of its page, too; this is the entry whose address has no anchor. */
  function indexed(entry) {
    const page = ENTRIES.find(({ location }) => location === entry.location.split("#")[0]).title;
    return { ...entry, page, heading: plain(entry.title), words: plain(`${page} ${entry.title} ${entry.text}`) };
  }

  function load() {
    entries ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${base}/entries.js`;
      script.onload = () => done(ENTRIES.map(indexed));
      script.onerror = failed;
      document.head.append(script);
    });
    return entries;
  }

  function matches(all, query) {
    const words = plain(query).split(/\s+/).filter(Boolean).map(begins);
    const named = entry => words.filter(word => word.test(entry.heading)).length;
    return all
      .filter(entry => words.every(word => word.test(entry.words)))
      .map(entry => ({ entry, named: named(entry) }))
      .sort((one, other) => other.named - one.named || one.entry.heading.length - other.entry.heading.length)
      .map(({ entry }) => entry);
  }

  function excerpt(entry, query) {
    const at = plain(entry.text).search(begins(plain(query).trim().split(/\s+/)[0]));
    const start = Math.max(0, at - 60);
    return (start ? "… " : "") + entry.text.slice(start, start + 180).replace(/\s+/g, " ");
  }

  function row(entry, query) {
    const link = document.createElement("a");
    const title = document.createElement("b");
    const page = document.createElement("i");
    const text = document.createElement("span");
    link.href = `${base}/${entry.location}`;
    title.textContent = entry.title;
    page.textContent = entry.page;
    text.textContent = excerpt(entry, query);
    link.append(title, " ", page, text);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  async function search() {
    const query = field.value.trim();
    panel.hidden = query.length < 2;
    if (panel.hidden) return;
    const all = matches(await load(), query);
    if (query !== field.value.trim()) return;
    status.textContent = all.length > MOST ? `${MOST} of ${all.length} sections` : all.length === 1 ? "1 section" : `${all.length} sections`;
    list.replaceChildren(...all.slice(0, MOST).map(entry => row(entry, query)));
  }

  function move(event) {
    const stops = [field, ...list.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      field.focus();
      panel.hidden = true;
    } else if (step && !panel.hidden) {
      event.preventDefault();
      stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
    } else if (event.key === "Enter" && event.target === field && list.firstChild && !panel.hidden) {
      list.querySelector("a").click();
    }
  }

  box.hidden = false;
  field.addEventListener("input", search);
  field.addEventListener("focus", search);
  box.addEventListener("keydown", move);
  box.addEventListener("focusout", event => { panel.hidden ||= !box.contains(event.relatedTarget); });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(input|textarea)$/i.test(document.activeElement.tagName)) {
      event.preventDefault();
      field.focus();
    }
  });

  /* On a phone what is on the page would stand between the reader and the text. */
  const toc = document.querySelector(".toc");
  if (toc && matchMedia("(max-width: 84rem)").matches) toc.open = false;
  /* What is wider than the page is scrolled by itself, by keys as well. */
  for (const block of document.querySelectorAll("article pre")) if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
  for (const table of document.querySelectorAll("article table")) {
    const frame = document.createElement("div");
    frame.className = "scroll";
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
  }
})();
