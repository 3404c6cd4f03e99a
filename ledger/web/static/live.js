// Shows what a form comes to a moment after somebody has typed. Nothing depends on it: a button of the form does the same.
"use strict";

const PAUSE = 500;
const AGAIN = 1000;

for (const form of document.querySelectorAll("form[data-live]")) {
  const parts = () => document.querySelectorAll(form.dataset.live);
  let timer;
  let asking = new AbortController();

  const drawn = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const data = new URLSearchParams(new FormData(form));
    const address = form.method === "get" ? `${form.action}?${data}` : form.action;
    const options = form.method === "get" ? { signal } : { method: "post", body: data, signal };
    try {
      const answer = await fetch(address, options);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.status === 202) {
        timer = setTimeout(drawn, AGAIN);
        return;
      }
      put(page, address);
    } catch (fault) {
      // Typed on meanwhile, or the desk was closed: what is shown stays marked as older than the form.
      if (fault.name !== "AbortError" && !(fault instanceof TypeError)) throw fault;
    }
  };

  const put = (page, address) => {
    const fresh = [...page.querySelectorAll(form.dataset.live)];
    if (fresh.length !== parts().length) return;
    parts().forEach((part, at) => part.replaceWith(fresh[at]));
    if (form.method === "get") history.replaceState(null, "", address);
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    asking.abort();
    parts().forEach((part) => part.classList.add("stale"));
    timer = setTimeout(drawn, PAUSE);
  });
}
