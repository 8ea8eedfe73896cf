// Escape closes the meaning of a term, wherever it was opened with the mouse or the keyboard; leaving the term reopens it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:hover, .term:focus-within")) term.classList.add("closed");
});
for (const kind of ["mouseout", "focusout"]) {
  document.addEventListener(kind, (event) => {
    const term = event.target.closest?.(".term.closed");
    if (term && !term.contains(event.relatedTarget)) term.classList.remove("closed");
  });
}
