// What is nicer with a script; everything works without it.
"use strict";

// A filter that is chosen takes effect at once. Fields that say nothing do not go into the address.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.id === "search" && event.target.type !== "search") form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  const empty = [...event.target.elements].filter((field) => field.name && !field.value);
  for (const field of empty) field.disabled = true;
  setTimeout(() => empty.forEach((field) => { field.disabled = false; }));
});

// What is to be copied has a button for it.
for (const box of document.querySelectorAll(".copy, .same pre")) {
  const text = box.textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.trim());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  if (navigator.clipboard) box.after(button);
}
