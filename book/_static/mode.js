// Before the first paint: until the reader chooses, their system decides between light and dark.
{
  const { dataset } = document.documentElement;
  if (!dataset.mode) {
    dataset.mode = "auto";
    dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
}
