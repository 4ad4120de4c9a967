// What every form with files needs: how they are shown, and what is wrong with them at first sight.

const MEGABYTE = 1024 * 1024;

export const size = (bytes) =>
  bytes < MEGABYTE
    ? `${Math.round(bytes / 1024) || Math.sign(bytes)} KB`
    : `${(bytes / MEGABYTE).toLocaleString("de", { maximumFractionDigits: bytes < 10 * MEGABYTE ? 1 : 0 })} MB`;

export const element = (tag, className, text = "") => {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
};

// What a form sends, but for its files.
export const withoutFiles = (form) => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
};

// A button of a row; its name says which file it is about.
export const rowButton = (text, file, onClick) => {
  const button = element("button", "p-act", text);
  button.type = "button";
  button.append(element("span", "kern-sr-only", ` ${file.name}`));
  button.addEventListener("click", onClick);
  return button;
};

// A row of a list of files; what follows is put below its name, and the buttons beside it.
export const fileRow = (file, below, buttons) => {
  const item = document.createElement("li");
  const extension = file.name.includes(".") ? file.name.split(".").pop().slice(0, 4).toUpperCase() : "";
  const type = element("span", "p-ext", extension);
  type.setAttribute("aria-hidden", "true");
  const body = element("div", "p-row__body");
  const line = document.createElement("p");
  line.append(element("b", "", file.name), " ", element("span", "p-small p-soft", size(file.size)));
  body.append(line, ...below);
  item.append(type, body, ...buttons);
  return item;
};

const isAccepted = (file, input) => {
  const kinds = input.accept.toLowerCase().split(",").map((kind) => kind.trim()).filter(Boolean);
  const name = file.name.toLowerCase();
  return (
    !kinds.length ||
    kinds.some((kind) =>
      kind.startsWith(".") ? name.endsWith(kind) : !file.type || file.type.startsWith(kind.replace(/\*$/, "")),
    )
  );
};

// What the server would say after the whole upload; it looks again, and into the file.
export const problem = (file, drop) => {
  const limit = Number(drop.dataset.maxBytes);
  if (limit && file.size > limit) return `${file.name} ${drop.dataset.wordsLarge}`;
  if (!file.size) return `${file.name}: ${drop.dataset.wordsEmpty}`;
  if (!isAccepted(file, drop.querySelector("input[type=file]"))) return `${file.name}: ${drop.dataset.wordsKind}`;
  return "";
};

// Takes what is dropped on a field for files.
export const catchDrops = (drop, take) => {
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("p-drop--over", name === "dragenter" || name === "dragover");
    });
  }
  drop.addEventListener("drop", (event) => {
    const dropped = [...event.dataTransfer.files];
    if (dropped.length) take(dropped);
  });
};
