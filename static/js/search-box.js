// Suggests titles, topics and municipalities while somebody types into a search box: a combobox with a list (ARIA).
// What is typed is never changed. Enter without a chosen suggestion searches, as it does without this script.

const WAIT = 150; // milliseconds after a key, before it is asked
const SHORTEST = 2; // letters

const make = (role, css, text = "") => {
  const node = document.createElement("div");
  node.setAttribute("role", role);
  if (css) node.className = css;
  node.textContent = text;
  return node;
};

const follow = (form) => {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  if (!input || !list || !status) return;
  let options = [];
  let active = -1;
  let timer = 0;
  let asking = null; // what can be aborted
  let shown = ""; // for which words the list stands

  const activate = (number) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = options[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const isOpen = () => !list.hidden;

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    activate(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  const open = () => {
    if (!options.length || isOpen()) return;
    list.hidden = false;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
  };

  const fill = ({ groups, said }) => {
    activate(-1);
    options = [];
    list.replaceChildren(
      ...groups.map(({ label, suggestions }, number) => {
        const heading = make("presentation", "p-suggestions__head", label);
        heading.id = `${list.id}-group-${number}`;
        const group = make("group");
        group.setAttribute("aria-labelledby", heading.id);
        group.append(heading);
        for (const { text, note, url } of suggestions) {
          const option = make("option", "p-suggestions__option", text);
          option.id = `${list.id}-${options.length}`;
          option.setAttribute("aria-selected", "false");
          option.dataset.url = url;
          if (note) option.append(" ", Object.assign(document.createElement("small"), { textContent: note }));
          options.push(option);
          group.append(option);
        }
        return group;
      }),
    );
    status.textContent = said;
    if (options.length) open();
    else close();
  };

  const typed = () => input.value.trim();

  const ask = async () => {
    const words = typed();
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return; // signed out meanwhile: the search itself says so
      const found = await answer.json();
      if (signal.aborted || words !== typed() || document.activeElement !== input) return;
      shown = words;
      fill(found);
    } catch {
      // Overtaken, or the connection is away for a moment: searching needs no suggestions
    }
  };

  const type = () => {
    clearTimeout(timer);
    asking?.abort();
    activate(-1);
    if (typed().length >= SHORTEST) {
      timer = setTimeout(ask, WAIT);
      return;
    }
    options = [];
    status.textContent = "";
    close();
  };

  const move = (event, number) => {
    if (!options.length) return;
    event.preventDefault();
    open();
    activate(number);
  };

  const press = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    const stands = typed() === shown && options.length > 0;
    switch (event.key) {
      case "ArrowDown":
        if (event.altKey) move(event, active);
        else if (stands) move(event, active === last ? -1 : active + 1);
        else if (typed().length >= SHORTEST) ask();
        break;
      case "ArrowUp":
        if (event.altKey) close();
        else if (stands) move(event, active === -1 ? last : active - 1);
        break;
      case "Home":
        if (active >= 0) move(event, 0);
        break;
      case "End":
        if (active >= 0) move(event, last);
        break;
      case "Enter":
        if (active >= 0) {
          event.preventDefault();
          go(options[active]);
        }
        break;
      case "Escape":
        if (isOpen()) {
          event.preventDefault(); // the next one empties the field, as ever
          close();
        }
        break;
      case "ArrowLeft":
      case "ArrowRight":
        activate(-1);
        break;
    }
  };

  const go = (option) => {
    close();
    location.assign(option.dataset.url);
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";
  input.addEventListener("input", type);
  input.addEventListener("keydown", press);
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  form.addEventListener("submit", close);
  addEventListener("pagehide", close);
};

document.querySelectorAll("form[data-suggestions]").forEach(follow);
