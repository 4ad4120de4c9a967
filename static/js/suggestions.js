// Asks what the files of a form suggest while they are read, and fills only fields that are empty and were not touched.

const FIRST = 2000; // milliseconds
const LONGEST = 15000;
const GROWTH = 1.3;
const MOST = 40; // questions; then nobody need wait any longer

const controlsOf = (form, name) => [...form.elements].filter((control) => control.name === name && control.type !== "hidden");
const isChoice = (control) => control.type === "checkbox" || control.type === "radio";
const isEmpty = (control) => !control.value || (isChoice(control) && !control.checked);

const fill = (control, values) => {
  if (isChoice(control)) control.checked = values.includes(control.value);
  else control.value = values[0];
  for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
};

const isSuggested = (control) => {
  const field = control.closest(".kern-fieldset, .kern-form-input");
  return Boolean(document.getElementById(`${(field?.matches("fieldset") ? field : control).id}_suggested`));
};

// Marks a field as the server does, and returns how it is called.
const mark = (control, template) => {
  const field = control.closest(".kern-fieldset, .kern-form-input");
  if (!field) return control.name;
  const label = field.querySelector("legend, label");
  const isGroup = field.matches("fieldset");
  const node = template.content.firstElementChild.cloneNode(true);
  const target = isGroup ? field : control;
  node.id = `${target.id}_suggested`;
  if (!document.getElementById(node.id)) {
    (field.querySelector(":scope > .p-hint") || label).after(node);
    target.setAttribute("aria-describedby", [node.id, target.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  }
  return label.firstChild.textContent.trim();
};

export const followReading = (form) => {
  const settings = form.querySelector("[data-at-once]");
  const box = form.querySelector("[data-reading]");
  if (!settings || !box) return;
  const words = settings.dataset;
  const text = box.querySelector("[data-reading-text]");
  const touched = new Set();
  const names = new Set(); // of the fields that were filled since it was asked
  let states = []; // of the files that were read since
  let timer = 0;
  let asked = 0;

  const say = (sentence) => {
    box.hidden = false;
    if (text.textContent !== sentence) text.textContent = sentence;
  };
  const open = () =>
    [...form.querySelectorAll("#id_kept_files [data-file-state]")].filter(
      (row) => row.dataset.fileState !== "read" && row.querySelector("input[type=checkbox]").checked,
    );

  const note = ({ id, state }) => {
    const row = form.querySelector(`#id_kept_files [data-file="${id}"]`);
    if (!row || state === "pending" || row.dataset.fileState === "read") return;
    row.dataset.fileState = "read";
    states.push(state);
    if (state === "none") row.querySelector("[data-file-note]").textContent = words.wordsNoText;
    const read = document.createElement("input");
    read.type = "hidden";
    read.name = "read_files";
    read.value = id;
    row.append(read);
  };

  const apply = ({ files, suggested }) => {
    const before = open().length;
    files.forEach(note);
    if (open().length === before) return;
    for (const [name, values] of Object.entries(suggested)) {
      const controls = controlsOf(form, name);
      if (!controls.length || touched.has(name)) continue;
      if (!controls.every(isEmpty) && !isSuggested(controls[0])) continue; // what the file's name gave may get better
      controls.forEach((control) => fill(control, values));
      if (!controls.every(isEmpty)) names.add(mark(controls[0], settings.querySelector("[data-mark]")));
    }
    form.dispatchEvent(new CustomEvent("portal:changed"));
  };

  const conclude = () => {
    if (names.size) say(`${words.wordsFilled} ${[...names].join(", ")}. ${words.wordsConfirm}`);
    else if (states.length) say(states.every((state) => state === "none") ? words.wordsNoText : words.wordsRead);
    else box.hidden = true; // the tick was taken out
    names.clear();
    states = [];
  };

  const ask = async () => {
    if (!form.isConnected) return;
    if (open().length && !document.hidden) {
      asked += 1;
      try {
        const answer = await fetch(words.suggestions, { headers: { Accept: "application/json" } });
        if (answer.status === 404) return; // handed in or deleted elsewhere
        if (answer.ok) apply(await answer.json());
      } catch {
        // The connection is away for a moment; it is asked again
      }
    }
    if (!open().length) conclude();
    else if (asked >= MOST) say(words.wordsLong);
    else wait();
  };

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.min(LONGEST, FIRST * GROWTH ** asked));
  };

  const begin = () => {
    if (!open().length) return;
    asked = 0;
    say(words.wordsReading);
    wait();
  };

  form.addEventListener("input", (event) => touched.add(event.target.name));
  form.addEventListener("portal:uploaded", begin);
  begin();
};
