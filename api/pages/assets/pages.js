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
