"use strict";
// Without this script every row is open, and the page reads and prints as it stands.
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  const openerOf = (region) => document.querySelector(`[aria-controls="${CSS.escape(region.id)}"]`);

  const set = (opener, isOpen) => {
    opener.setAttribute("aria-expanded", String(isOpen));
    document.getElementById(opener.getAttribute("aria-controls")).classList.toggle("open", isOpen);
  };

  document.querySelectorAll(".opener").forEach((opener) => opener.setAttribute("aria-expanded", "false"));

  document.addEventListener("click", (event) => {
    const opener = event.target.closest(".opener");
    if (opener) set(opener, opener.getAttribute("aria-expanded") !== "true");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const region = event.target.closest(".region");
    if (!region) return;
    const opener = openerOf(region);
    set(opener, false);
    opener.focus();
  });

  // A link to a record opens all that it lies in.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let region = target.closest(".region"); region; region = region.parentElement.closest(".region")) {
      set(openerOf(region), true);
    }
    const own = target.querySelector(".opener");
    if (own) set(own, true);
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  document.querySelectorAll("table").forEach((table) => {
    const rows = () => [...table.querySelectorAll("tbody.row")];
    const after = table.querySelector("tbody.sums");

    const move = (row) => {
      const region = document.getElementById(row.dataset.region);
      table.insertBefore(row, after);
      if (region) table.insertBefore(region, after);
    };

    const key = (row, column) => row.querySelectorAll("tr > *")[column].dataset.value ?? "";
    const compared = (column, isText) => (one, other) => {
      const [a, b] = [key(one, column), key(other, column)];
      if (isText) return a.localeCompare(b, root.lang);
      if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
      return Number(b) - Number(a);
    };

    // Sorted by a column, subtotals would stand among rows that are not theirs.
    const heads = table.querySelector(".subtotal") ? [] : table.querySelectorAll("thead th");
    heads.forEach((head, column) => {
      const isText = head.classList.contains("name");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = isText ? "ascending" : "descending";
        const second = isText ? "descending" : "ascending";
        const next = head.getAttribute("aria-sort") === first ? second : first;
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", next);
        const sorted = rows().sort(compared(column, isText));
        if (next === second) {
          const known = sorted.filter((row) => isText || key(row, column) !== "");
          const unknown = sorted.filter((row) => !isText && key(row, column) === "");
          [...known.reverse(), ...unknown].forEach(move);
        } else {
          sorted.forEach(move);
        }
      });
    });

    const search = document.querySelector(`[data-filters="${CSS.escape(table.id)}"]`);
    const said = document.querySelector(`[data-says="${CSS.escape(table.id)}"]`);
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLocaleLowerCase(root.lang);
      let shown = 0;
      rows().forEach((row) => {
        const region = document.getElementById(row.dataset.region);
        const text = `${row.textContent} ${region ? region.textContent : ""}`.toLocaleLowerCase(root.lang);
        const isShown = text.includes(wanted);
        shown += isShown;
        row.hidden = !isShown;
        if (region) region.hidden = !isShown;
      });
      said.textContent = said.dataset.pattern.replace("{shown}", shown).replace("{all}", rows().length);
    });
  });

  reveal();
})();
