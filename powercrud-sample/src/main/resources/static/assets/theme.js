// Applies light or dark before anything is painted: what was chosen here, or else what the system says.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => localStorage.getItem('theme') ?? (dark.matches ? 'dark' : 'light');
  const apply = () => document.documentElement.setAttribute('data-bs-theme', chosen());
  apply();
  dark.addEventListener('change', apply);
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-theme-switch]')) {
      localStorage.setItem('theme', chosen() === 'dark' ? 'light' : 'dark');
      apply();
    }
  });
})();
