"use strict";
// Without this script every row is open, and the page reads and prints as it stands.
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  const openerOf = (region) => document.querySelector(`[aria-controls="${CSS.escape(region.id)}"]`);

  const closed = (opener) => opener.setAttribute("aria-expanded", "false");

  // What a row opens lies in the page as text, which is read in no time, until somebody asks for it.
  const unpack = (region) => {
    const packed = region.querySelector(".packed noscript");
    if (!packed) return;
    const holder = document.createElement("template");
    holder.innerHTML = packed.textContent;
    holder.content.querySelectorAll(".opener").forEach(closed);
    region.replaceChildren(...holder.content.querySelectorAll("tr"));
  };

  const wantedIn = (search) => search.value.trim().toLocaleLowerCase(root.lang);
  const IN_NO_ROW = "caption, thead, .sums, noscript, .aloud";

  const hitsIn = (table, wanted) => {
    const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
    const ranges = [];
    while (wanted && walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.data.toLocaleLowerCase(root.lang);
      // A few letters are two in small ones: what stands behind them is not found at its place.
      if (text.length !== node.length || node.parentElement.closest(IN_NO_ROW)) continue;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        ranges.push(range);
      }
    }
    return ranges;
  };

  // What is searched for is marked where it stands, without a change to the page; some browsers cannot.
  const markHits = () => {
    if (!CSS.highlights) return;
    const hits = new Highlight();
    document.querySelectorAll("[data-filters]").forEach((search) => {
      hitsIn(document.getElementById(search.dataset.filters), wantedIn(search)).forEach((range) => hits.add(range));
    });
    CSS.highlights.set("hit", hits);
  };

  const set = (opener, isOpen) => {
    const region = document.getElementById(opener.getAttribute("aria-controls"));
    if (isOpen) unpack(region);
    opener.setAttribute("aria-expanded", String(isOpen));
    region.classList.toggle("open", isOpen);
    markHits();
  };

  document.querySelectorAll(".opener").forEach(closed);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest(".opener");
    if (opener) set(opener, opener.getAttribute("aria-expanded") !== "true");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const region = event.target.closest(".region");
    const opener = event.target.closest('.opener[aria-expanded="true"]') ?? (region && openerOf(region));
    if (!opener) return;
    set(opener, false);
    opener.focus();
  });

  // The name that an address leads to; none where it was cut off or mistyped.
  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  // A link to a record opens all that it lies in.
  const reveal = () => {
    const name = named();
    if (!name) return;
    document.querySelectorAll(".region").forEach((region) => {
      if (region.textContent.includes(` id="${name}"`)) unpack(region);
    });
    const target = document.getElementById(name);
    if (!target) return;
    for (let region = target.closest(".region"); region; region = region.parentElement.closest(".region")) {
      set(openerOf(region), true);
    }
    const own = target.querySelector(".opener");
    if (own) set(own, true);
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  const SIGNS = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&#x27;": "'" };
  const plain = (markup) => markup.replace(/<[^>]*>/g, " ").replace(/&#?\w+;/g, (sign) => SIGNS[sign] ?? sign);
  const texts = new WeakMap();

  // What is found in a row: its own words and those of its records, opened or not.
  const textOf = (row) => {
    if (!texts.has(row)) {
      const region = document.getElementById(row.dataset.region);
      const packed = region?.querySelector(".packed noscript");
      const inside = packed ? plain(packed.textContent) : region?.textContent ?? "";
      texts.set(row, `${row.textContent} ${inside}`.toLocaleLowerCase(root.lang));
    }
    return texts.get(row);
  };

  document.querySelectorAll("table").forEach((table) => {
    const rows = () => [...table.querySelectorAll("tbody.row")];
    const after = table.querySelector("tbody.sums");
    const section = table.closest("section");

    const move = (row) => {
      const region = document.getElementById(row.dataset.region);
      table.insertBefore(row, after);
      if (region) table.insertBefore(region, after);
    };

    // At another reading by its own number, where it is another one.
    const key = (row, column) => {
      const values = row.querySelectorAll("tr > *")[column].dataset;
      return values[section.dataset.reading] ?? values.value ?? "";
    };
    const compared = (column, isText, sign) => (one, other) => {
      const [a, b] = [key(one, column), key(other, column)];
      if (isText) return sign * a.localeCompare(b, root.lang);
      if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
      return sign * (Number(a) - Number(b));
    };

    // Rows are sorted above their subtotal, and all others stay the last.
    const sorted = (compare) => {
      const groups = [[]];
      rows().forEach((row) => {
        if (row.matches(".subtotal, .others")) groups.push([row], []);
        else groups.at(-1).push(row);
      });
      return groups.flatMap((group) => group.sort(compare));
    };

    const sort = (head, order) => {
      const heads = [...table.querySelectorAll("thead th")];
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const compare = compared(heads.indexOf(head), head.matches(".name"), order === "ascending" ? 1 : -1);
      sorted(compare).forEach(move);
    };

    // How the table came: by its central totals. Who has sorted it himself keeps his order at every reading.
    const ranked = table.querySelector("[aria-sort]");
    let isChosen = false;

    table.querySelectorAll("thead th").forEach((head) => {
      const isText = head.classList.contains("name");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = isText ? "ascending" : "descending";
        const second = isText ? "descending" : "ascending";
        sort(head, head.getAttribute("aria-sort") === first ? second : first);
        isChosen = true;
      });
    });

    document.querySelector(`[data-switches="${CSS.escape(table.id)}"]`)?.addEventListener("change", (event) => {
      section.dataset.reading = event.target.value;
      const head = table.querySelector("[aria-sort]");
      if (isChosen) sort(head, head.getAttribute("aria-sort"));
      else if (event.target.value === "central") ranked?.setAttribute("aria-sort", "descending");
      else ranked?.removeAttribute("aria-sort");
    });

    const search = document.querySelector(`[data-filters="${CSS.escape(table.id)}"]`);
    const said = document.querySelector(`[data-says="${CSS.escape(table.id)}"]`);
    search.addEventListener("input", () => {
      const wanted = wantedIn(search);
      let [shown, all] = [0, 0];
      const before = {};
      rows().forEach((row) => {
        const depth = row.dataset.depth;
        if (depth) {
          // A subtotal stays where a row above it does.
          row.hidden = shown === (before[depth] ?? 0);
          before[depth] = shown;
        } else {
          row.hidden = !textOf(row).includes(wanted);
          shown += !row.hidden;
          all += 1;
        }
        const region = document.getElementById(row.dataset.region);
        if (region) region.hidden = row.hidden;
      });
      markHits();
      said.textContent = said.dataset.pattern.replace("{shown}", shown).replace("{all}", all);
    });
  });

  document.querySelector("[data-prints]").addEventListener("click", () => print());

  reveal();
})();
